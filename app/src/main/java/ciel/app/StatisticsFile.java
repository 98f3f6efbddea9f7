package ciel.app;

import ciel.sim.exposure.DetectorStatistics;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.fits.WholeFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a rendering took, detector by detector and stage by stage, for {@code --stats FILE}: CSV where the name ends so,
 * else JSON. Safe for many threads.
 */
final class StatisticsFile {
    private static final String CSV =
            "detector,began_s,ended_s,objects,photons,photons_per_s,electrons,bytes,sources_s,photons_s,background_s,"
                    + "readout_s,write_s,process_cpu_s,process_rss_bytes,process_peak_bytes";

    private final List<DetectorStatistics> rows = new ArrayList<>();

    synchronized void add(DetectorStatistics row) {
        rows.add(row);
    }

    /** Writes the file, replacing an earlier one. */
    synchronized void write(Path file, RenderSummary summary) {
        byte[] text = (file.toString().endsWith(".csv") ? csv() : json(summary)).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, text, WholeFile.Existing.REPLACE);
    }

    private String csv() {
        StringBuilder text = new StringBuilder(CSV).append('\n');
        for (DetectorStatistics r : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%.3f,%.3f,%d,%d,%.0f,%d,%d,%.4f,%.4f,%.4f,%.4f,%.4f,%.2f,%d,%d%n",
                    r.detector(),
                    r.began(),
                    r.ended(),
                    r.objects(),
                    r.photons(),
                    r.photonsPerSecond(),
                    r.electrons(),
                    r.bytes(),
                    r.sources(),
                    r.shooting(),
                    r.background(),
                    r.readout(),
                    r.write(),
                    r.cpu(),
                    r.resident(),
                    r.peak()));
        }
        return text.toString();
    }

    private String json(RenderSummary summary) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode()
                .put("visit", summary.visit())
                .put("engine", summary.engine())
                .put("device", summary.device())
                .put("pid", ProcessHandle.current().pid())
                .put("detectorsAtOnce", summary.detectorsAtOnce())
                .put("objects", summary.objects())
                .put("photons", summary.photons())
                .put("photonsPerSecond", summary.photonsPerSecond())
                .put("peakMemoryBytes", summary.peakMemoryBytes());
        RenderSummary.Seconds all = summary.seconds();
        root.set(
                "seconds",
                seconds(mapper, all.setup(), all.photons(), all.background(), all.readout(), all.write())
                        .put("total", all.total())
                        .put("cpu", all.cpu()));
        ArrayNode list = root.putArray("detectors");
        for (DetectorStatistics r : rows) {
            ObjectNode row = list.addObject()
                    .put("detector", r.detector())
                    .put("began", r.began())
                    .put("ended", r.ended())
                    .put("objects", r.objects())
                    .put("photons", r.photons())
                    .put("photonsPerSecond", r.photonsPerSecond())
                    .put("electrons", r.electrons())
                    .put("bytes", r.bytes());
            row.set("seconds", seconds(mapper, r.sources(), r.shooting(), r.background(), r.readout(), r.write()));
            row.putObject("process")
                    .put("cpu", r.cpu())
                    .put("rssBytes", r.resident())
                    .put("peakBytes", r.peak());
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings has a JSON form", e);
        }
    }

    private static ObjectNode seconds(
            ObjectMapper mapper, double setup, double photons, double background, double readout, double write) {
        return mapper.createObjectNode()
                .put("setup", setup)
                .put("photons", photons)
                .put("background", background)
                .put("readout", readout)
                .put("write", write);
    }
}
