package ciel.workflow.scheduler;

import java.time.Instant;

/**
 * What {@link AdoptOrSubmit} writes down; the ledger implements it, with the daemon's token in each transaction. Each
 * method returns when the fact is on disk, and throws when the write was refused (the daemon was deposed): then nothing
 * more is done.
 */
public interface JobBook {
    /** The request is about to be sent. Nothing is sent before this returns. */
    void asked(JobName name, Instant at);

    /** An answer came, or the request is known to have ended without one. */
    void answered(JobName name, SubmitAnswer answer, Instant at);

    /** The scheduler has the job: the row is its first task. Also for the name of an earlier try. */
    void adopted(JobName name, JobRow row, Instant at);

    /** Neither queue nor accounts show the job, for the first time since it was seen or asked for. */
    void missing(JobName name, Instant at);

    /** It is there again. */
    void found(JobName name, Instant at);

    /** There is no such job, and no claim: it never ran and never will. A new try has a new name. */
    void lost(JobName name, String why, Instant at);

    /** The scheduler said no, and there is no such job. */
    void refused(JobName name, String text, Instant at);
}
