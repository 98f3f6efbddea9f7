package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.Invalid;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.ObjectSource;
import ciel.sim.catalog.ReadReport;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.EngineFactory;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.PhotonSample;
import ciel.sim.fits.PsfStamp;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.sky.DarkSky;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Images of the point spread function: stars of one brightness on a grid of each detector, drawn by the same path of
 * photons as a visit, whatever the settings follow of it; without sky, cosmic rays and readout. Stars stand on the
 * middles of pixels.
 */
public final class PsfStamps {
    /** Most pixels of all stamps together, 4 bytes each. */
    private static final long MOST_PIXELS = 250_000_000;

    private static final double REFERENCE_MAGNITUDE = 20;

    private PsfStamps() {}

    /**
     * What is wanted.
     *
     * @param visit     band, pointing, seeing and seed
     * @param settings  of the rendering
     * @param detectors to draw on, at least one
     * @param places    stars along each side of a detector
     * @param grid      layout of a stamp
     * @param electrons nominal of a star on the first detector, before vignetting; a spectrum of equal energy per Hz
     * @param engine    auto, scalar, vector, opencl or tornado; looked at where stamps have whole pixels
     * @param device    of the engine
     * @param threads   worker threads; empty: one for each processor
     */
    public record Request(
            Visit visit,
            Settings settings,
            List<Detector> detectors,
            int places,
            PsfStamp.Grid grid,
            double electrons,
            String engine,
            OptionalInt device,
            OptionalInt threads) {
        public Request {
            detectors = List.copyOf(detectors);
        }
    }

    /**
     * @return the stamps, detector by detector, each from its lower left row by row
     * @throws InputException where stamps would overlap or are too many
     */
    public static List<PsfStamp> draw(Request request, EngineFactory engines, RenderListener listener) {
        check(request);
        Settings settings = request.settings();
        settings.camera().requireFilter(request.visit().band());
        VisitGeometry geometry = VisitGeometry.of(
                request.visit(), WeatherSettings.of(settings), TelescopeSettings.state(settings), settings.camera());
        Scene scene = scene(request, geometry, listener);
        int threads = request.threads().orElse(Runtime.getRuntime().availableProcessors());
        List<PsfStamp> stamps = new ArrayList<>();
        if (request.grid().oversampling() > 1) {
            PsfStamp[][] each = new PsfStamp[request.detectors().size()][];
            Parallel.forRange(threads, each.length, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    Detector detector = request.detectors().get(i);
                    each[i] = oversampled(request, geometry, detector, scene.on(detector));
                    listener.finished(detector.name());
                }
            });
            for (PsfStamp[] some : each) {
                stamps.addAll(List.of(some));
            }
            return stamps;
        }
        try (PhotonEngine engine = engines.open(request.engine(), request.device(), threads, listener::note)) {
            for (Detector detector : request.detectors()) {
                int[] charge = engine.expose(
                                DetectorExposure.of(scene.on(detector).batch(), null), PhotonEngine.PhotonProgress.NONE)
                        .charge()
                        .data();
                stamps.addAll(List.of(cut(request, geometry, detector, charge)));
                listener.finished(detector.name());
            }
        }
        return stamps;
    }

    /** @return what the photons of a star go through, in words */
    public static String physics(Settings settings) {
        return Physics.summary(settings);
    }

    private static void check(Request request) {
        int side = request.grid().pixels();
        long count = (long) request.detectors().size() * request.places() * request.places();
        long pixels = count * request.grid().side() * request.grid().side();
        if (pixels > MOST_PIXELS) {
            throw new InputException(
                    "stamps",
                    count + " stamps of " + request.grid().side() + " x "
                            + request.grid().side() + " are " + pixels + " pixels; the limit is " + MOST_PIXELS,
                    "choose fewer or smaller stamps");
        }
        for (Detector detector : request.detectors()) {
            int room = Math.min(detector.width(), detector.height()) / request.places();
            if (room < side) {
                throw new InputException(
                        "stamps",
                        request.places() + " x " + request.places() + " stars on " + detector.name() + " are " + room
                                + " px apart, less than a stamp of " + side + " px",
                        "choose fewer stars or smaller stamps");
            }
        }
    }

    /** @return the FITS pixel of a star, a whole number */
    private static double place(int length, int index, int places) {
        return Math.floor(length * (index + 0.5) / places) + 1;
    }

    private static Scene scene(Request request, VisitGeometry geometry, RenderListener listener) {
        Settings settings = request.settings();
        LsstSpectra spectra = LsstSpectra.of(request.visit(), SpectrumSettings.of(settings), SedLibrary.synthetic());
        Detector first = request.detectors().getFirst();
        Flat one = Flat.of(1);
        double unit =
                spectra.electrons(spectra.spectrum(one, one.magnitude(), 0, Dust.NONE, Dust.NONE), first.number());
        Flat light = Flat.of(request.electrons() / unit);
        List<SkyObject> stars = new ArrayList<>();
        double[] sky = new double[2];
        for (Detector detector : request.detectors()) {
            DetectorWcs wcs = geometry.wcs(detector);
            for (int k = 0; k < request.places() * request.places(); k++) {
                double x = place(detector.width(), k % request.places(), request.places());
                double y = place(detector.height(), k / request.places(), request.places());
                wcs.toSky(x, y, sky);
                stars.add(new SkyObject(
                        detector.name() + "-" + k,
                        sky[0],
                        sky[1],
                        light.magnitude(),
                        light,
                        0,
                        0,
                        0,
                        0,
                        new Shape.Point(),
                        Dust.NONE,
                        Dust.NONE));
            }
        }
        RenderRequest as = new RenderRequest(
                Path.of("stamps"),
                Optional.empty(),
                request.detectors().stream().map(Detector::name).toList(),
                request.engine(),
                request.device(),
                request.threads(),
                OptionalLong.empty(),
                Path.of("."),
                settings,
                false,
                false,
                Optional.empty());
        return new SkyScene(
                as,
                new Stars(stars),
                request.visit(),
                DarkSky.INSTANCE, // not looked at
                request.detectors(),
                ObjectRoom.ANY,
                PlainScreenLoops.INSTANCE, // no engine is open yet
                listener);
    }

    private static PsfStamp[] cut(Request request, VisitGeometry geometry, Detector detector, int[] charge) {
        int side = request.grid().pixels();
        return stamps(request, geometry, detector, (k, x, y, pixels) -> {
            int left = (int) x - 1 - side / 2;
            int low = (int) y - 1 - side / 2;
            for (int j = 0; j < side; j++) {
                for (int i = 0; i < side; i++) {
                    pixels[j * side + i] = charge[(low + j) * detector.width() + left + i];
                }
            }
        });
    }

    private static PsfStamp[] oversampled(
            Request request, VisitGeometry geometry, Detector detector, Scene.Sources sources) {
        int places = request.places();
        int pixels = request.grid().pixels();
        int side = request.grid().side();
        float[][] stamps = new float[places * places][side * side];
        PhotonSample.of(sources.batch(), Long.MAX_VALUE, (row, seen) -> {
            if (!seen.kept()) {
                return;
            }
            int i = (int) Math.floor((seen.x() - 0.5) / detector.width() * places);
            int j = (int) Math.floor((seen.y() - 0.5) / detector.height() * places);
            if (i < 0 || j < 0 || i >= places || j >= places) {
                return;
            }
            double fromLeft = seen.x() - place(detector.width(), i, places) + pixels / 2.0;
            double fromLow = seen.y() - place(detector.height(), j, places) + pixels / 2.0;
            int column = (int) Math.floor(fromLeft * request.grid().oversampling());
            int line = (int) Math.floor(fromLow * request.grid().oversampling());
            if (column >= 0 && column < side && line >= 0 && line < side) {
                stamps[j * places + i][line * side + column] += sources.batch().weight(row);
            }
        });
        return stamps(
                request, geometry, detector, (k, x, y, into) -> System.arraycopy(stamps[k], 0, into, 0, into.length));
    }

    @FunctionalInterface
    private interface Filler {
        void fill(int index, double x, double y, float[] pixels);
    }

    private static PsfStamp[] stamps(Request request, VisitGeometry geometry, Detector detector, Filler filler) {
        int places = request.places();
        DetectorWcs wcs = geometry.wcs(detector);
        PsfStamp[] stamps = new PsfStamp[places * places];
        double turn = Math.toRadians(detector.yaw());
        for (int k = 0; k < stamps.length; k++) {
            double[] at = {place(detector.width(), k % places, places), place(detector.height(), k / places, places)};
            double[] sky = new double[2];
            wcs.toSky(at[0], at[1], sky);
            double u = (at[0] - 1 - detector.xReference()) * detector.pixelMm();
            double v = (at[1] - 1 - detector.yReference()) * detector.pixelMm();
            double[] focal = {
                detector.xCenter() + StrictMath.cos(turn) * u - StrictMath.sin(turn) * v,
                detector.yCenter() + StrictMath.sin(turn) * u + StrictMath.cos(turn) * v
            };
            float[] pixels = new float[request.grid().side() * request.grid().side()];
            filler.fill(k, at[0], at[1], pixels);
            stamps[k] = PsfStamp.of(detector, at, sky, focal, request.grid(), pixels);
        }
        return stamps;
    }

    /** A source of equal energy per Hz: photons per nm as 1 / wavelength. @param scale of its photons */
    private record Flat(Samples samples, double scale) implements Light.Density {
        static Flat of(double scale) {
            int n = 191;
            double[] nm = new double[n];
            double[] value = new double[n];
            for (int i = 0; i < n; i++) {
                nm[i] = 100 + 10 * i;
                value[i] = scale / (nm[i] * nm[i]);
            }
            return new Flat(new Samples(nm, value), scale);
        }

        @Override
        public String name() {
            return "flat";
        }

        /** AB magnitude, about: 5,480,000 photons/s/cm2 ln(nm) at AB 0. */
        double magnitude() {
            return -2.5 * StrictMath.log10(scale / 5.48e6);
        }
    }

    /** Stars in memory. */
    private record Stars(List<SkyObject> stars) implements ObjectSource {
        @Override
        public String name() {
            return "stars of a grid";
        }

        @Override
        public Path folder() {
            return Path.of(".");
        }

        @Override
        public List<String> notes() {
            return List.of();
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public boolean followsFlipG2() {
            return false;
        }

        @Override
        public ObjectCursor cursor(Footprint footprint) {
            return new Cursor(stars);
        }
    }

    private static final class Cursor implements ObjectCursor {
        private final List<SkyObject> stars;
        private final ReadReport report = new ReadReport();
        private int next;

        Cursor(List<SkyObject> stars) {
            this.stars = stars;
        }

        @Override
        public SkyObject advance() {
            return next < stars.size() ? stars.get(next++) : null;
        }

        @Override
        public Invalid invalid() {
            return null;
        }

        @Override
        public long bytesTaken() {
            return 0;
        }

        @Override
        public ReadReport report() {
            return report;
        }

        @Override
        public void close() {}
    }
}
