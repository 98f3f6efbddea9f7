package ciel.app.campaign;

import ciel.workflow.plan.Basis;
import ciel.workflow.plan.CampaignPlan;
import ciel.workflow.plan.Check;
import ciel.workflow.plan.LinkPlan;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as lines of at most 80 columns, and as JSON. */
final class PlanText {
    private static final int COLUMNS = 80;
    private static final String INDENT = " ".repeat(13);

    private PlanText() {}

    static List<String> lines(CampaignPlan p) {
        List<String> out = new ArrayList<>();
        row(out, "campaign", p.campaign());
        row(
                out,
                "units",
                String.format(
                        Locale.ROOT,
                        "%,d = %,d visits x %d detectors, in at least %,d jobs",
                        p.units(),
                        p.visits(),
                        p.detectors(),
                        p.jobs()));
        Map<String, List<Basis>> alike = new LinkedHashMap<>();
        p.basis().forEach(b -> alike.computeIfAbsent(basis(b), k -> new ArrayList<>())
                .add(b));
        alike.forEach((text, bands) -> row(
                out,
                "  in " + bands.stream().map(Basis::band).collect(Collectors.joining()),
                String.format(
                        Locale.ROOT,
                        "%,d units of %s",
                        bands.stream().mapToLong(Basis::units).sum(),
                        text)));
        row(
                out,
                "hours",
                Text.number(p.coreHours()) + " core-hours"
                        + (p.gpuHours() > 0 ? ", " + Text.number(p.gpuHours()) + " GPU-hours" : "") + "; a job takes "
                        + Text.time(p.jobSeconds()));
        row(
                out,
                "files",
                Text.number(p.files()) + " files, " + Text.bytes(p.bytes()) + "; at most "
                        + Text.number(p.peakInodes()) + " files and folders, " + Text.bytes(p.peakBytes())
                        + ", at the render site at once");
        for (LinkPlan l : p.links()) {
            row(
                    out,
                    "to " + l.destination(),
                    Text.number(l.units()) + " units, " + Text.bytes(l.bytes())
                            + (Double.isNaN(l.rate())
                                    ? "; " + l.origin()
                                    : ": " + Text.time(l.seconds()) + " at " + Text.bits(l.rate()) + " (" + l.origin()
                                            + ")"));
        }
        row(
                out,
                "time",
                Text.time(p.renderSeconds()) + " of rendering; delivered at the earliest " + Text.at(p.finish()));
        row(
                out,
                "money",
                Double.isNaN(p.money()) ? "the site's file has no price" : Text.number(p.money()) + " " + p.currency());
        out.add("");
        for (Check c : p.checks()) {
            row(
                    out,
                    c.fits() ? Double.isNaN(c.limit()) ? "  no limit" : "  fits" : "  TOO MUCH",
                    c.what() + ": " + shown(c.needed(), c.unit())
                            + (Double.isNaN(c.limit()) ? "" : " of " + shown(c.limit(), c.unit())));
        }
        out.add("");
        p.notes().forEach(n -> row(out, "  note", n));
        return out;
    }

    private static String basis(Basis b) {
        return Text.number(b.coreSeconds()) + " core-s, " + Text.bytes(b.bytes()) + " in " + Text.number(b.files())
                + " files; " + b.origin();
    }

    /** @return why it is refused, and by how much */
    static List<String> refusals(CampaignPlan p) {
        return p.checks().stream()
                .filter(c -> !c.fits())
                .map(c -> c.what() + ": " + shown(c.needed(), c.unit()) + ", but the limit is "
                        + shown(c.limit(), c.unit()) + ", " + shown(c.needed() - c.limit(), c.unit())
                        + " too much (" + c.remedy() + ")")
                .toList();
    }

    private static String shown(double n, String unit) {
        return unit.equals("bytes") ? Text.bytes(n) : unit.equals("s") ? Text.time(n) : Text.number(n) + " " + unit;
    }

    /** Breaks a text into lines behind its label. */
    private static void row(List<String> out, String label, String text) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-12s ", label));
        boolean begun = false;
        for (String word : text.split(" ")) {
            if (begun && line.length() + 1 + word.length() > COLUMNS) {
                out.add(line.toString());
                line = new StringBuilder(INDENT);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        out.add(line.toString());
    }

    static ObjectNode json(CampaignPlan p) {
        ObjectNode out = CampaignVerb.JSON.createObjectNode();
        out.put("campaign", p.campaign())
                .put("fits", p.fits())
                .put("visits", p.visits())
                .put("detectors", p.detectors())
                .put("units", p.units())
                .put("jobs", p.jobs())
                .put("jobSeconds", p.jobSeconds())
                .put("coreHours", p.coreHours())
                .put("gpuHours", p.gpuHours())
                .put("bytes", p.bytes())
                .put("files", p.files())
                .put("peakBytes", p.peakBytes())
                .put("peakInodes", p.peakInodes())
                .put("renderSeconds", p.renderSeconds())
                .put("finish", p.finish().toString());
        number(out, "money", p.money());
        out.put("currency", p.currency());
        ArrayNode basis = out.putArray("basis");
        for (Basis b : p.basis()) {
            basis.addObject()
                    .put("band", b.band())
                    .put("units", b.units())
                    .put("coreSeconds", b.coreSeconds())
                    .put("bytes", b.bytes())
                    .put("files", b.files())
                    .put("measuredUnits", b.measured())
                    .put("origin", b.origin());
        }
        ArrayNode links = out.putArray("links");
        for (LinkPlan l : p.links()) {
            ObjectNode link = links.addObject()
                    .put("destination", l.destination())
                    .put("units", l.units())
                    .put("bytes", l.bytes())
                    .put("files", l.files());
            number(link, "bitsPerSecond", l.rate());
            number(link, "seconds", l.seconds());
            link.put("origin", l.origin());
        }
        ArrayNode checks = out.putArray("checks");
        for (Check c : p.checks()) {
            ObjectNode check = checks.addObject().put("what", c.what()).put("needed", c.needed());
            number(check, "limit", c.limit());
            check.put("unit", c.unit()).put("fits", c.fits()).put("remedy", c.remedy());
        }
        ArrayNode notes = out.putArray("notes");
        p.notes().forEach(notes::add);
        return out;
    }

    private static void number(ObjectNode out, String name, double value) {
        if (Double.isFinite(value)) {
            out.put(name, value);
        } else {
            out.putNull(name);
        }
    }
}
