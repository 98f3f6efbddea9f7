package ciel.workflow.scheduler;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Where jobs run. Each call asks once and waits for the answer; it never repeats by itself. Who repeats is
 * {@link AdoptOrSubmit}, which knows what was asked before. One thread uses a scheduler at a time.
 */
public interface Scheduler extends AutoCloseable {
    /** @return how messages name it, such as {@code slurm at idris} */
    String name();

    /** @return what it takes; asked once and remembered @throws SchedulerException when it could not be asked */
    Limits limits() throws SchedulerException;

    /**
     * How many tasks the account may have in the queue, and which are there. Where there is no such limit: an empty list.
     *
     * @param charge who pays
     * @param again  whether limits that are known are asked for again; the queue always is
     * @throws SchedulerException when the queue could not be asked; accounts that do not answer are no reason to wait
     */
    default List<SubmitLimit> submitLimits(Charge charge, boolean again) throws SchedulerException {
        return List.of();
    }

    /**
     * Asks for a job, once. The caller has written down before that it would. The answer is a hint in both directions:
     * a refused request may have made a job, and an accepted one may be lost; {@link #query} by name is the proof.
     *
     * @param request names a job whose name was never used before
     * @return what was answered; {@link SubmitAnswer.Uncertain} where nothing is known
     */
    SubmitAnswer submit(JobRequest request);

    /**
     * Looks for jobs by name, in the queue and in the accounts.
     *
     * @param names any number
     * @param back  jobs that ended longer ago are not looked for: since the oldest intent, and some more. A length of time,
     *     since the site has a clock of its own
     * @return every row of these names; see {@link Sighting#complete()}
     * @throws SchedulerException when the queue could not be asked
     */
    Sighting query(Collection<String> names, Duration back) throws SchedulerException;

    /**
     * Asks for the end of a job, after its number was seen to have this name.
     *
     * @param name of the job
     * @param id   its number, or number_task
     * @throws SchedulerException when it could not be asked
     */
    CancelAnswer cancel(String name, String id) throws SchedulerException;

    /** Ends sessions; jobs go on. */
    @Override
    void close();
}
