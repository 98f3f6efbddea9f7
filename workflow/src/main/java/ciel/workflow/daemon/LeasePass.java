package ciel.workflow.daemon;

import java.time.Instant;

/** Keeps the lease. A daemon that has lost it stops at once. */
final class LeasePass implements Pass {
    private final DaemonContext context;

    LeasePass(DaemonContext context) {
        this.context = context;
    }

    @Override
    public String name() {
        return "lease";
    }

    @Override
    public Instant step(Instant now) {
        if (!context.ledger.renew(context.lease(), context.settings.lease())) {
            context.deposed("another daemon holds the lease of this ledger: "
                    + context.ledger.leaseHolder(context.lease().name()).orElse("it is free"));
        }
        return now.plus(context.settings.lease().dividedBy(3));
    }
}
