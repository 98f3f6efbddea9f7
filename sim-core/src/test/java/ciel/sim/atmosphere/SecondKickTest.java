package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.photon.QuantileTable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.special.BesselJ;
import org.junit.jupiter.api.Test;

/** Validation: the second kick against integrals of its definition. */
class SecondKickTest {
    private static final Turbulence TURBULENCE = new Turbulence(0.15, 25, List.of());

    /** int over f above the boundary, to f where 1 - J0 is 1 on average. */
    private static double structure(double rho, double limit) {
        double sum = 0;
        double top = 390; // the argument of J0 stays below 10^4
        int steps = 300_000;
        for (int i = 0; i < steps; i++) {
            double f = limit * Math.pow(top / limit, (i + 0.5) / steps);
            sum += Math.pow(f, -8.0 / 3)
                    * (1 - BesselJ.value(0, 2 * Math.PI * f * rho))
                    * f
                    * Math.log(top / limit)
                    / steps;
        }
        return 0.28773 * Math.pow(0.15, -5.0 / 3) * (sum + Math.pow(top, -5.0 / 3) * 0.6);
    }

    @Test
    void transferIsThatOfTheTurbulenceAboveTheBoundary() {
        SecondKick kick = new SecondKick(TURBULENCE, 500);
        for (double rho : new double[] {0.05, 0.3, 1, 4}) {
            double expected = Math.exp(-structure(rho, 0.2 / 0.15) / 2) * SecondKick.annulus(rho);
            assertEquals(expected, kick.transfer(rho, 500), 2e-3, rho + " m");
        }
        assertEquals(1, SecondKick.annulus(1e-9), 1e-6);
        assertEquals(0, SecondKick.annulus(8.36));
    }

    /** Half of the light lies where the numerical transform of the transfer says; wings join without a step. */
    @Test
    void radiiFollowTheTransfer_andWingsAreThoseOfTheAnnulus() {
        float[] tables = new SecondKick(TURBULENCE, 500).tables(new double[] {500}, 0);
        double before = 0;
        for (int i = 1; i < 1000; i++) {
            double radius = QuantileTable.value(tables, 0, (int) (i * 4.29e6));
            assertTrue(radius >= before, "radii ascend");
            before = radius;
        }
        // far out an annulus leaves 4 lambda / (pi^2 (D - d)) / R (rad) outside, and turbulence a little more
        double far = 20;
        double diffraction = 500e-9 / (Math.PI * Math.PI * (8.36 - 0.61 * 8.36) / 2) / (far / 206264.8);
        float at = QuantileTable.value(tables, 0, 0x80000000 | (int) (diffraction * 0x1p32));
        assertTrue(at > 20 && at < 35, "radius outside of which " + diffraction + " lies: " + at);
    }

    @Test
    void turbulenceIsWiderInTheBlue_andDiffractionInTheRed() {
        float[] tables = new SecondKick(TURBULENCE, 600).tables(new double[] {400, 800}, 0.1);
        float blue = QuantileTable.value(tables, 0, 0x7FFFFFFF);
        float red = QuantileTable.value(tables, QuantileTable.STRIDE, 0x7FFFFFFF);
        assertTrue(blue > red, blue + " and " + red);
    }

    /** Photons through screens at every place and second kick: a time in which the screens are new many times. */
    @Test
    void screensAndKickTogetherAreVonKarmansLongExposure() {
        Turbulence turbulence =
                new Turbulence(0.15, 25, java.util.Collections.nCopies(6, new Turbulence.Layer(0, 1.0 / 6, 0, 0)));
        int bits = 10;
        int[] gradients = PhaseScreens.make(PlainScreenLoops.INSTANCE, 11, turbulence, 500, bits, 2);
        float[] kick = new SecondKick(turbulence, 500).tables(new double[] {500}, 0.1);
        float[] whole = new SecondKick(turbulence).tables(new double[] {500}, 0.1);
        Random random = new Random(4);
        int photons = 300_000;
        double[] radius = new double[photons];
        for (int i = 0; i < photons; i++) {
            double gu = 0;
            double gv = 0;
            for (int layer = 0; layer < 6; layer++) {
                int node = gradients[(layer << 2 * bits) + random.nextInt(1 << 2 * bits)];
                gu += (short) node;
                gv += node >> 16;
            }
            float kicked = QuantileTable.value(kick, 0, random.nextInt());
            double direction = 2 * Math.PI * random.nextDouble();
            double unit = 1e-9 * 206264.8;
            radius[i] = Math.hypot(gu * unit + kicked * Math.cos(direction), gv * unit + kicked * Math.sin(direction));
        }
        Arrays.sort(radius);
        for (double fraction : new double[] {0.1, 0.3, 0.5, 0.7, 0.85}) {
            double inside = radius[(int) (fraction * photons)];
            float expected = QuantileTable.value(
                    whole,
                    0,
                    fraction < 0.5 ? (int) (fraction * 0x1p32) : 0x80000000 | (int) ((1 - fraction) * 0x1p32));
            assertEquals(1, inside / expected, 0.015, fraction + " within " + inside + ", expected " + expected);
        }
    }
}
