package ciel.workflow.scheduler;

/** Why a task waits, and whether a person has to do something. */
public enum Waiting {
    /** Priority, resources, a begin time after a requeue: it starts by itself. */
    NORMAL(false),
    /** The array's own throttle. */
    THROTTLE(false),
    /** A partition, reservation or node is down: it starts when the site is back. */
    SITE(false),
    /** Held by its user or an operator, or requeued and held: a person releases it. */
    HELD(true),
    /** It can never start: over the partition's time, a dependency that failed, limits of the account. */
    NEVER(true);

    private final boolean person;

    Waiting(boolean person) {
        this.person = person;
    }

    /** @return whether somebody has to act */
    public boolean person() {
        return person;
    }
}
