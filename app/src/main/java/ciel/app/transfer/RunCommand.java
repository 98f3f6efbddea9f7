package ciel.app.transfer;

import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.Backend;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverReport;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.OnConflict;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.SyncLevel;
import ciel.transfer.mover.Verification;
import ciel.transfer.pace.Timetable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel transfer run}: moves, and goes on where the last run ended. */
@Command(
        name = "run",
        description = "Move what is not there yet. Run it again after any interruption: it goes on.",
        footer = {"", "Example:", "  ciel transfer run /data/out ssh://me@host/in --bwlimit \"08:00,50M 19:00,off\""})
final class RunCommand extends Verb {
    private static final long LONGEST_END_SECONDS = 60;
    private static final double MOST_HOURS = 24 * 365;

    @Mixin
    private Places places;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description = "Works at a time; by default 1 to 64, as many as the link rewards.")
    private Integer lanes;

    @Option(
            names = "--chunk",
            paramLabel = "MIB",
            defaultValue = "32",
            description = "Size of a chunk in MiB; default ${DEFAULT-VALUE}.")
    private int chunk;

    @Option(
            names = "--verify",
            defaultValue = "CHUNKS",
            description = "What is read back: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Verification verify;

    @Option(
            names = "--sync",
            defaultValue = "NOTED",
            description = "When a file that is there counts as the same: ${COMPLETION-CANDIDATES}; default "
                    + "${DEFAULT-VALUE}: it was moved or compared before and has changed at neither end since, or its "
                    + "checksum is the same. CHECKSUM compares every file.")
    private SyncLevel sync;

    @Option(names = "--replace", description = "A file whose name is taken by other content replaces that.")
    private boolean replace;

    @Option(
            names = "--keep-both",
            description =
                    "A file whose name is taken by other content is put beside that, with its checksum in its name. "
                            + "Without these two it goes to .ciel-quarantine.")
    private boolean keepBoth;

    @Option(
            names = "--bwlimit",
            paramLabel = "RATES",
            description =
                    "Limit in byte/s (k, M, G are powers of 1024), or a timetable \"08:00,512k 19:00,10M 23:00,off\".")
    private String bandwidth;

    @Option(
            names = {"--wait", "--full-wait"},
            paramLabel = "HOURS",
            defaultValue = "24",
            description =
                    "Longest wait for room at the destination, for a server that is away, or for a person who must "
                            + "act, before the run stops; default ${DEFAULT-VALUE}. No file is given up by it.")
    private double wait;

    @Option(names = "--dry-run", description = "Only say what would be moved; as 'plan'.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object at the end.")
    private boolean json;

    RunCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        Path state = places.state();
        try (Backend from = places.openSource()) {
            Plan plan = places.plan(from);
            if (dryRun) {
                terminal()
                        .out()
                        .printf(
                                "%d files, %s (%d bytes) would be looked at; nothing was changed%n",
                                plan.files(), Text.bytes(plan.bytes()), plan.bytes());
                return 0;
            }
            try (Backend to = places.openDestination(true)) {
                return move(from, to, plan, state);
            }
        } catch (TransferException e) {
            throw Places.failure(e);
        }
    }

    private int move(Backend from, Backend to, Plan plan, Path state) throws TransferException {
        MoverSettings settings = settings();
        RunDisplay display = new RunDisplay(terminal(), standard().quiet());
        Mover[] mover = new Mover[1];
        mover[0] = new Mover(
                from,
                to,
                settings,
                state,
                p -> {
                    display.show(p);
                    Text.replace(state.resolve("progress.json"), Text.json(p));
                    changeLimit(mover[0], state);
                },
                display);
        CountDownLatch told = new CountDownLatch(1);
        Thread hook = new Thread(() -> interrupted(mover[0], told), "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            MoverReport report = mover[0].run(plan);
            display.end();
            new RunReport(places, state, report).write(terminal(), json);
            return report.exitCode();
        } finally {
            told.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending: the hook waits for us
            }
        }
    }

    /** Ctrl-C: the process ends when the lanes have, and the summary is written. */
    private void interrupted(Mover mover, CountDownLatch told) {
        terminal().err().println("ciel: stopping; what is being sent is stopped, and the next run goes on from there");
        mover.stop("interrupted");
        try {
            told.await(LONGEST_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MoverSettings settings() throws SettingException {
        if (chunk < 1 || chunk > 16_384) {
            throw usage("--chunk is " + chunk + "; must be 1 to 16384 MiB");
        }
        if (lanes != null && (lanes < 1 || lanes > 1024)) {
            throw usage("--lanes is " + lanes + "; must be 1 to 1024");
        }
        if (replace && keepBoth) {
            throw usage("--replace and --keep-both exclude each other");
        }
        if (!(wait >= 0 && wait <= MOST_HOURS)) {
            throw usage("--wait is " + wait + "; must be 0 to " + MOST_HOURS + " hours");
        }
        Duration longest = Duration.ofMillis((long) (wait * 3_600_000));
        MoverSettings s = MoverSettings.DEFAULT
                .chunk((long) chunk << 20)
                .verify(verify)
                .sync(sync)
                .conflict(replace ? OnConflict.REPLACE : keepBoth ? OnConflict.KEEP_BOTH : OnConflict.QUARANTINE)
                .waits(new MoverSettings.Waits(longest, longest, longest));
        s = lanes == null ? s : s.lanes(lanes);
        return bandwidth == null ? s : s.bandwidth(Timetable.parse(bandwidth));
    }

    /** The limit may be changed while it runs: {@code ciel transfer status --bwlimit} leaves it here. */
    private void changeLimit(Mover mover, Path state) {
        Path file = state.resolve("bwlimit");
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file).strip();
                Files.delete(file);
                mover.changeBandwidth(Timetable.parse(text));
                note("limit: " + text);
            }
        } catch (IOException e) {
            note("the new limit could not be taken: " + e.getMessage());
        }
    }
}
