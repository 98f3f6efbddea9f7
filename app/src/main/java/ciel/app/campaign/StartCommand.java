package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Failure;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.TransferException;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.daemon.RealDaemon;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ciel campaign start}: the whole way of a campaign, in one process. */
@Command(
        name = "start",
        description = {
            "Run a campaign until every unit is delivered, or waits for a person: what 'ciel daemon' does, with progress and an "
                    + "end. Run it again after any interruption: it goes on.",
            ""
        },
        footer = {"", "Example:", "  ciel campaign start examples/two-site.yaml"})
public final class StartCommand extends Verb {
    @Parameters(paramLabel = "CAMPAIGN.yaml", description = "Campaign file.")
    private Path file;

    @Mixin
    private DaemonOptions options;

    /** @param terminal where to write */
    public StartCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws TransferException, IOException, InterruptedException {
        if (options.problem() != null) {
            throw usage(options.problem());
        }
        try (Surroundings around = Surroundings.of(file, this::note)) {
            if (around.log() == null || standard().debug()) {
                Logs.toStderr(standard().quiet());
            } else {
                Files.createDirectories(around.log().getParent());
                Logs.toFile(around.log());
                note("log: " + around.log());
            }
            return run();
        }
    }

    private int run() throws TransferException, InterruptedException {
        try (Process process = Process.open(List.of(file))) {
            Campaign campaign = process.campaigns().getFirst();
            process.requireSite(campaign);
            process.enrol();
            RealDaemon.Result result;
            try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("progress").factory())) {
                Reporter reporter = new Reporter(process, campaign);
                watch.scheduleWithFixedDelay(reporter, 0, 1, TimeUnit.SECONDS);
                result = process.run(options.settings(5), RealDaemon.Until.SETTLED, new SimpleMeterRegistry());
                watch.shutdownNow();
                reporter.run();
            }
            return switch (result.end()) {
                case STOPPED -> ExitCode.INTERRUPTED;
                case DEPOSED -> throw new Failure(ExitCode.UNAVAILABLE, result.text());
                case REACHED -> {
                    Tally tally = process.ledger().tally(process.row(campaign).campaign());
                    terminal().out().println(campaign.name() + ": " + states(tally));
                    yield Process.exitCode(List.of(tally));
                }
            };
        }
    }

    private static String states(Tally tally) {
        List<String> parts = new ArrayList<>();
        for (UnitState state : UnitState.values()) {
            if (tally.units(state) > 0) {
                parts.add(tally.units(state) + " " + state.name().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(", ", parts);
    }

    /** Prints a line whenever the counts have changed. */
    private final class Reporter implements Runnable {
        private final Process process;
        private final Campaign campaign;
        private String last = "";
        /** What the daemon says to people, by key. */
        private final Map<String, String> told = new TreeMap<>();

        Reporter(Process process, Campaign campaign) {
            this.process = process;
            this.campaign = campaign;
        }

        @Override
        public synchronized void run() {
            try {
                Tally tally = process.ledger().tally(process.row(campaign).campaign());
                StringBuilder line = new StringBuilder("units: ").append(states(tally));
                for (Tally.Deliveries d : tally.deliveries()) {
                    List<String> parts = new ArrayList<>();
                    for (DeliveryState state : DeliveryState.values()) {
                        if (d.count(state) > 0) {
                            parts.add(d.count(state) + " " + state.name().toLowerCase(Locale.ROOT));
                        }
                    }
                    if (!parts.isEmpty()) {
                        line.append("; to ")
                                .append(d.destination())
                                .append(": ")
                                .append(String.join(", ", parts));
                    }
                }
                troubles();
                if (!line.toString().equals(last)) {
                    last = line.toString();
                    note(last);
                }
            } catch (RuntimeException e) {
                // the ledger is being closed, or is busy: the next look shows it
            }
        }

        private void troubles() {
            Map<String, String> now = new TreeMap<>();
            process.ledger().notices(process.row(campaign).campaign()).stream()
                    .filter(notice -> !notice.key().equals("done"))
                    .forEach(notice -> now.put(notice.key(), notice.text()));
            now.forEach((key, text) -> {
                if (!text.equals(told.put(key, text))) {
                    note("! " + text);
                }
            });
            told.entrySet().removeIf(old -> {
                boolean over = !now.containsKey(old.getKey());
                if (over) {
                    note("over: " + old.getValue());
                }
                return over;
            });
        }
    }
}
