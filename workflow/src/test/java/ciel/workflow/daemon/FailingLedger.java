package ciel.workflow.daemon;

import ciel.transfer.ledger.Ledger;
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
        return failing(
                CampaignLedger.class,
                real,
                "write",
                fails,
                new LedgerException("ledger: writing: no room (free some)", null));
    }

    /** @param fails asked before each sync of the mover's ledger */
    static Ledger ofMover(Ledger real, BooleanSupplier fails) {
        return failing(
                Ledger.class,
                real,
                "force",
                fails,
                new ciel.transfer.ledger.LedgerException("[ledger] no space left on device", null));
    }

    private static <T> T failing(Class<T> type, T real, String act, BooleanSupplier fails, Exception failure) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals(act) && fails.getAsBoolean()) {
                        throw failure;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
