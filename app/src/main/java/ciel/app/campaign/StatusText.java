package ciel.app.campaign;

import ciel.workflow.campaign.Allocation;
import ciel.workflow.ledger.CampaignState;
import ciel.workflow.ledger.CauseRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.EventRow;
import ciel.workflow.ledger.JobState;
import ciel.workflow.ledger.Notice;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.plan.Footprint;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A status as one screen of 80 columns without colour, and as JSON. */
final class StatusText {
    private static final int COLUMNS = 80;
    private static final int BAR = 50;
    private static final int TROUBLES = 6;

    private StatusText() {}

    static List<String> lines(Status s) {
        Tally t = s.tally();
        long all = s.row().units();
        List<String> out = new ArrayList<>();
        out.add(Text.cut(
                s.campaign().name() + "  " + s.row().state() + " since "
                        + Text.at(s.row().changed()),
                COLUMNS));
        out.add(line(
                "",
                String.format(
                        Locale.ROOT,
                        "%,d units = %,d visits x %d detectors",
                        all,
                        s.row().visits(),
                        s.row().detectors().size())));
        out.add("");
        out.add(String.format(
                Locale.ROOT,
                "%-10s[%s] %5.1f %%",
                "delivered",
                bar(s, all),
                all == 0 ? 0 : 100.0 * s.delivered() / all));
        out.add(line("", "# delivered  = rendered  > in jobs  . planned  ! stopped"));
        out.add("");
        for (UnitState state : UnitState.values()) {
            if (t.units(state) > 0 || state == UnitState.PLANNED) {
                out.add(String.format(
                        Locale.ROOT,
                        "%-10s%,12d  %s",
                        word(state),
                        t.units(state),
                        switch (state) {
                            case PLANNED -> "wait to be put into a job";
                            case QUEUED -> "in jobs that wait";
                            case RUNNING -> "in jobs that run";
                            case RENDERED ->
                                "wait for delivery, " + Text.bytes(t.unitBytes().getOrDefault(state, 0L));
                            case DELIVERED ->
                                "at every destination, "
                                        + Text.bytes(t.unitBytes().getOrDefault(state, 0L)) + " not purged yet";
                            case PURGED -> "at every destination, and deleted at the render site";
                            case FAILED -> "attempts used up";
                            case HELD -> "wait for a person";
                            case CANCELLED -> "given up";
                        }));
            }
        }
        out.add("");
        for (int d = 0; d < t.deliveries().size(); d++) {
            out.add(Text.cut(destination(s, d), COLUMNS));
        }
        for (int i = 0; i < s.disk().size(); i++) {
            out.add(line(i == 0 ? "disk" : "", disk(s.disk().get(i))));
        }
        out.add(line("jobs", jobs(t)));
        out.add(line("hours", hours(s)));
        out.add(line(
                "rate",
                Text.number(s.perHour()) + " units/h"
                        + s.left()
                                .map(l -> "; everything is delivered in about " + Text.time(l.toSeconds()))
                                .orElse("")));
        out.add(line(
                "daemon",
                s.daemon()
                        .orElse(
                                finished(s)
                                        ? "none; nothing is left to do"
                                        : "NONE RUNS; ciel campaign start or ciel daemon goes on")));
        troubles(s, out);
        return out;
    }

    static boolean finished(Status s) {
        return s.row().state() == CampaignState.DONE
                || Status.open(s.tally()) == 0 && s.tally().liveJobs() == 0;
    }

    private static String line(String label, String text) {
        return Text.cut(String.format(Locale.ROOT, "%-10s%s", label, text), COLUMNS);
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Every kind that there is has a place of at least one character; failures stand first. */
    private static String bar(Status s, long all) {
        Tally t = s.tally();
        long[] counts = {
            t.units(UnitState.FAILED) + t.units(UnitState.HELD) + t.units(UnitState.CANCELLED),
            s.delivered(),
            t.units(UnitState.RENDERED),
            t.units(UnitState.QUEUED) + t.units(UnitState.RUNNING),
            t.units(UnitState.PLANNED)
        };
        int[] width = new int[counts.length];
        int sum = 0;
        int widest = 0;
        for (int i = 0; i < counts.length; i++) {
            width[i] = counts[i] == 0 || all == 0 ? 0 : (int) Math.max(1, Math.round((double) BAR * counts[i] / all));
            sum += width[i];
            widest = width[i] > width[widest] ? i : widest;
        }
        width[widest] += all == 0 ? 0 : BAR - sum;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            out.append(String.valueOf("!#=>.".charAt(i)).repeat(Math.max(0, width[i])));
        }
        return String.format(Locale.ROOT, "%-" + BAR + "s", out);
    }

    private static String destination(Status s, int d) {
        Tally.Deliveries to = s.tally().deliveries().get(d);
        long way = 0;
        for (Map.Entry<DeliveryState, Long> e : to.count().entrySet()) {
            way += e.getKey() == DeliveryState.ACKNOWLEDGED || e.getKey().resting() ? 0 : e.getValue();
        }
        long rest = to.count(DeliveryState.FAILED) + to.count(DeliveryState.HELD);
        double nominal = s.campaign().destinations().get(d).rate().orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "%-10s%,12d  of %,d acknowledged, %,d on the way%s, %s%s",
                Text.cut("> " + to.destination(), 10),
                to.count(DeliveryState.ACKNOWLEDGED),
                to.expected(),
                way,
                rest > 0 ? String.format(Locale.ROOT, ", %,d STOPPED", rest) : "",
                Text.bits(s.linkBits().get(d)),
                Double.isNaN(nominal) ? "" : " of " + Text.bits(nominal));
    }

    private static String disk(Footprint f) {
        return f.place() + ": " + of(Text.bytes(f.bytes()), f.bytesQuota(), Text.bytes(f.bytesQuota())) + ", "
                + of(Text.number(Math.rint(f.files())), f.filesQuota(), Text.number(f.filesQuota())) + " files"
                + (f.space().isEmpty() ? "" : " in " + f.space());
    }

    private static String of(String used, double quota, String text) {
        return used + (Double.isNaN(quota) ? "" : " of " + text);
    }

    private static String jobs(Tally t) {
        List<String> parts = new ArrayList<>();
        for (JobState state : JobState.values()) {
            if (t.jobs(state) > 0) {
                parts.add(String.format(Locale.ROOT, "%,d %s", t.jobs(state), word(state)));
            }
        }
        return parts.isEmpty() ? "none yet" : String.join(", ", parts);
    }

    private static String hours(Status s) {
        boolean gpu = s.campaign().site().job().gpus() > 0;
        double spent = (gpu ? s.tally().gpuSeconds() : s.tally().coreSeconds()) / 3600;
        String kind = gpu ? " GPU-hours" : " core-hours";
        return Text.number(spent)
                + kind
                + s.campaign()
                        .site()
                        .allocation()
                        .map(Allocation::hours)
                        .map(h -> String.format(Locale.ROOT, " of %s (%.1f %%)", Text.number(h), 100 * spent / h))
                        .orElse("")
                + (s.row().group().isEmpty() ? "" : ", charged to " + s.row().group());
    }

    private static void troubles(Status s, List<String> out) {
        if (s.notices().isEmpty() && s.causes().isEmpty()) {
            return;
        }
        out.add("");
        int shown = 0;
        for (Notice n : s.notices()) {
            if (shown++ < TROUBLES) {
                wrap(out, "! " + n.text().replace('\n', ' ') + " (since " + Text.at(n.since()) + ")");
            }
        }
        for (int i = 0; i < s.causes().size(); i++) {
            CauseRow c = s.causes().get(i);
            if (shown++ < TROUBLES) {
                wrap(
                        out,
                        String.format(
                                Locale.ROOT,
                                "! %,d %s %s: %s%s",
                                c.count(),
                                c.kind() == EventRow.Kind.UNIT ? "units" : "deliveries",
                                c.state() == UnitState.FAILED.code() ? "failed" : "held",
                                c.cause().isEmpty() ? "no cause given" : c.cause(),
                                s.examples().get(i).isEmpty()
                                        ? ""
                                        : ", such as " + s.examples().get(i)));
            }
        }
        if (shown > TROUBLES) {
            out.add("! and " + (shown - TROUBLES) + " more: ciel campaign report");
        }
    }

    /** At most three lines: what the trouble is, and the remedy at its end. */
    private static void wrap(List<String> out, String text) {
        StringBuilder line = new StringBuilder();
        int lines = 1;
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > COLUMNS && line.length() > 2) {
                if (lines++ == 3) {
                    out.add(Text.cut(line + " ...", COLUMNS));
                    return;
                }
                out.add(Text.cut(line.toString(), COLUMNS));
                line = new StringBuilder("  ");
            }
            line.append(line.isEmpty() || line.toString().equals("  ") ? "" : " ")
                    .append(word);
        }
        out.add(Text.cut(line.toString(), COLUMNS));
    }

    static ObjectNode json(Status s) {
        Tally t = s.tally();
        ObjectNode out = CampaignVerb.JSON.createObjectNode();
        out.put("campaign", s.campaign().name())
                .put("state", s.row().state().name())
                .put("since", s.row().changed().toString())
                .put("at", s.at().toString())
                .put("version", t.version())
                .put("visits", s.row().visits())
                .put("detectors", s.row().detectors().size())
                .put("units", s.row().units())
                .put("finished", finished(s));
        ObjectNode units = out.putObject("unitsByState");
        ObjectNode bytes = out.putObject("bytesByState");
        for (UnitState state : UnitState.values()) {
            units.put(state.name(), t.units(state));
            bytes.put(state.name(), t.unitBytes().getOrDefault(state, 0L));
        }
        out.put("bytesAtSite", t.bytesAtSite());
        ArrayNode deliveries = out.putArray("deliveries");
        for (int d = 0; d < t.deliveries().size(); d++) {
            Tally.Deliveries to = t.deliveries().get(d);
            ObjectNode node =
                    deliveries.addObject().put("destination", to.destination()).put("expected", to.expected());
            ObjectNode states = node.putObject("byState");
            for (DeliveryState state : DeliveryState.values()) {
                states.put(state.name(), to.count(state));
            }
            node.put("bitsPerSecond", s.linkBits().get(d));
            s.campaign().destinations().get(d).rate().ifPresent(r -> node.put("nominalBitsPerSecond", r));
        }
        ObjectNode jobs = out.putObject("jobs");
        for (JobState state : JobState.values()) {
            jobs.put(state.name(), t.jobs(state));
        }
        ArrayNode disk = out.putArray("disk");
        for (Footprint f : s.disk()) {
            ObjectNode node = disk.addObject()
                    .put("place", f.place())
                    .put("space", f.space())
                    .put("bytes", Math.round(f.bytes()))
                    .put("files", Math.round(f.files()));
            put(node, "bytesQuota", f.bytesQuota());
            put(node, "filesQuota", f.filesQuota());
        }
        out.put("coreHours", t.coreSeconds() / 3600).put("gpuHours", t.gpuSeconds() / 3600);
        s.campaign().site().allocation().ifPresent(a -> out.put("allocatedHours", a.hours()));
        out.put("group", s.row().group()).put("unitsPerHour", s.perHour());
        s.left().ifPresentOrElse(l -> out.put("secondsLeft", l.toSeconds()), () -> out.putNull("secondsLeft"));
        s.daemon().ifPresentOrElse(d -> out.put("daemon", d), () -> out.putNull("daemon"));
        ArrayNode notices = out.putArray("notices");
        for (Notice n : s.notices()) {
            notices.addObject()
                    .put("key", n.key())
                    .put("text", n.text())
                    .put("since", n.since().toString())
                    .put("count", n.count());
        }
        ArrayNode causes = out.putArray("causes");
        for (int i = 0; i < s.causes().size(); i++) {
            CauseRow c = s.causes().get(i);
            ObjectNode node = causes.addObject().put("kind", c.kind().name()).put("cause", c.cause());
            if (c.destination() >= 0) {
                node.put("destination", t.deliveries().get(c.destination()).destination());
            }
            node.put("state", UnitState.of(c.state()).name())
                    .put("count", c.count())
                    .put("example", s.examples().get(i));
        }
        return out;
    }

    private static void put(ObjectNode node, String key, double quota) {
        if (Double.isNaN(quota)) {
            node.putNull(key);
        } else {
            node.put(key, Math.round(quota));
        }
    }
}
