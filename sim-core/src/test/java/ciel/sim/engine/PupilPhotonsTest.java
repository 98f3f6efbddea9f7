package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.atmosphere.AirDispersion;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.TelescopeSteps;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.photon.Wavelength;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acceptance rows 33, 36, 37 and 38: what single photons get on their way. */
class PupilPhotonsTest {
    private static final double[] ALL = new double[SourceTable.BINS];

    static {
        Arrays.fill(ALL, 1);
    }

    private static SourceTable star(DetectorWcs wcs, Detector detector, double[] spectrum, PhotonStep... steps) {
        SourceTableBuilder builder =
                new SourceTableBuilder(7, detector.width(), detector.height(), new PhotonPath(List.of(steps)));
        double x = (detector.width() - 1) / 2.0;
        double y = (detector.height() - 1) / 2.0;
        double[] scale = new double[4];
        wcs.jacobian(x + 1, y + 1, scale);
        builder.addPoint(new SourceTableBuilder.Source(3, 1_000_000, 1, x, y, scale, spectrum, spectrum[0]));
        return builder.build();
    }

    private static Visit visit(double ra, double dec, double mjd) {
        return new Visit(1, 0, Band.R, ra, dec, 0, 0, 60, 0, mjd, 30, 0.7, 0, 1);
    }

    /** Kolmogorov-Smirnov at p = 0.01: 1.63 / sqrt(n). */
    private static void uniform(double[] values, String what) {
        Arrays.sort(values);
        double most = 0;
        for (int k = 0; k < values.length; k++) {
            most = Math.max(most, Math.abs(values[k] - (k + 0.5) / values.length));
        }
        assertTrue(most < 1.63 / Math.sqrt(values.length), what + ": " + most);
    }

    /** Row 37: r^2 and t are uniform, and of r^2 the mean is (2.55^2 + 4.18^2) / 2. */
    @Test
    void pupilAndTimeAreUniform() {
        VisitGeometry geometry = VisitGeometry.of(visit(150, -10, 60750.15));
        Detector detector = Camera.lsst().detector(94);
        SourceTable table = star(geometry.wcs(detector), detector, ALL, Wavelength.of(ALL), new Pupil(), new Pixels());
        ScalarStep[] steps = ScalarSteps.of(table, new int[0]);
        Photon photon = new Photon(table);
        photon.span = 1;
        int n = 200_000;
        double[] squares = new double[n];
        double[] times = new double[n];
        double[] angles = new double[n];
        double mean = 0;
        double inner = 2.55 * 2.55;
        double outer = 4.18 * 4.18;
        for (int k = 0; k < n; k++) {
            photon.begin(0, k);
            steps[1].move(photon);
            double square = (photon.u * (double) photon.u + photon.v * (double) photon.v) * outer;
            mean += square / n;
            squares[k] = (square - inner) / (outer - inner);
            times[k] = photon.t;
            angles[k] = Math.atan2(photon.v, photon.u) / (2 * Math.PI) + 0.5;
        }
        assertEquals(11.987, mean, 0.03, "mean of r^2 (m2)");
        uniform(squares, "r^2");
        uniform(times, "t");
        uniform(angles, "angle");
    }

    /** Row 33: from 400 to 800 nm at a zenith distance of 45 deg, 1.0755 arcsec to 1 %; blue light towards the zenith. */
    @Test
    void photonsOfTwoColoursAreAsFarApartAsTheAirSays() {
        VisitGeometry geometry = VisitGeometry.of(visit(150, -10, 60750.15));
        Detector detector = Camera.lsst().detector(94);
        DetectorWcs wcs = geometry.wcs(detector);
        AirDispersion air = new AirDispersion(69.328, 293.15, 1.067); // imSim's
        float[] shift = new float[SourceTable.BINS];
        shift[20] = (float) air.shift(400, geometry.wavelength());
        shift[90] = (float) air.shift(800, geometry.wavelength());
        double[][] places = new double[2][2];
        for (int colour = 0; colour < 2; colour++) {
            double[] line = new double[SourceTable.BINS];
            line[colour == 0 ? 20 : 90] = 1;
            SourceTable table = star(
                    wcs,
                    detector,
                    line,
                    Wavelength.of(ALL),
                    new Dispersion(shift, geometry.zenithShift(wcs)),
                    new Pixels());
            ScalarStep[] steps = ScalarSteps.of(table, new int[0]);
            Photon photon = new Photon(table);
            photon.begin(0, 0);
            assertTrue(steps[0].move(photon));
            steps[1].move(photon);
            wcs.pixelToField(
                    photon.integer(SourceTable.I_X) + photon.x + 0.5,
                    photon.integer(SourceTable.I_Y) + photon.y + 0.5,
                    places[colour]);
        }
        double[] up = new double[3];
        geometry.astrometry().toHorizon(Math.toRadians(150), Math.toRadians(-10), up);
        double tangent = Math.sqrt(1 - up[2] * up[2]) / up[2];
        // the field's second axis points away from the zenith
        double apart = (places[1][1] - places[0][1]) * 206264.806 / tangent;
        assertEquals(1.0755, apart, 0.0108, "arcsec at 45 deg");
        assertEquals(0, (places[1][0] - places[0][0]) * 206264.806, 0.002, "across");
    }

    /** Row 38: in y the light is followed to 6 um in front of the surface: x moves by -0.6 px times dx/dz in vacuum. */
    @Test
    void theDepthOfTheFocusMovesPhotonsAlongTheirSlopes() {
        VisitGeometry geometry = VisitGeometry.of(visit(150, -10, 60750.15));
        Detector detector = Camera.lsst().detector("R43_S02");
        DetectorWcs wcs = geometry.wcs(detector);
        double[] wavelengths = new double[SourceTable.BINS];
        Arrays.fill(wavelengths, 622.2);
        Photon[] photons = new Photon[2];
        ScalarStep[][] steps = new ScalarStep[2][];
        for (int k = 0; k < 2; k++) {
            DetectorOptics optics = DetectorOptics.fit(geometry, wcs, 540, 705, k == 0 ? 0 : -0.6);
            SourceTable table = star(
                    wcs,
                    detector,
                    ALL,
                    Wavelength.of(ALL),
                    new Pupil(),
                    new TelescopeSteps(geometry, optics, wavelengths).aberration(true),
                    new Pixels());
            photons[k] = new Photon(table);
            steps[k] = ScalarSteps.of(table, new int[0]);
        }
        double most = 0;
        for (int number = 0; number < 2000; number++) {
            for (int k = 0; k < 2; k++) {
                photons[k].begin(0, number);
                for (ScalarStep step : steps[k]) {
                    step.move(photons[k]);
                }
            }
            // the slope in silicon is s / sqrt(n^2 (1 + s^2) - s^2), n = 3.9
            double square =
                    photons[0].slopeX * (double) photons[0].slopeX + photons[0].slopeY * (double) photons[0].slopeY;
            double n2 = 3.9 * 3.9;
            double vacuum = square * n2 / (1 - square * (n2 - 1));
            double back = Math.sqrt(n2 * (1 + vacuum) - vacuum);
            assertEquals(-0.6 * photons[0].slopeX * back, photons[1].x - photons[0].x, 2e-3, "x of photon " + number);
            assertEquals(-0.6 * photons[0].slopeY * back, photons[1].y - photons[0].y, 2e-3, "y of photon " + number);
            most = Math.max(most, Math.sqrt(vacuum));
        }
        assertTrue(most > 0.4 && most < 0.6, "the rays of f/1.2 come as slanted as " + most);
    }

    /**
     * Light in spikes, octave by octave: row 36's intercept. A photon at a distance d from an edge is bent by a Gaussian
     * of lambda / (4 pi d); over edges of which a share rho of the pupil's photons lies within each metre, N rho lambda
     * / (4 pi) sqrt(2 / pi) (1 / a - 1 / b) photons land between a and b.
     */
    @Test
    void spikesHoldTheLightThatTheirEdgesBend() {
        double[] counts = spikes(VisitGeometry.of(visit(150, -10, 60750.15)), new double[1]);
        double pupil = 0;
        double near = 0;
        double wide = 0.04;
        for (int i = -2000; i < 2000; i++) {
            for (int j = -2000; j < 2000; j++) {
                double u = (i + 0.5) * 4.18 / 2000;
                double v = (j + 0.5) * 4.18 / 2000;
                double r = Math.hypot(u, v);
                double p = Math.abs(Math.abs((u + v) / Math.sqrt(2)) - 0.4) - 0.025;
                double q = Math.abs(Math.abs((u - v) / Math.sqrt(2)) - 0.4) - 0.025;
                double distance = Math.min(p, q);
                pupil += r > 2.55 && r < 4.18 ? 1 : 0;
                near += r > 2.55 && r < 4.18 && distance > 0 && distance < wide ? 1 : 0;
            }
        }
        double unit = 622.2e-9 / (4 * Math.PI) * Math.sqrt(2 / Math.PI) * 206264.806 / 0.2; // px times m
        for (int b = 0; b < counts.length; b++) {
            double mean = PHOTONS * near / pupil / wide * unit * (0.5 / (10 << b));
            System.out.printf("spikes from %d px: %.0f, expected %.0f%n", 10 << b, counts[b], mean);
            assertEquals(mean, counts[b], 0.02 * mean + 3 * Math.sqrt(mean), "octave from " + (10 << b) + " px");
        }
    }

    /** Near the zenith the field turns by degrees within 30 s: the arms are spread evenly over that angle, 3 %. */
    @Test
    void armsAreAsWideAsTheFieldTurns() {
        VisitGeometry geometry = VisitGeometry.of(zenith());
        double turn = Math.toDegrees(geometry.fieldRotation());
        double[] spread = new double[1];
        spikes(geometry, spread);
        System.out.printf("field turns by %.3f deg; arms spread over %.3f deg%n", turn, spread[0]);
        assertTrue(Math.abs(turn) > 2, "turns by " + turn);
        assertEquals(Math.abs(turn), spread[0], 0.03 * Math.abs(turn));
    }

    private static final int PHOTONS = 3_000_000;

    /** A field that passes within a degree of the zenith: latitude -30.24 deg, on the meridian. */
    private static Visit zenith() {
        Visit best = null;
        double highest = 0;
        for (int k = 0; k < 1440; k++) {
            Visit visit = visit(150, -31.2, 60750 + k / 1440.0);
            double[] up = new double[3];
            VisitGeometry.of(visit).astrometry().toHorizon(Math.toRadians(150), Math.toRadians(-31.2), up);
            if (up[2] > highest) {
                highest = up[2];
                best = visit;
            }
        }
        return best;
    }

    /** @return photons of a star by octaves of the distance from 10 px; {@code spread}: width (deg) of an arm, as if even */
    private static double[] spikes(VisitGeometry geometry, double[] spread) {
        Detector detector = Camera.lsst().detector(94);
        DetectorWcs wcs = geometry.wcs(detector);
        double[] wavelengths = new double[SourceTable.BINS];
        Arrays.fill(wavelengths, 622.2);
        TelescopeSteps telescope =
                new TelescopeSteps(geometry, DetectorOptics.fit(geometry, wcs, 540, 705, 0), wavelengths);
        SourceTable table =
                star(wcs, detector, ALL, Wavelength.of(ALL), new Pupil(), telescope.vanes(true, false), new Pixels());
        ScalarStep[] steps = ScalarSteps.of(table, new int[0]);
        Photon photon = new Photon(table);
        photon.span = 1;
        double[] counts = new double[6];
        double[] angles = new double[PHOTONS];
        int arms = 0;
        double cosine = 0;
        double sine = 0;
        for (int k = 0; k < PHOTONS; k++) {
            photon.begin(0, k);
            float x = photon.x;
            float y = photon.y;
            if (!(steps[0].move(photon) && steps[1].move(photon) && steps[2].move(photon))) {
                continue;
            }
            double r = Math.hypot(photon.x - x, photon.y - y);
            int b = (int) Math.floor(Math.log(r / 10) / Math.log(2));
            if (b >= 0 && b < counts.length) {
                counts[b]++;
            }
            if (r > 20) {
                angles[arms] = Math.atan2(photon.y - y, photon.x - x);
                cosine += Math.cos(4 * angles[arms]);
                sine += Math.sin(4 * angles[arms++]);
            }
        }
        double middle = Math.atan2(sine, cosine) / 4;
        double variance = 0;
        for (int k = 0; k < arms; k++) {
            variance += Math.pow(Math.IEEEremainder(angles[k] - middle, Math.PI / 2), 2) / arms;
        }
        spread[0] = Math.toDegrees(Math.sqrt(12 * variance));
        return counts;
    }
}
