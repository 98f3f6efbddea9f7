package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShapeMatrixTest {
    private static SkyObject object(Shape shape, double gamma1, double gamma2, double kappa) {
        return new SkyObject("1", 0, 0, 20, "sed", 0, gamma1, gamma2, kappa, shape, Dust.NONE, Dust.NONE);
    }

    /** Second moments {xx, xy, yy} of the image of the unit circle. */
    private static double[] moments(double[] m) {
        return new double[] {m[0] * m[0] + m[1] * m[1], m[0] * m[2] + m[1] * m[3], m[2] * m[2] + m[3] * m[3]};
    }

    private static double determinant(double[] m) {
        return Math.abs(m[0] * m[3] - m[1] * m[2]);
    }

    @Test
    void majorAxis_isAtPaFromNorthToWest_orToEastWithoutFlip() {
        SkyObject galaxy = object(new Shape.Sersic(2, 1, 30, 1), 0, 0, 0);
        double c = Math.cos(Math.toRadians(30));
        double s = Math.sin(Math.toRadians(30));
        double[] flipped = ShapeMatrix.matrix(galaxy, true);
        assertArrayEquals(new double[] {-2 * s, 2 * c}, new double[] {flipped[0], flipped[2]}, 1e-12);
        double[] straight = ShapeMatrix.matrix(galaxy, false);
        assertArrayEquals(new double[] {2 * s, 2 * c}, new double[] {straight[0], straight[2]}, 1e-12);
        assertArrayEquals(flipped, ShapeMatrix.matrix(object(new Shape.Knots(2, 1, 30, 5), 0, 0, 0), true));
    }

    @Test
    void lensing_shearsAndMagnifiesARoundProfile() {
        SkyObject galaxy = object(new Shape.Sersic(1, 1, 77, 1), 0.05, 0.02, 0.03);
        double mu = 1 / (0.97 * 0.97 - 0.05 * 0.05 - 0.02 * 0.02);
        assertEquals(1.0661, Lensing.magnification(galaxy), 1e-4);
        for (boolean flip : new boolean[] {true, false}) {
            double[] m = ShapeMatrix.matrix(galaxy, flip);
            assertEquals(mu, determinant(m), 1e-12);
            double[] q = moments(m);
            // |e| = 2g / (1 + g^2) per component, in (east, north): e1 along east
            double trace = q[0] + q[2];
            double g1 = 0.05 / 0.97;
            double g2 = 0.02 / 0.97;
            double scale = 2 / (1 + g1 * g1 + g2 * g2);
            assertEquals(scale * g1, (q[0] - q[2]) / trace, 1e-12);
            assertEquals(scale * g2 * (flip ? 1 : -1), 2 * q[1] / trace, 1e-12);
        }
    }

    @Test
    void pointsAndStreaks_areNotLensed() {
        SkyObject streak = object(new Shape.Streak(600, 2, 0), 0.3, 0, 0.2);
        assertEquals(1, Lensing.magnification(streak));
        assertArrayEquals(new double[] {-600, 0, 0, 2}, ShapeMatrix.matrix(streak, true), 1e-9);
        assertEquals(1, Lensing.magnification(object(new Shape.Point(), 0.3, 0, 0.2)));
        // 90 degrees: from west to north
        double[] up = ShapeMatrix.matrix(object(new Shape.Streak(600, 2, 90), 0, 0, 0), true);
        assertArrayEquals(new double[] {0, 600}, new double[] {up[0], up[2]}, 1e-9);
    }

    @Test
    void image_runsWestAndNorth_andTurnsBackwards() {
        double[] m = ShapeMatrix.matrix(object(new Shape.Image(Path.of("a.fits"), 0.1, 0), 0, 0, 0), true);
        assertArrayEquals(new double[] {-0.1, 0, 0, 0.1}, m, 1e-15);
        // turned by -90 degrees in (west, north): columns run to the south
        m = ShapeMatrix.matrix(object(new Shape.Image(Path.of("a.fits"), 0.1, 90), 0, 0, 0), true);
        assertArrayEquals(new double[] {0, -0.1}, new double[] {m[0], m[2]}, 1e-15);
    }

    @Test
    void scene_keepsTheAreaOfTheCircularisedProfile() {
        double[] m = ShapeMatrix.matrix(new SceneObject("1", 0, 0, 1, 1, 0.7, 0.25, 30, 0.1, -0.2));
        assertEquals(0.49, determinant(m), 1e-12);
        m = ShapeMatrix.matrix(new SceneObject("1", 0, 0, 1, 1, 0.7, 0.25, 30, 0, 0));
        assertArrayEquals(
                new double[] {1.4 * Math.cos(Math.PI / 6), 1.4 * Math.sin(Math.PI / 6)},
                new double[] {m[0], m[2]},
                1e-12);
        assertArrayEquals(new double[4], ShapeMatrix.matrix(new SceneObject("1", 0, 0, 1, 0, 0, 1, 0, 0, 0)));
    }
}
