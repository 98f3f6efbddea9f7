package ciel.workflow.scheduler;

import java.util.Locale;
import java.util.regex.Pattern;

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

    /** Also limits of one job, and hours that are spent. */
    private static final Pattern NEVER_WORDS = Pattern.compile("Partition(TimeLimit|NodeLimit|Config)|NeverSatisfied|"
            + "BadConstraints|PerJob|NotAllowed|InvalidAccount|InvalidQOS|Minutes|MaxWall|MaxMemPerLimit");

    private static final Pattern SITE_WORDS =
            Pattern.compile("Partition(Down|Inactive)|ReqNodeNotAvail|DOWN|DRAINED|Reserv|NodeDown|FrontEndDown");

    private final boolean person;

    Waiting(boolean person) {
        this.person = person;
    }

    /** @return whether somebody has to act */
    public boolean person() {
        return person;
    }

    /** @param row of a task that waits */
    public static Waiting of(JobRow row) {
        String reason = row.reason();
        if (row.stateText().startsWith("SPECIAL_EXIT")
                || reason.startsWith("JobHeld")
                || reason.startsWith("JobHoldMaxRequeue")
                || reason.toLowerCase(Locale.ROOT).contains("held")) {
            return HELD;
        }
        if (reason.equals("JobArrayTaskLimit")) {
            return THROTTLE;
        }
        if (NEVER_WORDS.matcher(reason).find()) {
            return NEVER;
        }
        return SITE_WORDS.matcher(reason).find() ? SITE : NORMAL;
    }
}
