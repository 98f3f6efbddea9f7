package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.sim.ProcessStart;
import ciel.transfer.Backend;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.mover.Keep;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverReport;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.OnConflict;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.SyncLevel;
import ciel.transfer.mover.TransferProgress;
import ciel.transfer.mover.Verification;
import ciel.transfer.pace.Timetable;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
            description =
                    "How many files or pieces of files are sent at the same time; by default 1 to 64, as many as make it faster.")
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

    @Option(
            names = "--no-perms",
            description = "Do not keep the permissions of the source: the umask of the destination narrows them.")
    private boolean noPermissions;

    @Option(names = "--no-times", description = "Do not keep the times of last change.")
    private boolean noTimes;

    @Option(names = "--dry-run", description = "Only say what would be moved, as 'plan' does. Changes nothing.")
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
                Comparison there = Comparison.of(places, plan);
                there.print(terminal());
                return plan.refused().isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL;
            }
            places.refuseOverlap(from);
            try (Backend to = places.openDestination(true)) {
                places.refuseOverlap(from, to);
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
                    Text.replace(state.resolve("progress.json"), Text.json(stamped(p)));
                    changeLimit(mover[0], state, display);
                },
                display);
        Text.replace(
                state.resolve("places.json"),
                Text.json(Text.JSON
                        .createObjectNode()
                        .put("source", places.source())
                        .put("destination", places.destination())));
        CountDownLatch told = new CountDownLatch(1);
        Thread hook = new Thread(() -> interrupted(mover[0], display, told), "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            MoverReport report = mover[0].run(plan);
            display.close();
            new RunReport(places, state, report).write(terminal(), json);
            return report.exitCode();
        } finally {
            display.close();
            told.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending: the hook waits for us
            }
        }
    }

    /** With the process that is at work, so that 'status' knows whether it still is. */
    private static ObjectNode stamped(TransferProgress p) {
        ObjectNode out = Text.JSON.valueToTree(p);
        ProcessHandle me = ProcessHandle.current();
        out.put("process", me.pid());
        out.put("processStarted", ProcessStart.of(me));
        return out;
    }

    /** Ctrl-C: the process ends when the lanes have, and the summary is written. */
    private void interrupted(Mover mover, RunDisplay display, CountDownLatch told) {
        display.say(
                "ciel: files under way are stopped where they are; nothing is lost, run the same command again to go on");
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
                .waits(new MoverSettings.Waits(longest, longest, longest))
                .keep(new Keep(!noPermissions, !noTimes));
        s = lanes == null ? s : s.lanes(lanes);
        return bandwidth == null ? s : s.bandwidth(Timetable.parse(bandwidth));
    }

    /** The limit may be changed while it runs: {@code ciel transfer status --bwlimit} leaves it here. */
    private static void changeLimit(Mover mover, Path state, RunDisplay display) {
        Path file = state.resolve("bwlimit");
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file).strip();
                Files.delete(file);
                mover.changeBandwidth(Timetable.parse(text));
                display.say("ciel: the limit is now " + text);
            }
        } catch (IOException e) {
            display.say("ciel: the new limit cannot be used: " + e.getMessage());
        }
    }
}
