package ciel.app.campaign;

import java.nio.file.Path;

/** Where the daemon's log lines go: {@code key=value} texts with the time (UTC) before them. Called before the first line. */
final class Logs {
    private static final String SIMPLE = "org.slf4j.simpleLogger.";

    private Logs() {}

    private static void common(String level) {
        System.setProperty(SIMPLE + "log.ciel.daemon", level);
        System.setProperty(SIMPLE + "showDateTime", "true");
        System.setProperty(SIMPLE + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSX");
        System.setProperty(SIMPLE + "showThreadName", "false");
        System.setProperty(SIMPLE + "showLogName", "false");
    }

    /** To stderr, as a service wants it. @param quiet only warnings and errors */
    static void toStderr(boolean quiet) {
        common(quiet ? "warn" : "info");
    }

    /** Into a file, which is written anew. */
    static void toFile(Path file) {
        common("info");
        System.setProperty(SIMPLE + "logFile", file.toString());
    }
}
