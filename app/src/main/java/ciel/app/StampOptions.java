package ciel.app;

import ciel.kernels.EngineRegistry;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.exposure.PsfStamps;
import ciel.sim.exposure.RenderListener;
import ciel.sim.exposure.Settings;
import ciel.sim.fits.Card;
import ciel.sim.fits.PsfStamp;
import ciel.sim.fits.PsfStampFile;
import ciel.sim.fits.PsfStampPicture;
import ciel.sim.fits.WholeFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code ciel psf} for images of stars, and what they do. */
final class StampOptions {
    private static final int MOST_PLACES = 200;
    private static final int MOST_OVERSAMPLING = 32;
    private static final int MOST_PIXELS = 999;

    @Option(
            names = "--stamps",
            paramLabel = "OUT",
            description =
                    "Draw a star in each place of a grid, photon by photon, and write its images: a FITS file with "
                            + "a table of places and shapes and a cube for each detector. What is followed is that of --physics "
                            + "(default: full); the atmosphere is the catalog's, or --seeing (default: 0.7 arcsec at 500 nm).")
    private Path stamps;

    @Option(
            names = "--grid",
            paramLabel = "N",
            description = "Stars along each side of a detector (default: 8 on one detector, 1 on several).")
    private Integer places;

    @Option(
            names = "--size",
            paramLabel = "PX",
            defaultValue = "41",
            description = "Pixels of the detector along each side of a stamp, odd (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--oversampling",
            paramLabel = "K",
            defaultValue = "1",
            description =
                    "Pixels of a stamp for one of the detector along each side (default: ${DEFAULT-VALUE}). Above 1 "
                            + "charge does not move the boundaries of pixels (no brighter-fatter effect).")
    private int oversampling;

    @Option(
            names = "--electrons",
            paramLabel = "E",
            defaultValue = "100000",
            description =
                    "Nominal electrons of a star, before vignetting (default: ${DEFAULT-VALUE}); its spectrum has "
                            + "equal energy per Hz.")
    private double electrons;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of photons and atmosphere (default: the catalog's, or 0).")
    private Long seed;

    @Mixin
    private EngineOptions engine;

    boolean wanted() {
        return stamps != null;
    }

    /** @throws picocli.CommandLine.ParameterException for a number out of range */
    void check(Verb verb) {
        engine.check(verb);
        if (places != null && (places < 1 || places > MOST_PLACES)) {
            throw verb.usage("--grid " + places + ": must be from 1 to " + MOST_PLACES);
        }
        if (size < 5 || size > MOST_PIXELS || size % 2 == 0) {
            throw verb.usage("--size " + size + ": must be odd and from 5 to " + MOST_PIXELS + " px");
        }
        if (oversampling < 1 || oversampling > MOST_OVERSAMPLING) {
            throw verb.usage("--oversampling " + oversampling + ": must be from 1 to " + MOST_OVERSAMPLING);
        }
        if (!(electrons >= 100 && electrons <= 1e9)) {
            throw verb.usage("--electrons " + electrons + ": must be from 100 to 1e9");
        }
    }

    /**
     * Draws, writes and prints.
     *
     * @param visit    with the seeing that was asked for
     * @param progress closed before data are printed
     * @param png      a map, or null
     */
    void draw(
            Visit visit,
            Settings settings,
            List<Detector> detectors,
            Progress progress,
            Path png,
            boolean json,
            Terminal terminal)
            throws JsonProcessingException {
        Visit seeded = seed == null ? visit : visit.withSeed(seed);
        int along = places != null ? places : detectors.size() == 1 ? 8 : 1;
        PsfStamp.Grid grid = new PsfStamp.Grid(size, oversampling);
        List<PsfStamp> drawn;
        try (progress) {
            RenderListener told = new RenderProgress(progress);
            drawn = PsfStamps.draw(
                    new PsfStamps.Request(
                            seeded,
                            settings,
                            detectors,
                            along,
                            grid,
                            electrons,
                            engine.engine(),
                            engine.device(),
                            engine.threads()),
                    new EngineRegistry(),
                    told);
        }
        double arcsec =
                settings.camera().optics().arcsecPerMm() * detectors.getFirst().pixelMm();
        String physics = PsfStamps.physics(settings);
        List<Card> about = List.of(
                new Card("FILTER", seeded.band().letter(), "band"),
                new Card("CAMERA", settings.camera().name(), ""),
                new Card("ROTTELPO", seeded.rotTelPos(), "[deg] camera rotator"),
                new Card("SEEING", seeded.fwhmAtmosphere(), "[arcsec] atmosphere in the band, FWHM"),
                new Card("AIRMASS", seeded.airmass(), ""),
                new Card("NOMINAL", electrons, "[electron] of a star"),
                new Card("SEED", seeded.seed(), ""),
                new Card("PHYSICS", physics, "what is followed"),
                new Card("CIELVER", Version.text(), "version of Ciel"));
        PsfStampFile.write(stamps, drawn, about, arcsec, WholeFile.Existing.REPLACE);
        if (png != null) {
            String title = String.format(
                    Locale.ROOT,
                    "PSF, %s band, %s, seeing %.2f arcsec",
                    seeded.band().letter(),
                    detectors.size() == 1 ? detectors.getFirst().name() : detectors.size() + " detectors",
                    seeded.fwhmAtmosphere());
            PsfStampPicture.write(png, drawn, title, arcsec, WholeFile.Existing.REPLACE);
        }
        if (json) {
            terminal.out().println(json(seeded, physics, drawn, arcsec));
        } else {
            print(terminal.out(), drawn, arcsec);
            terminal.out().println(stamps);
            if (png != null) {
                terminal.out().println(png);
            }
        }
    }

    private static void print(PrintStream out, List<PsfStamp> drawn, double arcsec) {
        out.printf(
                "%-9s %8s %8s  %9s  %7s %7s  %7s  %8s %8s%n",
                "detector", "x px", "y px", "electrons", "dx px", "dy px", "FWHM \"", "e1", "e2");
        for (PsfStamp s : drawn) {
            boolean there = s.shape() != null;
            out.printf(
                    Locale.ROOT,
                    "%-9s %8.1f %8.1f  %9.0f  %7.3f %7.3f  %7.3f  %8.4f %8.4f%n",
                    s.detector().name(),
                    s.x(),
                    s.y(),
                    s.electrons(),
                    there ? s.shape().x() : Double.NaN,
                    there ? s.shape().y() : Double.NaN,
                    s.fwhm(arcsec),
                    there ? s.shape().e1() : Double.NaN,
                    there ? s.shape().e2() : Double.NaN);
        }
    }

    private String json(Visit visit, String physics, List<PsfStamp> drawn, double arcsec)
            throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode()
                .put("band", String.valueOf(visit.band().letter()))
                .put("rotTelPos", visit.rotTelPos())
                .put("seeing", visit.fwhmAtmosphere())
                .put("physics", physics)
                .put("seed", visit.seed())
                .put("file", stamps.toString())
                .put("oversampling", oversampling);
        ArrayNode list = root.putArray("stamps");
        for (PsfStamp s : drawn) {
            ObjectNode row = list.addObject()
                    .put("detector", s.detector().name())
                    .put("x", s.x())
                    .put("y", s.y())
                    .put("focalX", s.focalX())
                    .put("focalY", s.focalY())
                    .put("electrons", s.electrons());
            if (s.shape() != null) {
                row.put("dx", s.shape().x())
                        .put("dy", s.shape().y())
                        .put("fwhm", s.fwhm(arcsec))
                        .put("e1", s.shape().e1())
                        .put("e2", s.shape().e2());
            }
        }
        return mapper.writeValueAsString(root);
    }
}
