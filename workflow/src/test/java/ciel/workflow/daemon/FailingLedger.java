package ciel.workflow.daemon;

import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.LedgerException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

/** A ledger whose transactions fail now and then, as on a disk that is full: nothing of them has happened. */
final class FailingLedger {
    private FailingLedger() {}

    /** @param fails asked before each transaction of the daemon */
    static CampaignLedger of(CampaignLedger real, BooleanSupplier fails) {
        return (CampaignLedger) Proxy.newProxyInstance(
                CampaignLedger.class.getClassLoader(),
                new Class<?>[] {CampaignLedger.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("write") && fails.getAsBoolean()) {
                        throw new LedgerException("ledger: writing: no room (free some)", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
