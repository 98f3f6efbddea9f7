package ciel.app.campaign;

import ciel.workflow.daemon.DaemonSettings;
import ciel.workflow.scheduler.AdoptOrSubmit;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How often a daemon looks, and how long it waits. */
final class DaemonOptions {
    @Option(
            names = "--poll",
            paramLabel = "SECONDS",
            description = "Time between two looks at jobs, 0.1 to 3600 s (default: 30 s; 5 s with campaign start).")
    private Double poll;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description =
                    "How long a job that the scheduler does not show may still appear, 1 to 3600 s; then it is submitted "
                            + "again (default: 120 s). More than the scheduler's message timeout and the lag of its accounts.")
    private Double grace;

    /** @return the settings @param usualPoll where the command line does not say */
    DaemonSettings settings(double usualPoll) {
        double every = poll == null ? usualPoll : poll;
        DaemonSettings settings = DaemonSettings.FIELD.poll(Duration.ofMillis(Math.round(every * 1000)));
        AdoptOrSubmit.Rules field = AdoptOrSubmit.Rules.FIELD;
        Duration look = settings.poll().compareTo(field.look()) < 0 ? settings.poll() : field.look();
        return settings.adopt(new AdoptOrSubmit.Rules(
                field.patience(),
                grace == null ? field.grace() : Duration.ofMillis(Math.round(grace * 1000)),
                look,
                field.skew()));
    }

    /** @return what is wrong with the command line, or null */
    String problem() {
        if (poll != null && !(poll >= 0.1 && poll <= 3600)) {
            return "--poll is " + poll + " s; must be from 0.1 to 3600";
        }
        if (grace != null && !(grace >= 1 && grace <= 3600)) {
            return "--grace is " + grace + " s; must be from 1 to 3600";
        }
        return null;
    }
}
