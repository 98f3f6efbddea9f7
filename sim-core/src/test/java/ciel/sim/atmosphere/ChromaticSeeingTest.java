package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.photon.QuantileTable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acceptance row 29: the seeing by wavelength. */
class ChromaticSeeingTest {
    private static double radius(float[] tables, int row, double fraction) {
        int word = (int) Math.round(fraction * 0x1p32);
        return QuantileTable.value(tables, row * QuantileTable.STRIDE, word);
    }

    @Test
    void theWidthGoesAsThePowerMinusThreeTenths() {
        double[] nm = new double[PointSpread.CHROMATIC_ROWS];
        Arrays.fill(nm, 0, nm.length / 2, 400);
        Arrays.fill(nm, nm.length / 2, nm.length, 800);
        float[] tables =
                PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0, nm, 600).tables();
        for (double fraction : new double[] {0.05, 0.2, 0.45}) {
            double ratio = radius(tables, 0, fraction) / radius(tables, nm.length - 1, fraction);
            assertEquals(Math.pow(2, 0.3), ratio, 1e-3 * ratio, "at " + fraction);
        }
    }

    /**
     * imSim stretches the second kick by the same power. Here it is computed at each wavelength: the turbulence above the
     * boundary, which is the same for all, is weaker in the red, the Airy pattern wider.
     */
    @Test
    void theSecondKickIsWiderInTheBlue() {
        Turbulence turbulence = new Turbulence(0.15, 25, List.of());
        float[] tables = new SecondKick(turbulence, 600).tables(new double[] {400, 800}, 0);
        double ratio = radius(tables, 0, 0.45) / radius(tables, 1, 0.45);
        System.out.printf("second kick: radius of 45 %% of the light at 400 nm over that at 800 nm %.3f%n", ratio);
        assertTrue(ratio > 1.5 && ratio < 3, "ratio " + ratio);
    }
}
