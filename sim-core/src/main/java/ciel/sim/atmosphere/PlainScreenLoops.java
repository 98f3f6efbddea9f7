package ciel.sim.atmosphere;

import ciel.sim.photon.Philox;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.RadialProfile;
import ciel.sim.photon.UnitVector;

/** The loops in plain Java: the specification. */
public final class PlainScreenLoops implements ScreenLoops {
    /** It holds nothing. */
    public static final PlainScreenLoops INSTANCE = new PlainScreenLoops();

    private static final float[] MODULUS = QuantileTable.of(new RadialProfile() {
        @Override
        public double radiusEnclosing(double fraction) {
            return StrictMath.sqrt(-StrictMath.log1p(-fraction));
        }

        @Override
        public double radiusOutside(double fraction) {
            return StrictMath.sqrt(-StrictMath.log(fraction));
        }
    });

    private PlainScreenLoops() {}

    /** @return modulus of a complex Gaussian deviate of mean square 1 by its random word: a {@link QuantileTable} */
    public static float[] modulus() {
        return MODULUS;
    }

    @Override
    public void stage(float[] xr, float[] xi, float[] yr, float[] yi, float[] cosine, float[] sine, int length) {
        int n = cosine.length;
        int step = n / length;
        int run = COLUMNS * step;
        int apart = COLUMNS * n / 4;
        for (int p = 0; p < length / 4; p++) {
            butterflies(xr, xi, run * p, apart, yr, yi, run * 4 * p, run, cosine, sine, step * p);
        }
    }

    private static void butterflies(
            float[] xr,
            float[] xi,
            int from,
            int apart,
            float[] yr,
            float[] yi,
            int to,
            int run,
            float[] cosine,
            float[] sine,
            int turn) {
        float c1 = cosine[turn];
        float s1 = sine[turn];
        float c2 = cosine[2 * turn];
        float s2 = sine[2 * turn];
        float c3 = cosine[3 * turn];
        float s3 = sine[3 * turn];
        for (int q = 0; q < run; q++) {
            float ar = xr[from + q];
            float ai = xi[from + q];
            float br = xr[from + apart + q];
            float bi = xi[from + apart + q];
            float cr = xr[from + 2 * apart + q];
            float ci = xi[from + 2 * apart + q];
            float dr = xr[from + 3 * apart + q];
            float di = xi[from + 3 * apart + q];
            float sumR = ar + cr;
            float sumI = ai + ci;
            float differenceR = ar - cr;
            float differenceI = ai - ci;
            float otherSumR = br + dr;
            float otherSumI = bi + di;
            float turnedR = di - bi; // i (b - d)
            float turnedI = br - dr;
            yr[to + q] = sumR + otherSumR;
            yi[to + q] = sumI + otherSumI;
            float r1 = differenceR + turnedR;
            float i1 = differenceI + turnedI;
            yr[to + run + q] = c1 * r1 - s1 * i1;
            yi[to + run + q] = c1 * i1 + s1 * r1;
            float r2 = sumR - otherSumR;
            float i2 = sumI - otherSumI;
            yr[to + 2 * run + q] = c2 * r2 - s2 * i2;
            yi[to + 2 * run + q] = c2 * i2 + s2 * r2;
            float r3 = differenceR - turnedR;
            float i3 = differenceI - turnedI;
            yr[to + 3 * run + q] = c3 * r3 - s3 * i3;
            yi[to + 3 * run + q] = c3 * i3 + s3 * r3;
        }
    }

    @Override
    public void pack(float weight, float[] u, float[] v, int[] packed, int to) {
        for (int i = 0; i < u.length; i++) {
            int alongU = Math.max(-32767, Math.min(32767, Math.round(weight * u[i])));
            int alongV = Math.max(-32767, Math.min(32767, Math.round(weight * v[i])));
            packed[to + i] = alongU & 0xFFFF | alongV << 16;
        }
    }

    @Override
    public void modes(
            int key0, int key1, int j, int layer, float[] amplitude, int count, float[] real, float[] imaginary) {
        int[] block = new int[4];
        for (int i = 0; i < count; i++) {
            Philox.block(key0, key1, i, j, layer, 0, block);
            float modulus = QuantileTable.value(MODULUS, 0, block[0]) * amplitude[i];
            float angle = UnitVector.angle(block[1]);
            float signed = UnitVector.signed(modulus, block[1]);
            boolean swap = (block[1] & 1) != 0;
            real[i] = signed * (swap ? UnitVector.sine(angle) : UnitVector.cosine(angle));
            imaginary[i] = signed * (swap ? UnitVector.cosine(angle) : UnitVector.sine(angle));
        }
    }
}
