package ciel.workflow.site;

/**
 * What was found out about one thing at a site.
 *
 * @param name   what was tried, a few words
 * @param status how it went
 * @param text   what was found, one sentence
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record SiteCheck(String name, Status status, String text, String remedy) {
    /** How it went. */
    public enum Status {
        OK,
        /** a campaign can run; a person should know */
        WARNING,
        /** a campaign cannot run */
        FAILED,
        /** not tried, because something before it failed or the site file does not name it */
        SKIPPED
    }

    static SiteCheck ok(String name, String text) {
        return new SiteCheck(name, Status.OK, text, "");
    }

    static SiteCheck warning(String name, String text, String remedy) {
        return new SiteCheck(name, Status.WARNING, text, remedy);
    }

    static SiteCheck failed(String name, String text, String remedy) {
        return new SiteCheck(name, Status.FAILED, text, remedy);
    }

    static SiteCheck skipped(String name, String why) {
        return new SiteCheck(name, Status.SKIPPED, why, "");
    }
}
