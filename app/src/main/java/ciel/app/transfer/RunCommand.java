package ciel.app.transfer;

import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.Backend;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.mover.DeadLetter;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverReport;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.SyncLevel;
import ciel.transfer.mover.TransferProgress;
import ciel.transfer.mover.Verification;
import ciel.transfer.pace.Timetable;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel transfer run}: moves, and goes on where the last run ended. */
@Command(
        name = "run",
        description = "Move what is not there yet. Run it again after any interruption: it goes on.",
        footer = {"", "Example:", "  ciel transfer run /data/out ssh://me@host/in --bwlimit \"08:00,50M 19:00,off\""})
final class RunCommand extends Verb {
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
            defaultValue = "CHECKSUM",
            description =
                    "When a file that is there counts as the same: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private SyncLevel sync;

    @Option(
            names = "--bwlimit",
            paramLabel = "RATES",
            description =
                    "Limit in byte/s (k, M, G are powers of 1024), or a timetable \"08:00,512k 19:00,10M 23:00,off\".")
    private String bandwidth;

    @Option(
            names = "--full-wait",
            paramLabel = "HOURS",
            defaultValue = "24",
            description = "Longest wait for room at the destination; default ${DEFAULT-VALUE}.")
    private double fullWait;

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
        Mover[] mover = new Mover[1];
        boolean[] live = {true};
        mover[0] = new Mover(from, to, settings, state, p -> {
            show(p);
            Text.replace(state.resolve("progress.json"), Text.json(p));
            changeLimit(mover[0], state);
        });
        Thread hook = new Thread(() -> {
            if (live[0]) {
                mover[0].stop("interrupted");
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        MoverReport report = mover[0].run(plan);
        live[0] = false;
        if (report.bytesMoved() > 0) {
            Text.replace(
                    state.resolve("link.json"),
                    Text.json(Text.JSON
                            .createObjectNode()
                            .put("bytesPerSecond", report.bytesMoved() / report.seconds())
                            .put("filesPerSecond", report.moved() / report.seconds())));
        }
        ObjectNode summary = summary(report, state);
        Text.replace(state.resolve("report.json"), Text.json(summary));
        if (terminal().errIsTty() && !standard().quiet()) {
            terminal().err().println();
        }
        if (json) {
            terminal().out().println(Text.json(summary));
        } else {
            tell(report);
        }
        return report.exitCode();
    }

    private MoverSettings settings() throws SettingException {
        if (chunk < 1 || chunk > 16_384) {
            throw usage("--chunk is " + chunk + "; must be 1 to 16384 MiB");
        }
        if (lanes != null && (lanes < 1 || lanes > 1024)) {
            throw usage("--lanes is " + lanes + "; must be 1 to 1024");
        }
        MoverSettings s = MoverSettings.DEFAULT
                .chunk((long) chunk << 20)
                .verify(verify)
                .sync(sync)
                .fullWait(Duration.ofSeconds((long) (fullWait * 3600)));
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

    private void show(TransferProgress p) {
        if (standard().quiet()) {
            return;
        }
        String line = String.format(
                "%d/%d files, %s of %s, %s/s, %s left, %d lanes%s%s",
                p.filesDone(),
                p.filesTotal(),
                Text.bytes(p.bytesDone()),
                Text.bytes(p.bytesTotal()),
                Text.bytes(p.rate()),
                Text.time(p.etaSeconds()),
                p.lanes(),
                p.filesDead() > 0 ? ", " + p.filesDead() + " not arrived" : "",
                p.state().equals("running") ? "" : ", " + p.state());
        if (terminal().errIsTty()) {
            terminal().err().print("\r\033[K" + line);
        } else if (p.state().startsWith("done")
                || p.state().startsWith("stopped")
                || System.nanoTime() - lastLine > 30_000_000_000L) {
            terminal().err().println(line);
            lastLine = System.nanoTime();
        }
        terminal().err().flush();
    }

    private long lastLine = System.nanoTime();

    private ObjectNode summary(MoverReport r, Path state) {
        ObjectNode out = Text.JSON.createObjectNode();
        out.put("source", places.source())
                .put("destination", places.destination())
                .put("state", state.toString())
                .put("complete", r.complete())
                .put("moved", r.moved())
                .put("present", r.present())
                .put("bytesMoved", r.bytesMoved())
                .put("bytesSent", r.bytesSent())
                .put("retries", r.retries())
                .put("damagedChunks", r.damaged())
                .put("seconds", r.seconds())
                .put("bytesPerSecond", r.seconds() > 0 ? r.bytesMoved() / r.seconds() : 0)
                .put("stopped", r.stopped());
        ArrayNode dead = out.putArray("dead");
        for (DeadLetter d : r.dead()) {
            dead.addObject()
                    .put("path", d.target().toString())
                    .put("reason", d.reason())
                    .put("retryability", String.valueOf(d.retryability()))
                    .put("attempts", d.attempts());
        }
        ArrayNode quarantined = out.putArray("quarantined");
        r.quarantined().forEach(quarantined::add);
        ArrayNode refused = out.putArray("refused");
        r.refused().forEach(refused::add);
        return out;
    }

    private void tell(MoverReport r) {
        terminal()
                .out()
                .printf(
                        "%d files moved (%s in %s, %s/s), %d were there already%n",
                        r.moved(),
                        Text.bytes(r.bytesMoved()),
                        Text.time(r.seconds()),
                        Text.bytes(r.seconds() > 0 ? r.bytesMoved() / r.seconds() : 0),
                        r.present());
        r.dead().forEach(d -> terminal().out().println("not arrived: '" + d.target() + "': " + d.reason()));
        r.quarantined().forEach(q -> terminal().out().println("conflict: " + q));
        r.refused().forEach(q -> terminal().out().println("refused: " + q));
        if (r.stopped() != null) {
            terminal().out().println("stopped: " + r.stopped());
        }
    }
}
