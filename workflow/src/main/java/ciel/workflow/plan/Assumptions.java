package ciel.workflow.plan;

import ciel.workflow.campaign.Campaign;
import java.util.List;

/**
 * What a plan takes for granted where no unit was measured. Times are processor seconds of a CCD of a catalog like that
 * of {@code ciel demo} on one core (PERFORMANCE.md, "A whole focal plane"), rounded up; sizes are those of its files.
 */
final class Assumptions {
    /** From the start of a job to its first photon: JVM, catalog (s). */
    static final double SETUP_SECONDS = 60;
    /** Share of a job's cores that is busy while detectors are drawn side by side. */
    static final double BUSY = 0.8;
    /** Share of the nominal rate of a link that files get, when they are many. */
    static final double LINK = 0.8;

    private Assumptions() {}

    static double coreSeconds(String physics) {
        return switch (physics) {
            case "fast" -> 10;
            case "standard" -> 30;
            default -> 60;
        };
    }

    static double bytes(Campaign campaign) {
        double sum = 4e3;
        for (String product : campaign.rendering().products()) {
            sum += switch (product) {
                case "eimage" -> 66e6;
                case "raw" -> 22e6;
                case "truth" -> 1.5e6;
                default -> 1e6;
            };
        }
        return sum;
    }

    /** The products and the manifest. */
    static double files(Campaign campaign) {
        return campaign.rendering().products().size() + 1;
    }

    static List<String> notes() {
        return List.of(
                "a job needs " + (int) SETUP_SECONDS + " s before its first photon and keeps " + Math.round(BUSY * 100)
                        + " % of its cores busy",
                "jobs begin at once: waiting in the queue of the site is not counted");
    }
}
