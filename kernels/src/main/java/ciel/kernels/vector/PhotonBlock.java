package ciel.kernels.vector;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.engine.ChargeTiles;
import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.SourceTable;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/** The photons that one thread works on: which they are, and the columns that hold them between passes. */
final class PhotonBlock {
    /** Photons in a block: its columns stay in the first-level cache. */
    static final int SIZE = 512;

    private static final int ROOM = SIZE + VectorPasses.LANES;

    private final Map<float[], long[]> pairs = new IdentityHashMap<>();
    final SourceTable table;
    final int key0;
    final int key1;
    /** random words, a column for each that the path takes */
    private final int[][] words = new int[PhotonWord.values().length][];
    /** the same by draw and lane; where nobody takes a word, a column that nobody reads */
    private final int[][][] places = new int[PhotonWord.DRAWS][4][];
    /** -1 where the photon is lost, else 0 */
    final int[] lost = new int[ROOM];
    /** wavelength bins; written by the path's first step, or 0 */
    final int[] bin = new int[ROOM];
    /** table nodes; what a pass leaves there, the next may overwrite */
    final int[] node = new int[ROOM];
    /** elements of large tables; what a pass leaves there, the next may overwrite */
    final int[] taken = new int[ROOM];
    /** how the charge is laid out */
    final ChargeTiles tiles;
    /** places of the pixels in the charge, -1 off the detector */
    final int[] pixel = new int[ROOM];
    /** distance from the centre of a profile, in its unit; what a step leaves there, the next may overwrite */
    final float[] radius = new float[ROOM];
    /** positions (px) relative to the base pixel */
    final float[] x = new float[ROOM];

    final float[] y = new float[ROOM];

    /** slopes dx/dz and dy/dz in the silicon, in axes of the pixels; 0 where no step writes them */
    final float[] slopeX = new float[ROOM];

    final float[] slopeY = new float[ROOM];
    /** where the electron was made: above the gates (um) */
    final float[] height = new float[ROOM];
    /** words of the pixels' edges, or empty */
    final int[] edges;

    /** points on the entrance pupil, in units of its radius */
    final float[] u = new float[ROOM];

    final float[] v = new float[ROOM];
    /** times, in exposures */
    final float[] t = new float[ROOM];

    /** directions across the nearest edge of the pupil; what a step leaves there, the next may overwrite */
    final float[] acrossU = new float[ROOM];

    final float[] acrossV = new float[ROOM];
    /** normal deviates; what a step leaves there, the next may overwrite */
    final float[] deviate = new float[ROOM];
    /** sums of the screens' gradients (nm/m) along u and v */
    final int[] gradientU = new int[ROOM];

    final int[] gradientV = new int[ROOM];

    /** when the photons' span of time begins, and how long it is, in exposures */
    float begin;

    float span;
    /** first photon and number of photons */
    long photon;

    int n;
    /** where the source's numbers begin in the table */
    int i;

    int f;
    /** counter words of the source */
    int c1;

    int c2;

    PhotonBlock(SourceTable table, int[] edges, ChargeTiles tiles) {
        this.tiles = tiles;
        this.table = table;
        this.edges = edges;
        this.key0 = Philox.key0(table.seed());
        this.key1 = Philox.key1(table.seed(), Philox.Domain.PHOTONS);
        table.path().steps().forEach(step -> step.words().forEach(word -> words[word.ordinal()] = new int[ROOM]));
        int[] unread = new int[ROOM];
        for (int[][] draw : places) {
            Arrays.fill(draw, unread);
        }
        for (PhotonWord word : PhotonWord.values()) {
            if (words[word.ordinal()] != null) {
                places[word.draw(table.chromatic())][word.lane(table.chromatic())] = words[word.ordinal()];
            }
        }
    }

    void source(int source) {
        long key = table.keys()[source];
        c1 = (int) key;
        c2 = (int) (key >>> 32);
        i = source * table.path().sourceInts();
        f = source * table.path().sourceFloats();
    }

    /**
     * @return a quantile table, or several, with each node's value in the low half and its step to the next in the high
     * half of a long; made once
     */
    long[] pairs(float[] table) {
        return pairs.computeIfAbsent(table, PhotonBlock::paired);
    }

    static long[] paired(float[] table) {
        long[] pairs = new long[table.length / 2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (long) Float.floatToRawIntBits(table[2 * i + 1]) << 32
                    | Float.floatToRawIntBits(table[2 * i]) & 0xFFFFFFFFL;
        }
        return pairs;
    }

    int integer(int which) {
        return table.ints()[i + which];
    }

    /** @return the column of a word that the path takes */
    int[] word(PhotonWord word) {
        return words[word.ordinal()];
    }

    /** @return the column of the word at a place of a draw, or one that nobody reads */
    int[] wordAt(int draw, int lane) {
        return places[draw][lane];
    }
}
