package ciel.sim.engine;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;

/** One photon on its way: what {@link ScalarSteps} read and change. */
final class Photon {
    private final SourceTable table;
    private final boolean chromatic;
    private final boolean paired;
    private final int key0;
    private final int key1;
    private final int[][] blocks = new int[PhotonWord.DRAWS][4];
    private final boolean[] drawn = new boolean[PhotonWord.DRAWS];
    private long number;

    /** its source, and where the source's numbers begin among the ints and floats of all */
    int source;

    int i;
    int f;
    /** position (px) relative to the lower left corner of the source's base pixel */
    float x;

    float y;
    /** point on the entrance pupil, in units of its radius */
    float u;

    float v;
    /** time, in exposures */
    float t;
    /** when its span of time begins, and how long it is, in exposures */
    float begin;

    float span;
    /** wavelength bin; 0 in a monochromatic path */
    int bin;
    /** slopes dx/dz and dy/dz in the silicon, in axes of the pixels */
    float slopeX;

    float slopeY;
    /** where its electron was made: above the gates (um) */
    float height;
    /** pixel that it falls into, line * width + column; -1 off the detector */
    int pixel;

    Photon(SourceTable table) {
        this.table = table;
        this.chromatic = table.chromatic();
        this.paired = table.path().paired();
        this.key0 = Philox.key0(table.seed());
        this.key1 = Philox.key1(table.seed(), Philox.Domain.PHOTONS);
    }

    /** Puts it at the start of its way. */
    void begin(int source, long number) {
        this.source = source;
        this.number = number;
        i = source * table.path().sourceInts();
        f = source * table.path().sourceFloats();
        x = table.floats()[f + F_X];
        y = table.floats()[f + F_Y];
        u = 0;
        v = 0;
        t = 0;
        bin = 0;
        slopeX = 0;
        slopeY = 0;
        height = 0;
        pixel = -1;
        for (int draw = 0; draw < drawn.length; draw++) {
            drawn[draw] = false;
        }
    }

    int integer(int which) {
        return table.ints()[i + which];
    }

    /** @return the floats of all sources */
    float[] reals() {
        return table.floats();
    }

    float real(int which) {
        return table.floats()[f + which];
    }

    boolean isPoint() {
        return integer(I_KIND) == SourceKind.POINT.code();
    }

    /** @return one of its random words; the bits that the ring of its source gives are in it */
    int word(PhotonWord word) {
        int draw = word.draw(chromatic);
        int lane = word.lane(chromatic);
        long block = number;
        if (paired && isPoint()) { // two photons share a block
            block = number >>> 1;
            lane += 2 * (int) (number & 1);
        }
        if (!drawn[draw]) {
            long key = table.keys()[source];
            Philox.block(
                    key0,
                    key1,
                    (int) block,
                    (int) key,
                    (int) (key >>> 32),
                    PhotonWord.counter3(block, draw),
                    blocks[draw]);
            drawn[draw] = true;
        }
        int drawnWord = blocks[draw][lane];
        return switch (word) {
            case SPREAD_RADIUS -> drawnWord & integer(I_SPREAD_FREE) | integer(I_SPREAD_GIVEN);
            case PROFILE_FIRST -> drawnWord & integer(I_PROFILE_FREE) | integer(I_PROFILE_GIVEN);
            default -> drawnWord;
        };
    }

    /** Moves it by a matrix, which begins at a place among the source's floats, times a displacement. */
    void move(int matrix, float dx, float dy) {
        x = Math.fma(real(matrix), dx, Math.fma(real(matrix + 1), dy, x));
        y = Math.fma(real(matrix + 2), dx, Math.fma(real(matrix + 3), dy, y));
    }
}
