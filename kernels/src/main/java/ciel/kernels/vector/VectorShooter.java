package ciel.kernels.vector;

import static ciel.sim.photon.PhotonBatch.*;

import ciel.sim.photon.CpuEngine;
import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonBatch;
import ciel.sim.photon.PhotonWords;
import ciel.sim.photon.SourceKind;
import java.util.Arrays;

/**
 * One thread's passes over blocks of photons that stay in the first-level cache: random words, displacements, pixel numbers, deposit. Each pass is a small method that
 * the compiler turns into one loop over registers; a single large loop runs out of registers and of inlining budget.
 *
 * <p>A block is computed to whole registers; only the photons asked for are deposited. The arithmetic is {@code ScalarEngine}'s, operation by operation.
 */
final class VectorShooter implements CpuEngine.Shooter {
    /** Photons in a block: its eight buffers fill a third of a 48 kB cache. */
    static final int BLOCK = 512;
    private static final int ROOM = BLOCK + VectorPasses.LANES;

    private final PhotonBatch batch;
    private final int key0;
    private final int key1;
    private final int[] w0 = new int[ROOM];
    private final int[] w1 = new int[ROOM];
    private final int[] w2 = new int[ROOM];
    private final int[] w3 = new int[ROOM];
    private final int[] lost = new int[ROOM];
    private final int[] index = new int[ROOM];
    private final float[] x = new float[ROOM];
    private final float[] y = new float[ROOM];

    VectorShooter(PhotonBatch batch) {
        this.batch = batch;
        this.key0 = Philox.key0(batch.seed());
        this.key1 = Philox.key1(batch.seed(), Philox.Domain.PHOTONS);
    }

    @Override
    public long shoot(int source, long from, long to, int[] charge) {
        int weight = batch.ints()[source * INTS + I_WEIGHT];
        long kept = 0;
        for (long photon = from; photon < to; photon += BLOCK) {
            int n = (int) Math.min(BLOCK, to - photon);
            locate(source, photon, n);
            kept += deposit(index, n, charge, weight);
        }
        return kept * weight;
    }

    /** Fills {@link #index} with pixel numbers, -1 where a photon is lost. */
    private void locate(int source, long photon, int n) {
        long key = batch.keys()[source];
        int c1 = (int) key;
        int c2 = (int) (key >>> 32);
        int i = source * INTS;
        int f = source * FLOATS;
        int[] ints = batch.ints();
        float[] floats = batch.floats();
        boolean point = ints[i + I_KIND] == SourceKind.POINT.code();
        boolean chromatic = batch.chromatic();
        int whole = VectorPasses.roundUp(n);
        Arrays.fill(x, 0, whole, floats[f + F_X]);
        Arrays.fill(y, 0, whole, floats[f + F_Y]);

        if (point && !chromatic) {
            VectorPhilox.pairs(key0, key1, photon >>> 1, c1, c2, PhotonWords.counter3(photon >>> 1, 0), n, w0, w1);
        } else {
            VectorPhilox.blocks(key0, key1, photon, c1, c2, PhotonWords.counter3(photon, 0), n, w0, w1, w2, w3);
        }
        if (chromatic) {
            VectorPasses.wavelengths(n, w2, w3, batch.spectra(), ints[i + I_SPECTRUM], batch.acceptance(), batch.psfRowShift(), index, lost);
            VectorPasses.nodesOfRows(n, w0, index);
        } else {
            VectorPasses.nodes(n, w0, 0, index);
        }
        VectorPasses.radial(n, w0, w1, batch.psf(), index, floats, f + F_PSF, x, y);

        if (!point) {
            int[] first = w2;
            int[] second = w3;
            if (chromatic) {
                VectorPhilox.blocks(key0, key1, photon, c1, c2, PhotonWords.counter3(photon, 1), n, w0, w1, w2, w3);
                first = w0;
                second = w1;
            }
            profile(ints, i, floats, f, n, first, second);
        }
        VectorPasses.pixels(n, x, y, ints[i + I_X], ints[i + I_Y], batch.width(), batch.height(), index);
        if (chromatic) {
            VectorPasses.drop(n, lost, index);
        }
    }

    private void profile(int[] ints, int i, float[] floats, int f, int n, int[] first, int[] second) {
        int table = ints[i + I_TABLE];
        int count = ints[i + I_COUNT];
        int kind = ints[i + I_KIND];
        if (kind == SourceKind.RADIAL.code()) {
            VectorPasses.nodes(n, first, table, index);
            VectorPasses.radial(n, first, second, batch.profiles(), index, floats, f + F_PROFILE, x, y);
        } else if (kind == SourceKind.BOX.code()) {
            VectorPasses.box(n, first, second, floats, f + F_PROFILE, x, y);
        } else if (kind == SourceKind.POINTS.code()) {
            VectorPasses.points(n, first, batch.points(), table, count, floats, f + F_PROFILE, x, y);
        } else {
            VectorPasses.picture(n, first, second, batch.picture(), table, count, floats, f + F_PROFILE, x, y);
        }
    }

    private static int deposit(int[] index, int n, int[] charge, int weight) {
        int kept = 0;
        for (int k = 0; k < n; k++) {
            int pixel = index[k];
            if (pixel >= 0) {
                charge[pixel] += weight;
                kept++;
            }
        }
        return kept;
    }
}
