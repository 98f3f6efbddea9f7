package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.Backend;
import ciel.transfer.TransferException;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.PlanItem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel transfer plan}: what a run would do. Nothing is written anywhere. */
@Command(
        name = "plan",
        description = "What a run would move, and how long it would take. Changes nothing.",
        footer = {"", "Example:", "  ciel transfer plan /data/out ssh://me@host/in --nominal 10G --list"})
final class PlanCommand extends Verb {
    private static final long PROBE_BYTES = 64 << 20;

    @Mixin
    private Places places;

    @Option(
            names = "--nominal",
            paramLabel = "RATE",
            defaultValue = "10G",
            description =
                    "Nominal rate of the link in bit/s, with k, M or G (powers of 1000); default ${DEFAULT-VALUE}.")
    private String nominal;

    @Option(
            names = "--probe",
            description = "Measure: read up to 64 MiB of the source. Otherwise the rate of the last run between these "
                    + "places is used.")
    private boolean probe;

    @Option(names = "--list", description = "Also each file.")
    private boolean list;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    PlanCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        double nominalBytes = rate();
        try (Backend from = places.openSource()) {
            Plan plan = places.plan(from);
            Comparison there = Comparison.of(places, plan);
            double measured = probe ? probe(from, plan) : lastRun();
            double atNominal = there.bytes() / nominalBytes;
            double atMeasured = measured > 0 ? there.bytes() / measured : -1;
            if (json) {
                print(plan, there, nominalBytes, atNominal, measured, atMeasured);
            } else {
                there.print(terminal());
                terminal()
                        .out()
                        .printf(
                                "at an assumed rate of %s/s (--nominal): %s%n",
                                Text.bytes(nominalBytes), Text.time(atNominal));
                terminal()
                        .out()
                        .println(
                                measured > 0
                                        ? "at the rate of " + Text.bytes(measured) + "/s that was measured: "
                                                + Text.time(atMeasured)
                                        : "no rate was measured yet; --probe measures one, and every run does");
                if (list) {
                    there.missing().forEach(i -> terminal().out().println(i.size() + "\t" + i.target()));
                }
                plan.refused().forEach(r -> terminal().out().println("refused: " + r));
            }
            return plan.refused().isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL;
        } catch (TransferException e) {
            throw Places.failure(e);
        }
    }

    private double rate() {
        String text = nominal.trim();
        String scale = text.isEmpty() ? "" : text.substring(text.length() - 1);
        double factor =
                switch (scale) {
                    case "k" -> 1e3;
                    case "M" -> 1e6;
                    case "G" -> 1e9;
                    default -> 1;
                };
        try {
            double bits = Double.parseDouble(factor == 1 ? text : text.substring(0, text.length() - 1)) * factor;
            if (bits > 0 && Double.isFinite(bits)) {
                return bits / 8;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw usage("--nominal is '" + nominal + "'; must be a positive number of bit/s, such as 10G");
    }

    private double lastRun() {
        JsonNode link = Text.read(places.state().resolve("link.json"));
        return link == null ? -1 : link.path("bytesPerSecond").asDouble(-1);
    }

    private static double probe(Backend from, Plan plan) throws TransferException {
        List<PlanItem> largest = plan.items().stream()
                .sorted(Comparator.comparingLong(PlanItem::size).reversed())
                .toList();
        long read = 0;
        long start = System.nanoTime();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
        for (PlanItem item : largest) {
            if (read >= PROBE_BYTES) {
                break;
            }
            try (ReadableByteChannel in = from.read(item.source(), 0, Math.min(item.size(), PROBE_BYTES - read))) {
                for (int n = in.read(buffer.clear()); n >= 0; n = in.read(buffer.clear())) {
                    read += n;
                }
            } catch (TransferException e) {
                throw e;
            } catch (IOException e) {
                throw new ciel.transfer.TransientException(
                        "[" + from.url() + "] reading '" + item.source() + "': " + e.getMessage(), e);
            }
        }
        return read == 0 ? -1 : read / ((System.nanoTime() - start) * 1e-9);
    }

    private void print(
            Plan plan, Comparison there, double nominalBytes, double atNominal, double measured, double atMeasured) {
        ObjectNode out = Text.JSON.createObjectNode();
        out.put("source", places.source())
                .put("destination", places.destination())
                .put("files", there.missing().size())
                .put("bytes", there.bytes())
                .put("present", there.present());
        ArrayNode different = out.putArray("different");
        there.different().forEach(different::add);
        ArrayNode notes = out.putArray("notes");
        there.notes().forEach(notes::add);
        out.put("nominalBytesPerSecond", nominalBytes).put("nominalSeconds", atNominal);
        if (measured > 0) {
            out.put("measuredBytesPerSecond", measured).put("measuredSeconds", atMeasured);
        } else {
            out.putNull("measuredBytesPerSecond").putNull("measuredSeconds");
        }
        ArrayNode refused = out.putArray("refused");
        plan.refused().forEach(refused::add);
        if (list) {
            ArrayNode items = out.putArray("items");
            there.missing()
                    .forEach(i ->
                            items.addObject().put("path", i.target().toString()).put("bytes", i.size()));
        }
        terminal().out().println(Text.json(out));
    }
}
