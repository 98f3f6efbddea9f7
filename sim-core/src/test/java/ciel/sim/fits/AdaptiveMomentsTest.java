package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class AdaptiveMomentsTest {
    @Test
    void thoseOfAnEllipticalGaussianAreItsOwn() {
        double xx = 5;
        double yy = 3;
        double xy = 0.7;
        double det = xx * yy - xy * xy;
        AdaptiveMoments m = AdaptiveMoments.of(
                (i, j) -> {
                    double x = i - 0.3;
                    double y = j + 0.2;
                    return 1000 * StrictMath.exp(-(yy * x * x - 2 * xy * x * y + xx * y * y) / (2 * det));
                },
                30,
                0,
                0,
                2);
        assertEquals(0.3, m.x(), 1e-5);
        assertEquals(-0.2, m.y(), 1e-5);
        assertEquals(xx, m.xx(), 1e-4);
        assertEquals(yy, m.yy(), 1e-4);
        assertEquals(xy, m.xy(), 1e-4);
        assertEquals(0.25, m.e1(), 1e-5);
        assertEquals(0.175, m.e2(), 1e-5);
        assertEquals(StrictMath.pow(det, 0.25), m.sigma(), 1e-5);
    }

    @Test
    void thoseOfNothingAreNotThere() {
        assertNull(AdaptiveMoments.of((i, j) -> 0, 10, 0, 0, 2));
    }
}
