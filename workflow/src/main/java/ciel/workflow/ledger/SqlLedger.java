package ciel.workflow.ledger;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignVisit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** The ledger in a database: one connection that writes, one that reads. */
final class SqlLedger extends LedgerReads implements CampaignLedger {
    private final Database database;
    private final Session writing;
    private final Session reading;
    private final ReentrantLock writeLock = new ReentrantLock();
    private final ReentrantLock readLock;
    private final Leases leases;
    private final Hands hands;
    private final Visits visits = new Visits();

    /** What is done within a transaction. */
    interface Act<T> {
        T run(SqlWriter writer) throws SQLException;
    }

    SqlLedger(Database database) {
        this.database = database;
        this.writing = new Session(database);
        this.reading = database.single() ? writing : new Session(database);
        this.readLock = database.single() ? writeLock : new ReentrantLock();
        this.leases = new Leases(this, database);
        this.hands = new Hands(this);
    }

    /** Opens the first connection. */
    void connect() {
        prepare(connection -> {});
    }

    /** Sets something of the connection that writes. */
    interface Setting {
        void set(Connection connection) throws SQLException;
    }

    /** Prepares the connection that writes. */
    void prepare(Setting setting) {
        try {
            setting.set(writing.connection());
        } catch (SQLException e) {
            throw explained(database, "opening", e);
        }
    }

    /** @return the connection of the transaction that is under way */
    Session write() {
        return writing;
    }

    static LedgerException explained(Database database, String doing, SQLException e) {
        String remedy = database.isLocked(e)
                ? "another process keeps it locked: one that was stopped, or a copy that is being made; look with fuser "
                        + database.what()
                : "nothing is done that cannot be written down; look at the disk or the database, then run again";
        return new LedgerException(
                "ledger " + database.what() + ": " + doing + ": "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " (" + remedy + ")",
                e);
    }

    /** Runs an act as one transaction; once more on a new connection where the old one was gone. */
    <T> T transaction(String doing, long token, Act<T> act) {
        writeLock.lock();
        try {
            try {
                return once(token, act);
            } catch (SQLException e) {
                if (!database.isLost(e)) {
                    throw explained(database, doing, e);
                }
                writing.close();
                return once(token, act);
            }
        } catch (SQLException e) {
            if (database.isLost(e)) {
                writing.close();
            }
            throw explained(database, doing, e);
        } finally {
            writeLock.unlock();
        }
    }

    private <T> T once(long token, Act<T> act) throws SQLException {
        boolean done = false;
        database.begin(writing.connection());
        try {
            SqlWriter writer = new SqlWriter(writing, visits, token);
            T result = act.run(writer);
            writer.finish();
            database.commit(writing.connection());
            done = true;
            return result;
        } catch (SqlFailure e) {
            throw e.getCause();
        } finally {
            if (!done) {
                try {
                    writing.forget();
                    database.rollback(writing.connection());
                } catch (SQLException e) {
                    writing.close();
                }
            }
        }
    }

    @Override
    <T> T read(String doing, Question<T> question) {
        readLock.lock();
        try {
            try {
                return ask(question);
            } catch (SQLException e) {
                if (!database.isLost(e)) {
                    throw e;
                }
                reading.close();
                return ask(question);
            }
        } catch (SQLException e) {
            throw explained(database, doing, e);
        } finally {
            readLock.unlock();
        }
    }

    private <T> T ask(Question<T> question) throws SQLException {
        try {
            return question.ask(reading);
        } catch (SqlFailure e) {
            throw e.getCause();
        }
    }

    @Override
    public <T> T write(Lease lease, Function<LedgerWriter, T> work) {
        return transaction("writing", lease.token(), writer -> {
            leases.fence(lease);
            return work.apply(writer);
        });
    }

    @Override
    public Optional<Lease> acquire(String name, Duration duration) {
        return leases.acquire(name, duration);
    }

    @Override
    public Optional<String> leaseHolder(String name) {
        return leases.holder(name);
    }

    @Override
    public boolean renew(Lease lease, Duration duration) {
        return leases.renew(lease, duration);
    }

    @Override
    public void release(Lease lease) {
        leases.release(lease);
    }

    @Override
    public long enrol(Campaign campaign, String text, Iterator<CampaignVisit> visits, Instant at, String actor) {
        return new Enrolment(this, campaign, at, actor).run(text, visits);
    }

    @Override
    public boolean pause(long campaign, Instant at, String actor) {
        return hands.pause(campaign, Change.by(actor, at));
    }

    @Override
    public boolean resume(long campaign, Instant at, String actor) {
        return hands.resume(campaign, Change.by(actor, at));
    }

    @Override
    public boolean cancel(long campaign, Instant at, String actor) {
        return hands.cancel(campaign, Change.by(actor, at));
    }

    @Override
    public Retried retry(long campaign, Selection selection, Instant at, String actor) {
        return hands.retry(campaign, selection, Change.by(actor, at));
    }

    @Override
    public void eachUnit(long campaign, Consumer<UnitRow> sink) {
        new Export(this).units(campaign, sink);
    }

    @Override
    public void eachVisit(long campaign, Consumer<VisitRow> sink) {
        new Export(this).visits(campaign, sink);
    }

    @Override
    public void eachEvent(long campaign, Consumer<EventRow> sink) {
        new Export(this).events(campaign, sink);
    }

    @Override
    public void eachFile(long campaign, FileSink sink) {
        new Export(this).files(campaign, sink);
    }

    @Override
    public List<String> audit(long campaign) {
        return read("the audit", db -> new Audit(db, campaign).differences());
    }

    /** After many rows were added. */
    void loaded() {
        writeLock.lock();
        try {
            database.loaded(writing);
        } catch (SQLException e) {
            throw explained(database, "counting what was loaded", e);
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public void backup(Path file) {
        writeLock.lock();
        try {
            database.backup(writing, file);
        } catch (SQLException e) {
            throw explained(database, "writing a copy to " + file, e);
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public void close() {
        writeLock.lock();
        try {
            writing.close();
        } finally {
            writeLock.unlock();
        }
        if (reading != writing) {
            readLock.lock();
            try {
                reading.close();
            } finally {
                readLock.unlock();
            }
        }
    }
}
