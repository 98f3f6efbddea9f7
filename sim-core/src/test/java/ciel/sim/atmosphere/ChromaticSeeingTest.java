package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.camera.ResourceTable;
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
     * Validation: imSim stretches the second kick by the same power. Here it is computed at each wavelength: the turbulence
     * above the boundary, which is the same for all, is weaker in the red, the Airy pattern wider. Light within eight radii
     * at five wavelengths, against an integration that is held against GalSim's SecondKick (kick_golden.py).
     */
    @Test
    void theSecondKickOfEachWavelengthHasTheLightOfTheIntegral() {
        Turbulence turbulence = new Turbulence(0.15, 25, List.of());
        SecondKick kick = new SecondKick(turbulence, 600);
        double worst = 0;
        for (String[] row : ResourceTable.rows(ChromaticSeeingTest.class, "second_kick.csv")) {
            double radius = Double.parseDouble(row[1]);
            float[] table = kick.tables(new double[] {Double.parseDouble(row[0])}, 0);
            double light = lightWithin(table, radius);
            worst = Math.max(worst, Math.abs(light - Double.parseDouble(row[2])));
            assertEquals(Double.parseDouble(row[2]), light, 3e-3, row[0] + " nm, within " + radius + " arcsec");
        }
        System.out.printf("second kick at five wavelengths: light within a radius differs by at most %.4f%n", worst);
    }

    /** @return the share of the words whose radius is smaller */
    private static double lightWithin(float[] table, double radius) {
        long low = 0;
        long high = 1L << 32;
        while (high - low > 1) {
            long middle = low + high >>> 1;
            // a table has words from the middle outwards above 2^31: they count from the end
            int word = (int) (middle < 1L << 31 ? middle : (1L << 31) | (1L << 32) - 1 - middle & 0x7FFFFFFFL);
            if (QuantileTable.value(table, 0, word) < radius) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high * 0x1p-32;
    }
}
