package ciel.app.campaign;

import ciel.sim.fits.WholeFile;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.ledger.Measured;
import ciel.workflow.plan.CampaignPlan;
import ciel.workflow.world.ForecastInput;
import ciel.workflow.world.ForecastPicture;
import ciel.workflow.world.ForecastReport;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A forecast as lines of at most 80 columns, as JSON, and as a picture. */
record ForecastText(String campaign, long units, ForecastInput input, ForecastReport report) {
    private static final int COLUMNS = 80;

    static ForecastText of(Campaign campaign, CampaignPlan plan, Optional<Measured> measured, int runs, Instant now) {
        ForecastInput input = ForecastInput.of(campaign, plan, measured);
        ForecastReport report = ForecastReport.of(input.runs(runs), input.world(), now);
        return new ForecastText(campaign.name(), plan.units(), input, report);
    }

    List<String> lines() {
        List<String> out = new ArrayList<>();
        out.add("");
        if (report.median() == null) {
            row(
                    out,
                    "simulated",
                    String.format(
                            Locale.ROOT,
                            "%d of %d runs STAND STILL before a full quota: purge sooner, or ask for more room",
                            report.runs() - report.finished(),
                            report.runs()));
        } else {
            row(
                    out,
                    "simulated",
                    "ends " + Text.at(report.median()) + " in the middle of " + report.runs() + " runs, after "
                            + Text.time(Duration.between(report.start(), report.median())
                                    .toSeconds()));
            row(out, "", "eight of ten end from " + Text.at(report.early()) + " to " + Text.at(report.late()));
        }
        row(
                out,
                "  room",
                "at most " + Text.bytes(report.peakBytes()) + " and " + Text.number(report.peakInodes())
                        + " files at the render site at once");
        for (ForecastReport.LinkUse link : report.links()) {
            double most = link.days().stream()
                    .mapToDouble(ForecastReport.Spread::most)
                    .max()
                    .orElse(0);
            row(
                    out,
                    "  to " + link.destination(),
                    Text.bytes(link.bytes()) + "; on the busiest day " + Text.bits(most * 8e6) + " of "
                            + Text.bits(link.nominal() * 8e6));
        }
        for (String assumption : input.assumptions()) {
            row(out, "  assumed", assumption);
        }
        return out;
    }

    private static void row(List<String> out, String label, String text) {
        out.add(Text.cut(String.format(Locale.ROOT, "%-13s%s", Text.cut(label, 12), text), COLUMNS));
    }

    ObjectNode json() {
        ObjectNode node = CampaignVerb.JSON.createObjectNode();
        node.put("runs", report.runs())
                .put("finished", report.finished())
                .put("start", report.start().toString());
        put(node, "early", report.early());
        put(node, "median", report.median());
        put(node, "late", report.late());
        ArrayNode ends = node.putArray("ends");
        report.ends().forEach(end -> ends.add(end.toString()));
        node.put("peakBytes", report.peakBytes())
                .put("peakInodes", report.peakInodes())
                .put("jobHours", report.jobHours());
        ArrayNode links = node.putArray("links");
        for (ForecastReport.LinkUse link : report.links()) {
            ObjectNode of = links.addObject()
                    .put("destination", link.destination())
                    .put("bytes", link.bytes())
                    .put("nominalBytesPerSecond", link.nominal() * 1e6);
            spreads(of.putArray("bytesPerSecondByDay"), link.days(), 1e6);
        }
        spreads(node.putArray("unitsDeliveredByDay"), report.delivered(), 1);
        input.measured().ifPresent(m -> node.putObject("measured")
                .put("tasks", m.tasks())
                .put("waitSeconds", m.queue())
                .put("taskSeconds", m.task())
                .put("taskSpread", m.spread())
                .put("settleSeconds", m.settle())
                .put("elapsedSeconds", m.elapsed()));
        ArrayNode assumed = node.putArray("assumed");
        input.assumptions().forEach(assumed::add);
        return node;
    }

    private static void put(ObjectNode node, String name, Instant time) {
        if (time == null) {
            node.putNull(name);
        } else {
            node.put(name, time.toString());
        }
    }

    private static void spreads(ArrayNode node, List<ForecastReport.Spread> days, double unit) {
        for (ForecastReport.Spread day : days) {
            node.addObject()
                    .put("least", day.least() * unit)
                    .put("median", day.median() * unit)
                    .put("most", day.most() * unit);
        }
    }

    /** Writes the picture; it appears whole. */
    void write(Path file) {
        WholeFile.write(file, ForecastPicture.png(campaign, units, report), WholeFile.Existing.REPLACE);
    }
}
