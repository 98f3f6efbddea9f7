package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.ShapeMatrix;
import ciel.sim.catalog.SkyObject;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trail of one degree at the rim of the field, measured on the e-images that it crosses against its great circle seen
 * through the exact world coordinates.
 */
class TrailTest {
    private static final String STAR = "starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 ";
    private static final double LENGTH = 3600;
    private static final double WIDTH = 1;
    private static final Settings SHARP = Rendering.settings(
            Rendering.PHOTONS_ONLY,
            "psf.model=none",
            "psf.gaussian_fwhm=0",
            "optics.vignetting=false",
            "spectrum.detector=baseline",
            "output.truth=false");
    /** The middle of the trail, 285 mm from the centre of the field, and the detector that its left end lies on. */
    private static final String MIDDLE = "R43_S11";

    private static final String END = "R42_S12";
    /** The outermost detector that the trail crosses, its centre 305 mm from that of the field. */
    private static final String RIM = "R43_S12";
    /** Steps of the trail's exact place: 0.2 px each. */
    private static final int STEPS = 90_000;
    /** Columns (px) of a bin. */
    private static final int BIN = 64;

    @TempDir
    private Path dir;

    private VisitGeometry geometry;
    private double[] middle;
    private double pa;
    private Path catalog;

    @BeforeEach
    void aTrailAlongTheRowsOfTheRim() throws IOException {
        geometry = VisitGeometry.of(InstanceCatalog.open(
                        Rendering.catalog(
                                dir, "header.txt", "object 1 60.5 -38.1 20 none 0 0 0 0 0 0 point none none\n"),
                        InstanceCatalog.Options.DEFAULT)
                .visit());
        DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(MIDDLE));
        middle = new double[2];
        wcs.toSky(2036, 2100, middle);
        double[] j = new double[4];
        wcs.jacobian(2036, 2100, j);
        // towards smaller x, a tenth of that up: (xi, eta) = J^-1 (-1, 0.1)
        double det = j[0] * j[3] - j[1] * j[2];
        double xi = (-j[3] - 0.1 * j[1]) / det;
        double eta = (j[2] + 0.1 * j[0]) / det;
        pa = Math.toDegrees(Math.atan2(eta, -xi));
        catalog = Rendering.catalog(dir, "trail.txt", line(14));
    }

    private String line(double magnorm) {
        return String.format(
                Locale.ROOT,
                "object t %.12f %.12f %.3f %sstreak %.1f %.1f %.9f none none%n",
                middle[0],
                middle[1],
                magnorm,
                STAR,
                LENGTH,
                WIDTH,
                pa);
    }

    private int[] image(Path from, String folder, int threads, Settings settings, String... detectors) {
        Rendering.render(from, dir.resolve(folder), threads, settings, detectors);
        return Rendering.electrons(dir.resolve(folder), detectors[0]);
    }

    /** @return FITS pixels of the trail's middle line, x and y in turn, from one end to the other */
    private double[][] exact(DetectorWcs wcs, double angle) {
        double ra = Math.toRadians(middle[0]);
        double dec = Math.toRadians(middle[1]);
        // bearing, from north to east: the catalog's angle is from west to north
        double bearing = Math.toRadians(angle - 90);
        double[][] at = new double[STEPS + 1][2];
        for (int i = 0; i <= STEPS; i++) {
            double arc = Math.toRadians(((double) i / STEPS - 0.5) * LENGTH / 3600);
            double sin = Math.sin(dec) * Math.cos(arc) + Math.cos(dec) * Math.sin(arc) * Math.cos(bearing);
            double further =
                    Math.atan2(Math.sin(bearing) * Math.sin(arc) * Math.cos(dec), Math.cos(arc) - Math.sin(dec) * sin);
            wcs.toPixel(Math.toDegrees(ra + further), Math.toDegrees(Math.asin(sin)), at[i]);
        }
        return at;
    }

    /**
     * @return y of the middle line in the middle of each column, and how far along the trail (0 to 1) each column's
     *      left edge is; NaN where the trail is not, or within 30 px of the detector's edge
     */
    private double[][] columns(Detector detector) {
        int width = detector.width();
        double[] y = new double[width];
        double[] along = new double[width + 1];
        Arrays.fill(y, Double.NaN);
        Arrays.fill(along, Double.NaN);
        double[][] exact = exact(geometry.wcs(detector), pa);
        for (int i = 0; i < STEPS; i++) {
            double from = exact[i][0];
            double to = exact[i + 1][0];
            for (double x = Math.ceil(2 * Math.min(from, to)) / 2; x < Math.max(from, to); x += 0.5) {
                double part = (x - from) / (to - from);
                double line = exact[i][1] + part * (exact[i + 1][1] - exact[i][1]);
                int column = (int) Math.floor(x + 0.5) - 1;
                if (column < 0 || column > width || line < 30 || line > detector.height() - 30) {
                    continue;
                }
                if (x == Math.rint(x)) {
                    if (column < width) {
                        y[column] = line;
                    }
                } else {
                    along[column] = (i + part) / STEPS;
                }
            }
        }
        return new double[][] {y, along};
    }

    /** @return mean distance of the light from the exact line across the trail (px), of each bin of columns */
    private List<Double> ridge(Detector detector, int[] electrons) {
        int width = detector.width();
        double[] line = columns(detector)[0];
        List<Double> off = new ArrayList<>();
        for (int from = 0; from + BIN <= width; from += BIN) {
            double sum = 0;
            double moment = 0;
            boolean whole = true;
            for (int x = from; x < from + BIN; x++) {
                whole &= !Double.isNaN(line[x]);
                for (int y = 0; y < detector.height(); y++) {
                    int e = electrons[y * width + x];
                    sum += e;
                    moment += e * (y + 1 - line[x]);
                }
            }
            if (whole) {
                off.add(moment / sum);
            }
        }
        return off;
    }

    @Test
    void ridgeLine_followsTheExactWorldCoordinates() {
        for (String name : new String[] {MIDDLE, END, RIM}) {
            Detector detector = Camera.lsst().detector(name);
            List<Double> off = ridge(detector, image(catalog, name, 2, SHARP, name));
            assertTrue(off.size() > 15, name + ": " + off.size() + " bins");
            double mean = off.stream().mapToDouble(d -> d).average().orElseThrow();
            double farthest = off.stream().mapToDouble(Math::abs).max().orElseThrow();
            assertEquals(0, mean, 0.02, name + ", mean");
            assertEquals(0, farthest, 0.1, name + ", the worst of " + off.size() + " bins");
        }
    }

    /** Photons are spread evenly: their number between two columns is Poisson, of the mean that the arc's part gives. */
    @Test
    void lightIsConserved_andEvenAlongTheTrail() {
        double chi2 = 0;
        int bins = 0;
        double seen = 0;
        double expected = 0;
        for (String name : new String[] {MIDDLE, END}) {
            Detector detector = Camera.lsst().detector(name);
            int width = detector.width();
            int[] electrons = image(catalog, "even" + name, 2, SHARP, name);
            Scene.Sources sources = scene(catalog, detector).on(detector);
            assertEquals(1, sources.truth().size(), "rows of the truth table");
            assertEquals(sources.batch().size(), sources.truthOfRow().length);
            TruthRow row = sources.truth().getFirst();
            assertEquals(name.equals(MIDDLE) ? TruthRow.Mode.PHOTONS : TruthRow.Mode.SCATTERED, row.mode());
            assertEquals(middle[0], row.ra(), 1e-9);
            double[] along = columns(detector)[1];
            for (int from = 0; from + BIN <= width; from += BIN) {
                double part = Math.abs(along[from + BIN] - along[from]);
                if (Double.isNaN(part)) {
                    continue;
                }
                double sum = 0;
                for (int x = from; x < from + BIN; x++) {
                    for (int y = 0; y < detector.height(); y++) {
                        sum += electrons[y * width + x];
                    }
                }
                double mean = row.nominalFlux() * part;
                assertTrue(mean > 1000, mean + " electrons expected in a bin");
                chi2 += (sum - mean) * (sum - mean) / mean;
                bins++;
                seen += sum;
                expected += mean;
            }
        }
        assertEquals(bins, chi2, 5 * Math.sqrt(2.0 * bins), "chi-square of " + bins + " bins");
        assertEquals(expected, seen, 5 * Math.sqrt(expected), "electrons");
    }

    @Test
    void threadsAndNeighbours_leaveTheBitsAsTheyAre() {
        for (String name : new String[] {MIDDLE, END}) {
            int[] alone = image(catalog, "alone" + name, 1, SHARP, name);
            assertTrue(Arrays.stream(alone).asLongStream().sum() > 100_000, name);
            String[] together = Stream.concat(
                            Stream.of(name),
                            Stream.of("R43_S10", RIM, MIDDLE, END).filter(other -> !other.equals(name)))
                    .toArray(String[]::new);
            assertArrayEquals(alone, image(catalog, "together" + name, 2, SHARP, together), name);
        }
        String[] many = {MIDDLE, END, RIM, "R43_S10", "R43_S20", "R43_S21", "R42_S11", "R42_S20", "R42_S21"};
        assertArrayEquals(
                image(catalog, "one", 1, SHARP, MIDDLE), image(catalog, "many", 2, SHARP, many), "one cap around all");
    }

    /** Fainter than scatter_photons, a trail is on every detector that it crosses all the same. */
    @Test
    void aFaintTrail_isDrawnOverAllItsLength() throws IOException {
        Path faint = Rendering.catalog(dir, "faint.txt", line(24));
        for (String name : new String[] {MIDDLE, END}) {
            Detector detector = Camera.lsst().detector(name);
            Scene.Sources sources = scene(faint, detector).on(detector);
            double[] along = columns(detector)[1];
            double part = Arrays.stream(along)
                            .filter(a -> !Double.isNaN(a))
                            .max()
                            .orElseThrow()
                    - Arrays.stream(along).filter(a -> !Double.isNaN(a)).min().orElseThrow();
            long sum = Arrays.stream(image(faint, "faint" + name, 1, SHARP, name))
                    .asLongStream()
                    .sum();
            double mean = sources.truth().getFirst().nominalFlux() * part;
            assertEquals(mean, sum, 5 * Math.sqrt(mean) + 2, name);
        }
    }

    /** In any direction; by one Jacobian the ends of the trail lie 2 to 9.3 px beside their places. */
    @Test
    void everyPiece_liesWhereTheExactMapPutsIt() {
        DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(MIDDLE));
        for (int turn = 0; turn < 180; turn += 30) {
            SkyObject whole = trail(LENGTH, pa + turn);
            List<SkyObject> pieces = TrailSplit.pieces(whole, (Shape.Streak) whole.shape(), wcs);
            assertTrue(pieces.size() >= 8 && pieces.size() <= 64, pieces.size() + " pieces at " + turn + " deg");
            double farthest = 0;
            double[] before = null;
            for (SkyObject piece : pieces) {
                double[][] ends = ends(piece, wcs);
                if (before != null) {
                    farthest = Math.max(farthest, Math.hypot(ends[0][0] - before[0], ends[0][1] - before[1]));
                }
                before = ends[1];
            }
            assertEquals(0, farthest, 0.1, "px between pieces at " + turn + " deg");
            double[][] ends = {ends(pieces.getFirst(), wcs)[0], ends(pieces.getLast(), wcs)[1]};
            double[][] exact = exact(wcs, pa + turn);
            for (int end = 0; end < 2; end++) {
                double[] at = exact[end * STEPS];
                assertEquals(0, Math.hypot(ends[end][0] - at[0], ends[end][1] - at[1]), 0.1, "px at " + turn + " deg");
            }
        }
    }

    /** @return FITS pixels of the two ends of a piece by the Jacobian at its middle, as its photons are placed */
    private static double[][] ends(SkyObject piece, DetectorWcs wcs) {
        double[] at = new double[2];
        double[] j = new double[4];
        wcs.toPixel(piece.ra(), piece.dec(), at);
        wcs.jacobian(at[0], at[1], j);
        double[] m = ShapeMatrix.matrix(piece, true);
        double x = (j[0] * m[0] + j[1] * m[2]) / 2;
        double y = (j[2] * m[0] + j[3] * m[2]) / 2;
        return new double[][] {{at[0] - x, at[1] - y}, {at[0] + x, at[1] + y}};
    }

    @Test
    void aShortTrail_isLeftAlone() {
        DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(MIDDLE));
        SkyObject object = trail(60, pa);
        assertEquals(List.of(object), TrailSplit.pieces(object, (Shape.Streak) object.shape(), wcs));
    }

    /** The longest trail that a catalog may have leaves the field on both sides. */
    @Test
    void tenDegrees_areCutAsFarAsTheFieldGoes() {
        DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(MIDDLE));
        SkyObject object = trail(36_000, pa);
        List<SkyObject> pieces = TrailSplit.pieces(object, (Shape.Streak) object.shape(), wcs);
        assertTrue(pieces.size() >= 128 && pieces.size() <= 1024, pieces.size() + " pieces");
    }

    private SkyObject trail(double length, double angle) {
        return new SkyObject(
                "t",
                middle[0],
                middle[1],
                15,
                "none",
                0,
                0,
                0,
                0,
                new Shape.Streak(length, WIDTH, angle),
                Dust.NONE,
                Dust.NONE);
    }

    private SkyScene scene(Path from, Detector detector) {
        InstanceCatalog open = InstanceCatalog.open(from, InstanceCatalog.Options.DEFAULT);
        return new SkyScene(
                Rendering.request(from, dir, 1, SHARP, false, detector.name()),
                open,
                open.visit(),
                ciel.sim.sky.DarkSky.INSTANCE,
                List.of(detector),
                ObjectRoom.ANY,
                PlainScreenLoops.INSTANCE,
                RenderListener.SILENT);
    }
}
