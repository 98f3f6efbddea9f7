package ciel.kernels.vector;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.Philox;
import ciel.sim.photon.SourceTable;

/** The photons that one thread works on: which they are, and the buffers that hold them between passes. */
final class PhotonBlock {
    /** Photons in a block: its nine buffers fill a third of a 48 kB cache. */
    static final int SIZE = 512;

    private static final int ROOM = SIZE + VectorPasses.LANES;

    final SourceTable batch;
    final int key0;
    final int key1;
    /** random words of the block in work */
    final int[] w0 = new int[ROOM];

    final int[] w1 = new int[ROOM];
    final int[] w2 = new int[ROOM];
    final int[] w3 = new int[ROOM];
    /** -1 where the photon is not detected, else 0 */
    final int[] lost = new int[ROOM];
    /** table nodes, at last pixel numbers */
    final int[] index = new int[ROOM];
    /** distance from the centre of a profile, in its unit */
    final float[] radius = new float[ROOM];
    /** positions (px) relative to the base pixel */
    final float[] x = new float[ROOM];

    final float[] y = new float[ROOM];

    /** first photon and number of photons */
    long photon;

    int n;
    /** where the source's numbers begin in the batch */
    int i;

    int f;
    /** counter words of the source */
    int c1;

    int c2;

    PhotonBlock(SourceTable batch) {
        this.batch = batch;
        this.key0 = Philox.key0(batch.seed());
        this.key1 = Philox.key1(batch.seed(), Philox.Domain.PHOTONS);
    }

    void source(int source) {
        long key = batch.keys()[source];
        c1 = (int) key;
        c2 = (int) (key >>> 32);
        i = source * INTS;
        f = source * FLOATS;
    }

    int integer(int which) {
        return batch.ints()[i + which];
    }
}
