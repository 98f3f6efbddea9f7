package ciel.workflow.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The leases of a ledger. */
final class Leases {
    private final SqlLedger ledger;
    private final Database database;

    /** What the row says. */
    private record Row(String holder, boolean held) {}

    Leases(SqlLedger ledger, Database database) {
        this.ledger = ledger;
        this.database = database;
    }

    Optional<Lease> acquire(String name, Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a lease of " + duration + "; must be at least 1 s");
        }
        String holder = Holder.here();
        Optional<Lease> lease = ledger.transaction("taking the lease " + name, 0, w -> {
            String gone = row(name).map(Row::holder).filter(Holder::isGone).orElse("");
            return ledger.write()
                    .first(r -> r.getLong(1), Sql.TAKE, name, holder, duration.toMillis(), gone)
                    .map(token -> new Lease(name, holder, token));
        });
        if (lease.isPresent()) {
            ledger.transaction("taking the lease " + name, 0, w -> {
                database.limitIdle(ledger.write().connection(), duration);
                return null;
            });
        }
        return lease;
    }

    private Optional<Row> row(String name) throws SQLException {
        return ledger.write().first(r -> new Row(r.getString(1), r.getInt(2) != 0), Sql.HOLDER, name);
    }

    Optional<String> holder(String name) {
        return ledger.read("asking for the lease " + name, db -> db.first(
                        r -> new Row(r.getString(1), r.getInt(2) != 0), Sql.HOLDER, name)
                .filter(row -> row.held() && !Holder.isGone(row.holder()))
                .map(row -> Holder.shown(row.holder())));
    }

    boolean renew(Lease lease, Duration duration) {
        return ledger.transaction(
                "renewing the lease " + lease.name(),
                0,
                w -> ledger.write().update(Sql.RENEW, duration.toMillis(), lease.name(), lease.token(), lease.holder())
                        == 1);
    }

    void release(Lease lease) {
        ledger.transaction("giving the lease " + lease.name() + " back", 0, w -> ledger.write()
                .update(Sql.RELEASE, lease.name(), lease.token()));
    }

    /** Makes sure, within the transaction that is going to be committed, that no other token was given out. */
    void fence(Lease lease) throws SQLException {
        Optional<Lease> now = ledger.write()
                .first(r -> new Lease(lease.name(), r.getString(2), r.getLong(1)), Sql.FENCE, lease.name());
        if (now.isEmpty()
                || now.get().token() != lease.token()
                || !now.get().holder().equals(lease.holder())) {
            throw new StaleLeaseException("ledger " + database.what() + ": the lease '" + lease.name()
                    + "' was taken over"
                    + now.map(l -> " by " + Holder.shown(l.holder())).orElse("")
                    + " while this daemon did not answer; nothing was written, and this daemon stops");
        }
    }
}
