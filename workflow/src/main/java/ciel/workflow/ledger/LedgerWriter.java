package ciel.workflow.ledger;

import ciel.workflow.campaign.Campaign;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What a daemon writes, within one transaction of {@link CampaignLedger#write}. All of it happens, with the counts and
 * the history, or nothing. A row moves only forward: units of a set that cannot make a step (they were cancelled, are
 * further already, or belong to another job than the change names) are left alone, and the answer says which moved; so
 * to write the same again changes nothing. Nothing outside the ledger may be called within a transaction.
 */
public interface LedgerWriter {
    /** Starts or ends a campaign. @return whether its state changed; a cancelled or finished campaign stays so */
    boolean advanceCampaign(long campaign, CampaignState to, Change change);

    /**
     * Moves units forward. {@link UnitState#RENDERED} has {@link #rendered}, {@link UnitState#QUEUED} has {@link
     * #intend}, and {@link UnitState#DELIVERED} follows by itself from {@link #advanceDeliveries}.
     *
     * @return those that moved
     */
    IdSet advanceUnits(IdSet units, UnitState to, Change change);

    /**
     * Gives units another attempt: they are PLANNED again, out of their job. Units that are delivered, purged or cancelled
     * stay.
     *
     * @param due     when they may be put into a job
     * @param counted whether the attempt counts as a failure; not after an outage, a checkpoint, a lost job
     * @return those that moved
     */
    IdSet replanUnits(IdSet units, Instant due, boolean counted, Change change);

    /** Looks at PLANNED or DELIVERED units again at another time. No history is written. */
    void postponeUnits(IdSet units, Instant due);

    /**
     * Units are rendered: writes down files, times and sizes, and begins a delivery (WAITING, due at once) to each
     * destination of the visit.
     *
     * @param site of the units, for the rates that plans use: name of the site and physics
     * @return those that moved
     */
    IdSet rendered(Collection<RenderedUnit> units, String site, String physics, Change change);

    /**
     * Moves deliveries forward. When the last open delivery of a unit is ACKNOWLEDGED, the unit becomes DELIVERED.
     *
     * @param destination index in the campaign, from 0
     * @param due         when a pass looks at them next; for ACKNOWLEDGED when the unit may be purged, or null for never
     * @return the units whose delivery moved
     */
    IdSet advanceDeliveries(int destination, IdSet units, DeliveryState to, Instant due, Change change);

    /** Gives deliveries another attempt: WAITING again. Acknowledged and cancelled ones stay. @return those that moved */
    IdSet retryDeliveries(int destination, IdSet units, Instant due, boolean counted, Change change);

    /** Looks at deliveries again at another time. No history is written. */
    void postponeDeliveries(int destination, IdSet units, Instant due);

    /**
     * Writes a job down, before it is submitted: its row is INTENDED, its PLANNED units are QUEUED, and the act {@code
     * submit/<name>} is open.
     *
     * @param units all PLANNED, else nothing is written
     * @return the job with its name
     * @throws LedgerException when a unit is not PLANNED
     */
    JobRow intend(NewJob job, IdSet units, Change change);

    /**
     * Moves a job forward and adds what was learned of it. With a state that it has already, only the news and due are
     * written.
     *
     * @param due when the job pass looks at it next; null when it has ended
     * @return whether its state changed
     */
    boolean advanceJob(long job, JobState to, Instant due, JobNews news, Change change);

    /** Looks at jobs again at another time. */
    void postponeJobs(Collection<Long> jobs, Instant due);

    /**
     * Writes acts down that are about to be done.
     *
     * @return those whose keys are new; the others were begun earlier, {@link CampaignLedger#act} has them
     */
    List<Act> begin(Collection<Act> acts);

    /** Writes the answer of an act; one that has an answer keeps it. */
    void answer(String key, String answer, Instant at);

    /** Raises a notice. @return whether it is new, and so is to be sent */
    boolean raise(long campaign, Notice notice);

    /** Takes a notice back. @return whether there was one */
    boolean clear(long campaign, String key);

    /** Replaces text and priority of a campaign by those of its file as it is now. */
    void revise(long campaign, Campaign file, String text, Change change);
}
