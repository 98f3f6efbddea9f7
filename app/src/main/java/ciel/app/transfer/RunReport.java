package ciel.app.transfer;

import ciel.app.Terminal;
import ciel.transfer.mover.DeadLetter;
import ciel.transfer.mover.MoverReport;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** What a run did: for people, for programs, and in the state folder for the verbs that come after it. */
final class RunReport {
    private final Places places;
    private final Path state;
    private final MoverReport report;

    RunReport(Places places, Path state, MoverReport report) {
        this.places = places;
        this.state = state;
        this.report = report;
    }

    /** @param json whether the terminal is given one JSON object */
    void write(Terminal terminal, boolean json) {
        if (report.bytesMoved() > 0) {
            Text.replace(
                    state.resolve("link.json"),
                    Text.json(Text.JSON
                            .createObjectNode()
                            .put("bytesPerSecond", report.bytesMoved() / report.seconds())
                            .put("filesPerSecond", report.moved() / report.seconds())));
        }
        ObjectNode summary = summary(report);
        Text.replace(state.resolve("report.json"), Text.json(summary));
        if (json) {
            terminal.out().println(Text.json(summary));
        } else {
            tell(terminal, report);
        }
    }

    private ObjectNode summary(MoverReport r) {
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

    private static void tell(Terminal terminal, MoverReport r) {
        terminal.out()
                .printf(
                        "%d files moved (%s in %s, %s/s), %d were there already%n",
                        r.moved(),
                        Text.bytes(r.bytesMoved()),
                        Text.time(r.seconds()),
                        Text.bytes(r.seconds() > 0 ? r.bytesMoved() / r.seconds() : 0),
                        r.present());
        r.dead().forEach(d -> terminal.out().println("not arrived: '" + d.target() + "': " + d.reason()));
        r.quarantined().forEach(q -> terminal.out().println("conflict: " + q));
        r.refused().forEach(q -> terminal.out().println("refused: " + q));
        if (r.stopped() != null) {
            terminal.out().println("stopped: " + r.stopped());
        }
    }
}
