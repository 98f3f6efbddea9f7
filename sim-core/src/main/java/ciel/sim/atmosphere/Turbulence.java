package ciel.sim.atmosphere;

import ciel.sim.photon.Philox;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The turbulent atmosphere of one visit.
 *
 * @param r0         Fried parameter at {@value #REFERENCE} nm over all layers (m)
 * @param outerScale L0 (m), the same in all layers
 * @param layers     from the ground upwards
 */
public record Turbulence(double r0, double outerScale, List<Layer> layers) {
    /** nm */
    public static final double REFERENCE = 500;

    /**
     * One layer.
     *
     * @param height m above the telescope
     * @param weight share of the turbulence: of r0^(-5/3)
     * @param windU  m/s along u of the pupil
     * @param windV  m/s along v
     */
    public record Layer(double height, double weight, double windU, double windV) {}

    /** Ellerbroek (2002, J. Opt. Soc. Am. A 19, 1803): median of Cerro Pachon; the ground layer raised, as in imSim. */
    private static final double[] HEIGHT = {200, 2580, 5160, 7730, 12890, 15460};

    private static final double[] WEIGHT = {0.652, 0.172, 0.055, 0.025, 0.074, 0.022};
    private static final double WEIGHT_SCATTER = 0.1;
    private static final double LEAST_WEIGHT = 0.01;
    private static final double MOST_WEIGHT = 0.8;
    private static final double MEDIAN_OUTER_SCALE = 25;
    private static final double OUTER_SCALE_SCATTER = 0.6;
    private static final double LEAST_OUTER_SCALE = 10;
    private static final double MOST_OUTER_SCALE = 100;
    private static final double MOST_WIND = 20;

    /**
     * Draws a visit's atmosphere as imSim does: weights scatter by a tenth, the outer scale is log-normal about 25 m
     * (sigma of the logarithm 0.6, drawn again outside of 10 to 100 m), winds have speeds up to 20 m/s in any direction.
     *
     * @param seed       exposure seed
     * @param fwhm       of the seeing that r0 is found from (arcsec)
     * @param wavelength at which it holds (nm)
     * @param outerScale L0 (m), or empty: drawn
     */
    public static Turbulence draw(long seed, double fwhm, double wavelength, OptionalDouble outerScale) {
        Draws draws = new Draws(seed);
        double[] weight = new double[HEIGHT.length];
        double sum = 0;
        for (int k = 0; k < weight.length; k++) {
            weight[k] = Math.clamp(WEIGHT[k] * (1 + WEIGHT_SCATTER * draws.normal()), LEAST_WEIGHT, MOST_WEIGHT);
            sum += weight[k];
        }
        double drawn;
        do {
            drawn = MEDIAN_OUTER_SCALE * StrictMath.exp(OUTER_SCALE_SCATTER * draws.normal());
        } while (drawn < LEAST_OUTER_SCALE || drawn > MOST_OUTER_SCALE);
        double scale = outerScale.orElse(drawn);
        List<Layer> layers = new ArrayList<>();
        for (int k = 0; k < weight.length; k++) {
            double speed = MOST_WIND * draws.uniform();
            double direction = 2 * StrictMath.PI * draws.uniform();
            layers.add(new Layer(
                    HEIGHT[k], weight[k] / sum, speed * StrictMath.cos(direction), speed * StrictMath.sin(direction)));
        }
        double r0 = Seeing.VonKarman.r0OfFwhm(fwhm, wavelength, scale);
        return new Turbulence(r0 * StrictMath.pow(REFERENCE / wavelength, 1.2), scale, List.copyOf(layers));
    }

    /** @return Fried parameter at a wavelength (nm), in m */
    public double r0At(double wavelength) {
        return r0 * StrictMath.pow(wavelength / REFERENCE, 1.2);
    }

    /** Random numbers in order. */
    private static final class Draws {
        private final Philox philox;
        private final int[] block = new int[4];
        private int next;

        Draws(long seed) {
            philox = new Philox(seed, Philox.Domain.ATMOSPHERE);
        }

        /** @return 0 to 1, never either */
        double uniform() {
            philox.block(next++, 0, 0, 0, block);
            return ((block[0] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
        }

        /** Box and Muller (1958). */
        double normal() {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
            return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
        }
    }
}
