package ciel.workflow.daemon;

import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what was fetched again at the destination, and compares it with the manifest. What is wrong is fetched again. */
final class VerifyPass extends DeliveryPass {
    VerifyPass(DaemonContext context, Runnable wake) {
        super(context, "verify", DeliveryState.FETCHED, DeliveryState.VERIFIED, wake);
    }

    @Override
    Map<Long, String> perform(Destination destination, List<Destination.Item> items) throws PortException {
        Map<Long, String> wrong = new HashMap<>();
        for (Destination.Item item : items) {
            Destination.Check check = destination.verify(item);
            if (!check.right()) {
                destination.discard(item);
                wrong.put(item.delivery(), String.join("; ", check.wrong()));
            }
        }
        return wrong;
    }

    @Override
    void failed(CampaignRun run, int destination, Map<Long, String> wrong, Instant now) {
        context.metrics.verifyFailed(run, wrong.size());
        deliveries().failed(run, destination, wrong, now);
    }
}
