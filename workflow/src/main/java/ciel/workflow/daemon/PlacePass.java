package ciel.workflow.daemon;

import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives verified files their final names. One whose name is taken by another file is held for a person. */
final class PlacePass extends DeliveryPass {
    PlacePass(DaemonContext context, Runnable wake) {
        super(context, "place", DeliveryState.VERIFIED, DeliveryState.PLACED, wake);
    }

    @Override
    Map<Long, String> perform(Destination destination, List<Destination.Item> items) throws PortException {
        Map<Long, String> wrong = new HashMap<>();
        for (Destination.Item item : items) {
            try {
                destination.place(item);
            } catch (PortException.Refused e) {
                wrong.put(item.delivery(), e.getMessage());
            }
        }
        return wrong;
    }
}
