package ciel.workflow.daemon;

import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.util.List;
import java.util.Map;

/** Runs the hooks of a destination over what is in place, many deliveries in a call. */
final class RegisterPass extends DeliveryPass {
    RegisterPass(DaemonContext context, Runnable wake) {
        super(context, "register", DeliveryState.PLACED, DeliveryState.REGISTERED, wake);
    }

    /** Registries are asked by one call at a time: two clients of one repository would wait for one another. */
    @Override
    int callsAhead() {
        return 1;
    }

    @Override
    Map<Long, String> perform(Destination destination, List<Destination.Item> items) throws PortException {
        return destination.registers() ? destination.register(items) : Map.of();
    }
}
