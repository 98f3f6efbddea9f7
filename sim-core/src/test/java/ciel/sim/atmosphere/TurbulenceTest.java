package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation: FWHM of von Karman turbulence, and what a visit's atmosphere may be. */
class TurbulenceTest {
    @ParameterizedTest
    @CsvSource({"0.10, 25, 0.83868", "0.15, 25, 0.53966", "0.20, 25, 0.39265", "0.15, 100, 0.59431"})
    void anchorsOfTokovinin(double r0, double outerScale, double fwhm) {
        assertEquals(fwhm, Seeing.VonKarman.tokovinin(500, r0, outerScale), 1e-4);
    }

    @Test
    void r0IsThatOfTheSeeing() {
        for (long seed = 1; seed < 200; seed++) {
            double fwhm = 0.4 + 0.005 * seed;
            Turbulence t = Turbulence.draw(seed, fwhm, 622.2, OptionalDouble.empty());
            assertEquals(fwhm, Seeing.VonKarman.tokovinin(622.2, t.r0At(622.2), t.outerScale()), 1e-3);
        }
        // of imSim's own atmosphere: L0 = 15.66 m, r0(500) = 0.09444 m
        assertEquals(
                0.0944403556987345,
                Turbulence.draw(
                                1,
                                Seeing.VonKarman.tokovinin(622.2, 0.1227749079106399, 15.661051531678531),
                                622.2,
                                OptionalDouble.of(15.661051531678531))
                        .r0(),
                1e-4);
    }

    @Test
    void layersAreWithinTheirLimits() {
        double wind = 0;
        double weight = 0;
        double logarithm = 0;
        int seeds = 400;
        for (long seed = 0; seed < seeds; seed++) {
            Turbulence t = Turbulence.draw(seed, 0.7, 622.2, OptionalDouble.empty());
            assertEquals(6, t.layers().size());
            assertEquals(
                    1, t.layers().stream().mapToDouble(Turbulence.Layer::weight).sum(), 1e-12);
            assertTrue(t.outerScale() >= 10 && t.outerScale() <= 100);
            for (Turbulence.Layer layer : t.layers()) {
                double speed = Math.hypot(layer.windU(), layer.windV());
                assertTrue(speed < 20);
                wind += speed / (6 * seeds);
            }
            weight += t.layers().getFirst().weight() / seeds;
            logarithm += Math.log(t.outerScale()) / seeds;
        }
        assertEquals(10, wind, 0.5);
        assertEquals(0.652, weight, 0.01);
        assertEquals(Math.log(25), logarithm, 0.15);
        assertEquals(
                Turbulence.draw(7, 0.7, 622.2, OptionalDouble.empty()),
                Turbulence.draw(7, 0.7, 622.2, OptionalDouble.empty()));
    }
}
