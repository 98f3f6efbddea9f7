package ciel.app;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Visit;
import ciel.sim.exposure.Settings;
import ciel.sim.exposure.TelescopeSettings;
import ciel.sim.exposure.WeatherSettings;
import ciel.sim.fits.OpticsMaps;
import ciel.sim.fits.PsfPicture;
import ciel.sim.fits.WholeFile;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.SagMap;
import ciel.sim.optics.TracedSpot;
import ciel.sim.optics.VisitGeometry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel psf}: what the telescope makes of a star over the focal plane. */
@Command(
        name = "psf",
        description = {
            "Size and shape of the point spread function over the focal plane: the telescope as it stands, traced ray by "
                    + "ray, with a round atmosphere of the seeing given; or, with --stamps, images of stars on a grid.",
            "The catalog's header gives band, rotator and seeing; options come before it."
        },
        footer = {
            "",
            "Examples:",
            "  ciel psf --band r --detector all --png psf.png --spots spots.png",
            "  ciel psf --set optics.perturbations=state.yaml --seeing 0.7 --json",
            "  ciel psf --stamps stamps.fits --png stamps.png --grid 8 --detector R22_S11 --physics full",
            "  ciel psf --stamps plane.fits --detector all --physics standard --oversampling 4",
            "  ciel psf --band r --wavelength 694 --opd opd.fits --field 0,0 --field 1.121,1.231"
        })
final class PsfCommand extends Verb {
    /** Quantum efficiency and filters put the mean of a band here; the rays take five wavelengths around it. */
    private static final double[] BAND_WIDTH_NM = {40, 110, 110, 100, 90, 100};

    /** Field angle (deg) beyond which no light comes through. */
    private static final double MOST_FIELD = 2.05;

    private static final int MAP_RAYS = 400;
    private static final int SPOT_RAYS = 20_000;
    /** A Gaussian's full width at half maximum in units of its sigma. */
    private static final double FWHM = 2.3548200450309493;
    /** Places of a chip along each side. */
    private static final int PLACES = 3;

    @Parameters(
            paramLabel = "CATALOG",
            arity = "0..1",
            description = "An instance catalog, of which the header is read.")
    private Path catalog;

    @Option(names = "--band", paramLabel = "BAND", description = "u, g, r, i, z or y; default r.")
    private String band;

    @Option(names = "--rotator", paramLabel = "DEG", description = "Angle of the camera's rotator; default 0.")
    private Double rotator;

    @Option(
            names = "--seeing",
            paramLabel = "ARCSEC",
            description = "Full width at half maximum of the atmosphere; 0, the default, for the telescope alone.")
    private Double seeing;

    @Option(
            names = "--detector",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "Names, numbers, rafts or patterns; default all science CCDs, with --stamps the one in the middle.")
    private List<String> detectors;

    @Option(
            names = "--png",
            paramLabel = "OUT",
            description = "Write a map: whiskers for the ellipticity, or the stamps.")
    private Path png;

    @Option(
            names = "--spots",
            paramLabel = "OUT",
            description = "Write the spots in nine places: a square of 1.2 deg half-diagonal around the centre.")
    private Path spots;

    @Option(
            names = "--opd",
            paramLabel = "OUT",
            description = "Write maps of the optical path difference (nm, FITS, 255 x 255 over the entrance pupil, with"
                    + " annular Zernikes in the header), one a --field.")
    private Path opd;

    @Option(
            names = "--field",
            paramLabel = "X,Y",
            description =
                    "Field angle of a map (deg, gnomonic, in the frame of the entrance pupil); may be given several"
                            + " times; default 0,0.")
    private List<String> fields = new ArrayList<>();

    @Option(names = "--wavelength", paramLabel = "NM", description = "Of the maps; default the middle of the band.")
    private Double wavelength;

    @Option(
            names = "--sag",
            paramLabel = "OUT",
            description =
                    "Write the heights of the surfaces (m, FITS, 255 x 255), figure errors included, one image each.")
    private Path sag;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private StampOptions stampOptions;

    @Mixin
    private SettingsOptions settingsOptions;

    PsfCommand(Terminal terminal) {
        super(terminal);
    }

    private record Row(TracedSpot spot, double pixelX, double pixelY, double fwhm, double e1, double e2) {}

    @Override
    public Integer call() throws JsonProcessingException {
        stampOptions.check(this);
        // stars are drawn as those of an instance catalog
        Settings settings = stampOptions.wanted()
                ? settingsOptions.settings(System::getenv, Path.of("stars"))
                : settingsOptions.settings(System::getenv);
        if (seeing != null && !(seeing >= 0 && seeing <= 60)) {
            throw usage("--seeing " + seeing + " arcsec is outside 0 to 60");
        }
        if (rotator != null && !(Math.abs(rotator) <= 360)) {
            throw usage("--rotator " + rotator + " deg is outside -360 to 360");
        }
        Visit visit = visit();
        List<Detector> chosen = detectors == null && stampOptions.wanted()
                ? List.of(settings.camera().middle())
                : DetectorNames.detectors(detectors == null ? List.of("all") : detectors, settings.camera(), this);
        if (stampOptions.wanted()) {
            stampOptions.draw(seen(visit), settings, chosen, progress(), png, json, terminal());
            return ExitCode.DONE;
        }
        VisitGeometry geometry = VisitGeometry.of(
                visit, WeatherSettings.of(settings), TelescopeSettings.state(settings), settings.camera());
        if (opd != null || sag != null) {
            maps(geometry);
            return ExitCode.DONE;
        }
        double atmosphere = seeing == null ? (catalog == null ? 0 : visit.fwhmAtmosphere()) : seeing;
        double[] wavelengths = wavelengths(visit, geometry.wavelength());
        List<Row> rows = new ArrayList<>();
        for (Detector detector : chosen) {
            rows.addAll(rows(geometry, detector, wavelengths, atmosphere));
        }
        String title = String.format(
                Locale.ROOT,
                "%s band, rotator %.1f deg, seeing %.2f arcsec",
                visit.band().letter(),
                visit.rotTelPos(),
                atmosphere);
        if (json) {
            terminal().out().println(json(visit, atmosphere, rows));
        } else {
            print(title, rows);
        }
        if (png != null) {
            PsfPicture.whiskers(
                    png,
                    rows.stream()
                            .map(r -> new PsfPicture.Whisker(r.spot.focalX(), r.spot.focalY(), r.e1, r.e2, r.fwhm))
                            .toList(),
                    "PSF, " + title,
                    WholeFile.Existing.REPLACE);
            note("map: " + png);
        }
        if (spots != null) {
            writeSpots(geometry, wavelengths, title);
        }
        return ExitCode.DONE;
    }

    /** @return the visit with the seeing that was asked for */
    private Visit seen(Visit visit) {
        if (seeing == null) {
            return visit;
        }
        if (seeing == 0) {
            throw usage(
                    "--seeing 0 with --stamps: leave the atmosphere out by --set psf.model=none --set psf.gaussian_fwhm=0");
        }
        return visit.withSeeing(visit.rawSeeing() * seeing / visit.fwhmAtmosphere());
    }

    /** Maps of the telescope as it stands, the camera's rotator at 0. */
    private void maps(VisitGeometry geometry) {
        double nm = wavelength == null ? geometry.wavelength() : wavelength;
        if (!(nm >= 300 && nm <= 1150)) {
            throw usage("--wavelength " + nm + " nm is outside 300 to 1150");
        }
        List<OpticsMaps.Field> places = new ArrayList<>();
        for (String field : fields.isEmpty() ? List.of("0,0") : fields) {
            String[] two = field.split(",");
            try {
                places.add(new OpticsMaps.Field(Double.parseDouble(two[0].trim()), Double.parseDouble(two[1].trim())));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw usage("--field " + field + ": write two numbers, such as 1.121,1.231 (deg)");
            }
            OpticsMaps.Field last = places.getLast();
            if (!(Math.hypot(last.thx(), last.thy()) <= MOST_FIELD)) {
                throw usage("--field " + field + ": the field of the telescope ends at " + MOST_FIELD + " deg");
            }
        }
        if (opd != null) {
            OpticsMaps.opd(opd, geometry.telescope(), places, nm, WholeFile.Existing.REPLACE);
            terminal().out().println(opd);
        }
        if (sag != null) {
            OpticsMaps.sag(
                    sag, geometry.telescope(), SagMap.surfaces(geometry.telescope()), WholeFile.Existing.REPLACE);
            terminal().out().println(sag);
        }
    }

    private Visit visit() {
        Band chosen = band == null ? null : band(band);
        if (catalog != null) {
            Visit v = InstanceCatalog.open(catalog, new InstanceCatalog.Options(true, true))
                    .visit();
            return new Visit(
                    v.observationId(),
                    v.snap(),
                    chosen == null ? v.band() : chosen,
                    v.ra(),
                    v.dec(),
                    rotator == null ? v.rotTelPos() : rotator,
                    v.rotSkyPos(),
                    v.altitude(),
                    v.azimuth(),
                    v.mjd(),
                    v.exposureTime(),
                    v.rawSeeing(),
                    v.sequenceNumber(),
                    v.seed());
        }
        // any pointing: the telescope does not know where it looks
        double turn = rotator == null ? 0 : rotator;
        return new Visit(0, 0, chosen == null ? Band.R : chosen, 150, -30, turn, 0, 66.4, 0, 60750.15, 30, 0.7, 0, 0);
    }

    private Band band(String letter) {
        for (Band b : Band.values()) {
            if (b.letter().equals(letter)) {
                return b;
            }
        }
        throw usage("--band '" + letter + "' is not one of u, g, r, i, z, y");
    }

    private static double[] wavelengths(Visit visit, double middle) {
        double half = BAND_WIDTH_NM[visit.band().ordinal()] / 2;
        return new double[] {middle - 0.8 * half, middle - 0.4 * half, middle, middle + 0.4 * half, middle + 0.8 * half
        };
    }

    private static List<Row> rows(VisitGeometry geometry, Detector detector, double[] wavelengths, double atmosphere) {
        DetectorWcs wcs = geometry.wcs(detector);
        TracedSpot.Tracer tracer = new TracedSpot.Tracer(geometry, wcs);
        double sigma = atmosphere / 0.2 / FWHM;
        List<Row> rows = new ArrayList<>();
        for (int k = 0; k < PLACES * PLACES; k++) {
            double x = 0.5 + detector.width() * (k % PLACES + 0.5) / PLACES;
            double y = 0.5 + detector.height() * (k / PLACES + 0.5) / PLACES;
            TracedSpot spot = tracer.trace(x, y, wavelengths, MAP_RAYS);
            double xx = spot.xx() + sigma * sigma;
            double yy = spot.yy() + sigma * sigma;
            double size = 0.2 * FWHM * Math.sqrt((xx + yy) / 2);
            rows.add(new Row(spot, x, y, size, (xx - yy) / (xx + yy), 2 * spot.xy() / (xx + yy)));
        }
        return rows;
    }

    private void print(String title, List<Row> rows) {
        var out = terminal().out();
        out.println(title);
        out.printf(
                "%-9s %8s %8s  %9s %9s  %7s  %8s %8s  %6s%n",
                "detector", "x px", "y px", "x mm", "y mm", "FWHM \"", "e1", "e2", "open");
        for (Row r : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %8.1f %8.1f  %9.3f %9.3f  %7.3f  %8.4f %8.4f  %6.4f%n",
                    r.spot.detector().name(),
                    r.pixelX,
                    r.pixelY,
                    r.spot.focalX(),
                    r.spot.focalY(),
                    r.fwhm,
                    r.e1,
                    r.e2,
                    r.spot.open());
        }
    }

    private static String json(Visit visit, double atmosphere, List<Row> rows) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode()
                .put("band", String.valueOf(visit.band().letter()))
                .put("rotTelPos", visit.rotTelPos())
                .put("seeing", atmosphere);
        var list = root.putArray("places");
        for (Row r : rows) {
            list.addObject()
                    .put("detector", r.spot.detector().name())
                    .put("x", r.pixelX)
                    .put("y", r.pixelY)
                    .put("focalX", r.spot.focalX())
                    .put("focalY", r.spot.focalY())
                    .put("fwhm", r.fwhm)
                    .put("e1", r.e1)
                    .put("e2", r.e2)
                    .put("open", r.spot.open())
                    .put("centroidX", r.spot.centroidX())
                    .put("centroidY", r.spot.centroidY())
                    .put("xx", r.spot.xx())
                    .put("yy", r.spot.yy())
                    .put("xy", r.spot.xy());
        }
        return mapper.writeValueAsString(root);
    }

    private void writeSpots(VisitGeometry geometry, double[] wavelengths, String title) {
        String[] names = {
            "R41_S10", "R42_S11", "R43_S12", "R21_S11", "R22_S11", "R23_S11", "R01_S12", "R02_S11", "R03_S10"
        };
        List<PsfPicture.Spot> drawn = new ArrayList<>();
        double widest = 0;
        for (String name : names) {
            Detector detector = Camera.lsst().detector(name);
            TracedSpot spot = TracedSpot.trace(
                    geometry,
                    geometry.wcs(detector),
                    (detector.width() + 1) / 2.0,
                    (detector.height() + 1) / 2.0,
                    wavelengths,
                    SPOT_RAYS);
            widest = Math.max(widest, Math.sqrt(Math.max(spot.xx(), spot.yy())));
            drawn.add(new PsfPicture.Spot(
                    name,
                    String.format(Locale.ROOT, "rms %.2f x %.2f px", Math.sqrt(spot.xx()), Math.sqrt(spot.yy())),
                    spot.x(),
                    spot.y()));
        }
        double half = Math.ceil(Math.max(1, 3.5 * widest));
        PsfPicture.spots(spots, drawn, half, "spots, " + title, WholeFile.Existing.REPLACE);
        note("spots: " + spots);
    }
}
