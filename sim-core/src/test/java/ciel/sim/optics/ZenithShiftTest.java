package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.atmosphere.AirDispersion;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.photon.SourcePlace;
import org.junit.jupiter.api.Test;

/** Validation: the shift of a source towards the zenith against the refraction of the astrometry, and its size. */
class ZenithShiftTest {
    private final VisitGeometry geometry =
            VisitGeometry.of(VisitGeometryTest.visit(1, Band.R, 60.490455, -38.164375, 40.0386345, 60143.4215696111));

    private static SourcePlace at(double x, double y) {
        return new SourcePlace(x, y, new double[] {5, 0, 0, 5});
    }

    /** Light of another wavelength is refracted by the air of that wavelength: the exact chain says where it lands. */
    @Test
    void movesAsTheAstrometryOfTheWavelengthDoes() {
        double wavelength = geometry.wavelength() - 50;
        VisitGeometry blue = VisitGeometry.of(geometry.visit(), wavelength, geometry.weather());
        Weather air = geometry.weather();
        double shift = new AirDispersion(air.pressure(), air.temperature(), air.vapourPressure())
                .shift(wavelength, geometry.wavelength());
        for (String name : new String[] {"R22_S11", "R01_S00", "R43_S21"}) {
            Detector detector = Camera.lsst().detector(name);
            DetectorWcs wcs = geometry.wcs(detector);
            double[] sky = new double[2];
            double[] field = new double[2];
            double[] there = new double[2];
            wcs.toSky(1000, 3000, sky);
            wcs.pixelToField(1000, 3000, field);
            blueField(blue, detector, sky, there);
            double[] moved = new double[2];
            // the boresight of the other wavelength is refracted as well: what is compared is the whole shift
            float[] numbers = new float[2];
            geometry.zenithShift(wcs).fill(at(999, 2999), numbers, 0);
            wcs.fieldToPixel(there[0], there[1], moved);
            double boresight = shift * StrictMath.tan(StrictMath.acos(upOfBoresight())) / 206264.8;
            double[] expected = new double[2];
            wcs.fieldToPixel(there[0], there[1] - boresight, expected);
            assertEquals(expected[0], 1000 + numbers[0] * shift, 0.02, name + " x");
            assertEquals(expected[1], 3000 + numbers[1] * shift, 0.02, name + " y");
            double length = Math.hypot(numbers[0], numbers[1]);
            assertEquals(4.99 * StrictMath.tan(StrictMath.acos(upOfBoresight())), length, 0.1 * length, name);
            wcs.pixelToField(1000 + numbers[0] * shift, 3000 + numbers[1] * shift, moved);
            assertTrue(moved[1] < field[1], "blue light comes nearer to the zenith");
        }
    }

    private double upOfBoresight() {
        double[] up = new double[3];
        geometry.astrometry()
                .toHorizon(
                        Math.toRadians(geometry.visit().ra()),
                        Math.toRadians(geometry.visit().dec()),
                        up);
        return up[2];
    }

    private static void blueField(VisitGeometry blue, Detector detector, double[] sky, double[] out) {
        double[] pixel = new double[2];
        DetectorWcs wcs = blue.wcs(detector);
        wcs.toPixel(sky[0], sky[1], pixel);
        wcs.pixelToField(pixel[0], pixel[1], out);
    }
}
