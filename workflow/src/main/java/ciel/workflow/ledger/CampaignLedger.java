package ciel.workflow.ledger;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignVisit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The state of campaigns. Daemons write through a lease; humans pause, resume, retry and cancel without one, which
 * touches only what no daemon is working at. Every transaction is on disk when its method returns. Reading never writes.
 * All methods may be called from any thread; lists come in the order that their method names, and a limit bounds them.
 *
 * <p>Units of one visit have consecutive numbers in the order of their detectors, so sets of units are ranges ({@link
 * IdSet}), and history and updates cost one row or statement a range.
 */
public interface CampaignLedger extends AutoCloseable {
    // ---- leases

    /**
     * Takes a lease. It is free when it was never held, was given back, has run out by the database's clock, or when its
     * holder was a process of this machine that is no more.
     *
     * @param name     {@link Lease#DAEMON} or {@link Lease#ofCampaign}
     * @param duration after which another may take it, from the last renewal; at least 1 s
     * @return the lease, or empty while another has it: {@link #leaseHolder} says who
     */
    Optional<Lease> acquire(String name, Duration duration);

    /** @return who has the lease now, or empty where it is free */
    Optional<String> leaseHolder(String name);

    /** Extends a lease. @return false when another has it: the daemon has to stop */
    boolean renew(Lease lease, Duration duration);

    /** Gives a lease back. */
    void release(Lease lease);

    /**
     * Runs one transaction.
     *
     * @param lease of the writer; checked and locked within the transaction
     * @param work  writes; may be run again from the beginning when the connection was lost before it was committed
     * @throws StaleLeaseException when another daemon has taken over; nothing was written
     * @throws LedgerException     when the database cannot be written; nothing was written
     */
    <T> T write(Lease lease, Function<LedgerWriter, T> work);

    // ---- campaigns

    /**
     * Writes a campaign and its units into the ledger, in parts, so that memory stays bounded; state LOADING meanwhile,
     * PLANNED at the end. What was interrupted is taken up again; visits that are there stay as they are, so that a
     * campaign whose file has grown gets the new ones.
     *
     * @param text   of the campaign file
     * @param visits in the order in which they are to be rendered
     * @return number of the campaign's row
     */
    long enrol(Campaign campaign, String text, Iterator<CampaignVisit> visits, Instant at, String actor);

    /** @return every campaign, by descending priority, then in order */
    List<CampaignRow> campaigns();

    /** @return the campaign of this name */
    Optional<CampaignRow> campaign(String name);

    // ---- what humans do

    /** Stops new jobs. @return whether the campaign was active */
    boolean pause(long campaign, Instant at, String actor);

    /** @return whether the campaign was paused, and is active again */
    boolean resume(long campaign, Instant at, String actor);

    /**
     * Gives a campaign up: PLANNED units are CANCELLED, the daemon cancels the jobs and the units in them, and delivers
     * what is rendered.
     *
     * @return whether it was not cancelled or done before
     */
    boolean cancel(long campaign, Instant at, String actor);

    /**
     * Gives failed and held units another attempt, and failed and held deliveries of rendered units; their failures are
     * forgotten. A campaign that was DONE is ACTIVE again.
     *
     * @return what moved
     */
    Retried retry(long campaign, Selection selection, Instant at, String actor);

    /** @param units PLANNED again @param deliveries WAITING again */
    record Retried(long units, long deliveries) {}

    // ---- what passes ask

    /**
     * @return units in a state that are due, by time due, then in order; of all visits, so that those of one visit
     *     follow one another
     */
    List<Long> dueUnitNumbers(long campaign, UnitState state, Instant now, int limit);

    /** @return the same as rows */
    List<UnitRow> dueUnits(long campaign, UnitState state, Instant now, int limit);

    /** @return the time of the last change of any campaign, by the clock of the daemon that made it; empty: there was none */
    Optional<Instant> lastChange();

    /** @return when the next unit of this state is due, or empty where none will be */
    Optional<Instant> nextUnit(long campaign, UnitState state);

    /** @return jobs that are due, by time due */
    List<JobRow> dueJobs(long campaign, Instant now, int limit);

    /** @return when the next job is due */
    Optional<Instant> nextJob(long campaign);

    /** @return deliveries in a state that are due, by time due, then by unit */
    List<Long> dueDeliveries(long campaign, int destination, DeliveryState state, Instant now, int limit);

    /** @return when the next delivery of this state is due */
    Optional<Instant> nextDelivery(long campaign, int destination, DeliveryState state);

    /** @return the units, ascending; those that do not exist are left out */
    List<UnitRow> units(IdSet units);

    /** @return the visits of these rows, ascending */
    List<VisitRow> visits(Collection<Long> visits);

    /** @return visits of a campaign whose rows come after this one, ascending */
    List<VisitRow> visitsBehind(long campaign, long visit, int limit);

    /** @return files of a unit in its current attempt; empty before it is rendered */
    List<ProductFile> files(long unit);

    /**
     * @param unitsPerTask of the campaign's jobs
     * @param running      tasks of the campaign that run at once at most
     * @return what its jobs and deliveries took so far; empty before a job has ended. Reads the whole history
     */
    Optional<Measured> measured(long campaign, int unitsPerTask, int running);

    /** @return what the units are and their files, ascending; those that do not exist are left out */
    List<UnitProducts> products(IdSet units);

    /** @return those of the units that a destination has still to register */
    IdSet unregistered(IdSet units);

    /** @return deliveries of a unit, by destination */
    List<DeliveryRow> deliveries(long unit);

    /** @return jobs that may be at the scheduler, in order */
    List<JobRow> liveJobs(long campaign);

    /** @return the job of this row */
    Optional<JobRow> job(long job);

    /** @return the job of this name */
    Optional<JobRow> job(String name);

    /** @return the units of a job, in the order in which its units file lists them: ascending */
    IdSet unitsOf(long job);

    /** @return the act of this key */
    Optional<Act> act(String key);

    /** @return acts without an answer, oldest first */
    List<Act> openActs(long campaign);

    /** @return notices that are raised */
    List<Notice> notices(long campaign);

    // ---- what people and the page ask

    /** @return the counts */
    Tally tally(long campaign);

    /** @return the visit with this observation id */
    Optional<VisitRow> visit(long campaign, long observationId);

    /** @return counts of every visit that has units in the state, in order; all states where it is null */
    List<VisitTally> visitTallies(long campaign);

    /**
     * @param since version that the page has
     * @param visit row of the visit that is shown, 0 for none
     * @return what changed after that version
     */
    VisitChanges changes(long campaign, long since, long visit);

    /** @return whether every unit of a visit is PURGED or CANCELLED */
    boolean settled(long visit);

    /** @return units of a visit, by detector */
    List<UnitRow> unitsOfVisit(long visit);

    /** @return the history of a unit: its own, its deliveries', in order */
    List<EventRow> history(long unit);

    /** @return the last events of a campaign, newest first */
    List<EventRow> lastEvents(long campaign, int limit);

    /** @return failed and held rows grouped by cause, most frequent first */
    List<CauseRow> causes(long campaign);

    /** @return units that failed or are held with a cause, in order */
    List<UnitRow> unitsWithCause(long campaign, UnitState state, String cause, int limit);

    /** @return what came into which state from a moment on, in order of time */
    List<ProgressRow> progress(long campaign, Instant from);

    /** @return rates of rendered units in this ledger, of all campaigns */
    List<RateRow> rates();

    // ---- everything, in a stream

    /** Hands out every unit of a campaign, in order. */
    void eachUnit(long campaign, Consumer<UnitRow> sink);

    /** Hands out every visit of a campaign, in order. */
    void eachVisit(long campaign, Consumer<VisitRow> sink);

    /** Hands out every event of a campaign, in order. */
    void eachEvent(long campaign, Consumer<EventRow> sink);

    /** Hands out the files of every unit of a campaign that is rendered, in order. */
    void eachFile(long campaign, FileSink sink);

    /** Takes files. */
    @FunctionalInterface
    interface FileSink {
        /** A file of a unit. */
        void file(long unit, ProductFile file);
    }

    // ---- care

    /**
     * Counts everything anew and compares it with the counts that are kept.
     *
     * @return one sentence for each that differs; empty: all is well
     */
    List<String> audit(long campaign);

    /** Writes a copy of the whole ledger into a new file (SQLite only; PostgreSQL has pg_dump). */
    void backup(Path file);

    @Override
    void close();
}
