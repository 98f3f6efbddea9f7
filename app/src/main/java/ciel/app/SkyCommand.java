package ciel.app;

import ciel.sim.Band;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Visit;
import ciel.sim.catalog.VisitSource;
import ciel.sim.exposure.Settings;
import ciel.sim.exposure.SkyReport;
import ciel.sim.fits.SkyPicture;
import ciel.sim.fits.WholeFile;
import ciel.sim.survey.VisitTable;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel sky}: how bright the sky of a visit is over the focal plane, and what lights it. */
@Command(
        name = "sky",
        sortOptions = false,
        description = {
            "How bright the sky of a visit is over the focal plane, and what lights it: what ciel render adds, before "
                    + "vignetting.",
            "The visit is that of a catalog's header or of an observing database; without either, that of ciel demo, at "
                    + "an airmass of 1.2 in a night without moon."
        },
        footer = {
            "",
            "Examples:",
            "  ciel sky catalog.txt --png sky.png",
            "  ciel sky --opsim opsim.db --visit 449053 --json",
            "  ciel sky --band r --moon 45,30,20 --png moonlit.png"
        })
final class SkyCommand extends Verb {
    /** The field of ciel demo: COSMOS on 2026-02-16. */
    private static final Visit ANY =
            new Visit(0, 0, Band.R, 150.1, 2.2, 0, 112.44997, 54.593182, 26.847651, 61_087.166666667, 30, 0.7, 0, 0);

    @Parameters(
            paramLabel = "CATALOG",
            arity = "0..1",
            description = "An instance catalog, of which the header is read.")
    private Path catalog;

    @Option(names = "--opsim", paramLabel = "DB", description = "Table of visits, as of ciel render.")
    private Path opsim;

    @Option(names = "--visit", paramLabel = "N", description = "The visit of DB.")
    private Long visit;

    @Option(names = "--band", paramLabel = "BAND", description = "u, g, r, i, z or y (default: the visit's, or r).")
    private String band;

    @Option(
            names = "--moon",
            paramLabel = "ALT,DIST,PHASE",
            split = ",",
            description = "A moon in place of the visit's: altitude (deg), distance from the boresight (deg), phase "
                    + "angle (deg: 0 full, 180 new).")
    private List<Double> moon;

    @Option(
            names = "--detector",
            paramLabel = "NAMES",
            split = ",",
            description = "Names, numbers, rafts or patterns (default: all science CCDs).")
    private List<String> detectors = List.of("all");

    @Option(names = "--png", paramLabel = "OUT", description = "Write a picture of the focal plane.")
    private Path png;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private SettingsOptions settingsOptions;

    SkyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = settingsOptions.settings(System::getenv);
        if ((opsim == null) != (visit == null)) {
            throw usage("--opsim and --visit belong together");
        }
        if (opsim != null && catalog != null) {
            throw usage("give a catalog or --opsim, not both");
        }
        Visit chosen;
        Map<String, Double> header;
        if (catalog == null && opsim == null) {
            chosen = ANY;
            header = Map.of("moonalt", -40.0, "dist2moon", 120.0, "moonphase", 0.0, "sunalt", -40.0);
        } else {
            VisitSource source = catalog != null
                    ? InstanceCatalog.open(catalog, new InstanceCatalog.Options(true, true))
                    : VisitTable.open(opsim).exposure(visit, 0);
            chosen = source.visit();
            header = source.header();
        }
        if (band != null) {
            chosen = chosen.in(band(band));
        }
        List<Detector> asked = DetectorNames.detectors(detectors, settings.camera(), this);
        SkyReport report = SkyReport.of(settings, chosen, header, moon(), asked);
        if (json) {
            terminal().out().println(json(chosen, report));
        } else {
            print(chosen, report);
        }
        if (png != null) {
            SkyPicture.write(
                    png,
                    report.rows().stream()
                            .map(r -> new SkyPicture.Tile(r.detector(), r.gradient(), r.zero()))
                            .toList(),
                    title(chosen, report),
                    WholeFile.Existing.REPLACE);
            note("picture: " + png);
        }
        return ExitCode.DONE;
    }

    private Optional<SkyReport.Moon> moon() {
        if (moon == null) {
            return Optional.empty();
        }
        if (moon.size() != 3
                || !(Math.abs(moon.get(0)) <= 90)
                || !(moon.get(1) >= 0 && moon.get(1) <= 180)
                || !(moon.get(2) >= 0 && moon.get(2) <= 180)) {
            throw usage(
                    "--moon wants an altitude of -90 to 90, a distance of 0 to 180 and a phase angle of 0 to 180 deg");
        }
        return Optional.of(new SkyReport.Moon(moon.get(0), moon.get(1), moon.get(2)));
    }

    private Band band(String letter) {
        for (Band b : Band.values()) {
            if (b.letter().equals(letter)) {
                return b;
            }
        }
        throw usage("--band '" + letter + "' is not one of u, g, r, i, z, y");
    }

    private static String title(Visit visit, SkyReport report) {
        String moon = report.conditions().moonAltitude() > 0
                ? String.format(Locale.ROOT, "moon %.1f deg away", report.separation())
                : "no moon";
        return String.format(
                Locale.ROOT,
                "sky, %s band, %.0f s, airmass %.2f, %s",
                visit.band().letter(),
                visit.exposureTime(),
                report.airmass(),
                moon);
    }

    private void print(Visit visit, SkyReport report) {
        PrintStream to = terminal().out();
        to.printf(Locale.ROOT, "%s; model %s%n", title(visit, report), report.model());
        to.printf(
                Locale.ROOT,
                "airmass %.4f (Krisciunas and Schaefer 1991; sec z %.4f)%n",
                report.airmass(),
                report.secant());
        to.printf(
                Locale.ROOT,
                "sun %.1f deg high; moon %.1f deg high, %.1f deg from the boresight, phase angle %.1f deg%n",
                report.conditions().sunAltitude(),
                report.conditions().moonAltitude(),
                report.separation(),
                report.conditions().moonPhaseAngle());
        to.println();
        to.println("                       e-/px      dark      moon  twilight  mag/arcsec2");
        Comparator<SkyReport.Row> byBrightness = Comparator.comparingDouble(r -> -r.magnitude());
        List<SkyReport.Row> sorted = report.rows().stream().sorted(byBrightness).toList();
        row(to, "faintest", sorted.getFirst());
        row(to, "median", sorted.get(sorted.size() / 2));
        row(to, "brightest", sorted.getLast());
    }

    private static void row(PrintStream to, String name, SkyReport.Row row) {
        to.printf(
                Locale.ROOT,
                "%-9s %8s %9.1f %9.1f %9.1f %9.1f %12.2f%n",
                name,
                row.detector().name(),
                row.level().electrons(),
                row.level().dark(),
                row.level().moon(),
                row.level().twilight(),
                row.magnitude());
    }

    private static String json(Visit visit, SkyReport report) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode all = mapper.createObjectNode();
        all.put("model", report.model());
        all.put("band", visit.band().letter());
        all.put("exposureTime", visit.exposureTime());
        all.put("airmass", report.airmass());
        all.put("secz", report.secant());
        all.put("sunAltitude", report.conditions().sunAltitude());
        all.put("moonAltitude", report.conditions().moonAltitude());
        all.put("moonSeparation", report.separation());
        all.put("moonPhaseAngle", report.conditions().moonPhaseAngle());
        ArrayNode rows = all.putArray("detectors");
        for (SkyReport.Row r : report.rows()) {
            ObjectNode row = rows.addObject();
            row.put("name", r.detector().name());
            row.put("electrons", r.level().electrons());
            row.put("dark", r.level().dark());
            row.put("moon", r.level().moon());
            row.put("twilight", r.level().twilight());
            row.put("magnitude", r.magnitude());
            row.put("xSlope", r.gradient().xSlope());
            row.put("ySlope", r.gradient().ySlope());
        }
        return mapper.writeValueAsString(all);
    }
}
