package ciel.workflow.scheduler;

/** What became of a wish to end a job. */
public enum CancelAnswer {
    /** The scheduler was told; the job ends soon. */
    ASKED,
    /** The queue has no such job. */
    NOT_THERE,
    /** The number belongs to a job of another name, which was left alone. */
    OTHER_JOB
}
