package ciel.app;

import ciel.sim.Band;
import ciel.sim.fits.VisitMap;
import ciel.sim.fits.WholeFile;
import ciel.sim.survey.SurveyVisit;
import ciel.sim.survey.VisitSelection;
import ciel.sim.survey.VisitTable;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel visits}: what is in an observing database. */
@Command(
        name = "visits",
        sortOptions = false,
        description = "The visits of an observing database (OpSim or ConsDB, SQLite) or a table (ECSV, FITS).",
        footer = {
            "",
            "Examples:",
            "  ciel visits baseline_v4.db",
            "  ciel visits baseline_v4.db --band gri --night 120..150 --where \"airmass < 1.3\" --png map.png",
            "  ciel visits opsim.db --area 150.1,2.2,1.75 --json",
            "  ciel render --visit 449053 --opsim opsim.db --sky sky_cat.yaml"
        })
final class VisitsCommand extends Verb {
    private static final int SCREEN = 15;

    @Parameters(paramLabel = "DB", description = "Database or table.")
    private Path file;

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description =
                    "A condition on the columns of the table, such as \"airmass < 1.4 AND scheduler_note LIKE 'DD%%'\".")
    private String where;

    @Option(names = "--band", paramLabel = "BANDS", description = "Filters, such as gri; r_57 counts as r.")
    private String bands;

    @Option(
            names = "--night",
            paramLabel = "N[..M]",
            description = "Nights: numbers of the survey (120..150) or observing days (20260105).")
    private String nights;

    @Option(names = "--area", paramLabel = "RA,DEC,RADIUS", description = "Boresight in this cap on the sky (deg).")
    private String area;

    @Option(names = "--all", description = "List every visit, not the first " + SCREEN + ".")
    private boolean all;

    @Option(
            names = "--png",
            paramLabel = "OUT",
            description = "Write a map of the sky: how often each place is visited.")
    private Path png;

    @Option(names = "--json", description = "Print one JSON object with every visit of the selection.")
    private boolean json;

    VisitsCommand(Terminal terminal) {
        super(terminal);
    }

    /** What is counted while the visits pass by. */
    private static final class Tally {
        final Map<String, Long> byFilter = new TreeMap<>();
        final Set<Integer> days = new HashSet<>();
        final List<SurveyVisit> first = new ArrayList<>();
        long visits;
        long exposures;
        double seconds;
        double earliest = Double.POSITIVE_INFINITY;
        double latest = Double.NEGATIVE_INFINITY;
    }

    @Override
    public Integer call() throws IOException {
        VisitSelection selection = new VisitSelection(
                Optional.ofNullable(where),
                bands == null ? Set.of() : VisitSelection.bands(bands),
                Optional.ofNullable(nights).map(VisitSelection::nights),
                Optional.ofNullable(area).map(VisitSelection::area));
        VisitTable table = VisitTable.open(file);
        VisitMap map = new VisitMap();
        Tally tally = new Tally();
        JsonGenerator out = json
                ? new ObjectMapper().getFactory().createGenerator(terminal().out())
                : null;
        if (out != null) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            out.writeStringField("file", file.toString());
            out.writeStringField("table", table.table());
            out.writeArrayFieldStart("visits");
        }
        table.forEach(selection, visit -> {
            count(tally, visit);
            if (png != null) {
                map.add(visit.ra(), visit.dec());
            }
            if (out != null) {
                write(out, visit);
            }
        });
        if (out != null) {
            out.writeEndArray();
            out.writeNumberField("count", tally.visits);
            out.writeEndObject();
            out.close();
            terminal().out().println();
        } else {
            print(table, tally, terminal().out());
        }
        if (png != null) {
            map.write(png, file.getFileName().toString(), WholeFile.Existing.REPLACE);
            note("map: " + png);
        }
        return ExitCode.DONE;
    }

    private void count(Tally tally, SurveyVisit visit) {
        tally.visits++;
        tally.exposures += visit.exposures();
        if (visit.exposureTime() > 0) {
            tally.seconds += visit.exposureTime();
        }
        tally.byFilter.merge(filter(visit), 1L, Long::sum);
        tally.days.add(visit.dayObs());
        if (visit.start() < tally.earliest) {
            tally.earliest = visit.start();
        }
        if (visit.start() > tally.latest) {
            tally.latest = visit.start();
        }
        if (all || tally.first.size() < SCREEN) {
            tally.first.add(visit);
        }
    }

    private static String filter(SurveyVisit visit) {
        return visit.band().map(Band::letter).orElse(visit.filter().isEmpty() ? "-" : visit.filter());
    }

    private void print(VisitTable table, Tally tally, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s, table %s: %,d visits, %,d exposures, %.1f h open shutter%n",
                file,
                table.table(),
                tally.visits,
                tally.exposures,
                tally.seconds / 3600);
        if (tally.visits == 0) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s to %s (MJD %.4f to %.4f), %,d nights; by band: %s%n%n",
                date(tally.earliest),
                date(tally.latest),
                tally.earliest,
                tally.latest,
                tally.days.size(),
                String.join(
                        ", ",
                        tally.byFilter.entrySet().stream()
                                .map(e -> e.getKey() + " " + String.format(Locale.ROOT, "%,d", e.getValue()))
                                .toList()));
        out.printf(
                "%15s %4s %9s %9s %12s %8s %6s %6s %6s %6s %7s  %s%n",
                "visit",
                "band",
                "RA deg",
                "Dec deg",
                "MJD (TAI)",
                "exp. s",
                "alt",
                "X",
                "seeing",
                "moon",
                "rotTel",
                "note");
        for (SurveyVisit v : tally.first) {
            out.printf(
                    Locale.ROOT,
                    "%15d %4s %9s %9s %12s %8s %6s %6s %6s %6s %7s  %s%n",
                    v.id(),
                    filter(v),
                    number("%.4f", v.ra()),
                    number("%.4f", v.dec()),
                    number("%.5f", v.start()),
                    v.exposures() > 1
                            ? v.exposures() + "x" + number("%.0f", v.snapTime())
                            : number("%.0f", v.snapTime()),
                    number("%.1f", v.altitude()),
                    number("%.3f", v.airmass()),
                    number("%.2f", v.seeing500()),
                    number("%.0f", v.moonAltitude()),
                    number("%.1f", v.rotTelPos()),
                    brief(v.note().isEmpty() ? v.target() : v.note()));
        }
        if (tally.first.size() < tally.visits) {
            out.printf(
                    Locale.ROOT,
                    "... and %,d more (--all lists them, --json gives every column)%n",
                    tally.visits - tally.first.size());
        }
    }

    private static String brief(String text) {
        return text.length() <= 16 ? text : text.substring(0, 15) + "~";
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String date(double mjd) {
        return Math.abs(mjd) < 1e6
                ? LocalDate.of(1858, 11, 17).plusDays((long) Math.floor(mjd)).toString()
                : "?";
    }

    private static void write(JsonGenerator out, SurveyVisit v) {
        try {
            out.writeStartObject();
            out.writeNumberField("id", v.id());
            out.writeStringField("band", v.band().map(Band::letter).orElse(null));
            out.writeStringField("filter", v.filter());
            field(out, "ra", v.ra());
            field(out, "dec", v.dec());
            field(out, "start", v.start());
            field(out, "exposureTime", v.exposureTime());
            field(out, "visitTime", v.visitTime());
            out.writeNumberField("exposures", v.exposures());
            field(out, "rotTelPos", v.rotTelPos());
            field(out, "rotSkyPos", v.rotSkyPos());
            field(out, "altitude", v.altitude());
            field(out, "azimuth", v.azimuth());
            field(out, "airmass", v.airmass());
            field(out, "seeing500", v.seeing500());
            field(out, "seeingEff", v.seeingEff());
            field(out, "seeingGeom", v.seeingGeom());
            field(out, "fiveSigmaDepth", v.depth());
            field(out, "skyBrightness", v.skyBrightness());
            out.writeNumberField("night", v.night());
            out.writeNumberField("dayObs", v.dayObs());
            field(out, "moonAltitude", v.moonAltitude());
            field(out, "moonDistance", v.moonDistance());
            field(out, "moonPhase", v.moonPhase());
            field(out, "sunAltitude", v.sunAltitude());
            out.writeStringField("note", v.note());
            out.writeStringField("target", v.target());
            out.writeEndObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void field(JsonGenerator out, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(name, value);
        } else {
            out.writeNullField(name);
        }
    }
}
