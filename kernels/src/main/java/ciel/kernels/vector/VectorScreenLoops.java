package ciel.kernels.vector;

import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.ScreenLoops;

/** The loops that screens are made with, a register of columns or of modes at a time. */
final class VectorScreenLoops implements ScreenLoops {
    private static final long[] MODULUS = PhotonBlock.paired(PlainScreenLoops.modulus());
    private static final float[] UNTURNED = {1, 0, 0, 1};

    /** What a thread draws modes with. */
    private static final class Room {
        private int[] modulusWord = {};
        private int[] angleWord = {};
        private int[] unread = {};
        private int[] node = {};
        private float[] modulus = {};
        private float[] x = {};
        private float[] y = {};

        void hold(int count) {
            int size = VectorPasses.roundUp(count) + VectorPasses.LANES;
            if (node.length < size) {
                modulusWord = new int[size];
                angleWord = new int[size];
                unread = new int[size];
                node = new int[size];
                modulus = new float[size];
                x = new float[size];
                y = new float[size];
            }
        }
    }

    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);

    VectorScreenLoops() {
        PassWarmup.run(this);
    }

    @Override
    public void stage(float[] xr, float[] xi, float[] yr, float[] yi, float[] cosine, float[] sine, int length) {
        ScreenPasses.stage(xr, xi, yr, yi, cosine, sine, length);
    }

    @Override
    public void pack(float weight, float[] u, float[] v, int[] packed, int to) {
        ScreenPasses.pack(u.length, weight, u, v, packed, to);
    }

    @Override
    public void modes(
            int key0, int key1, int j, int layer, float[] amplitude, int count, float[] real, float[] imaginary) {
        Room r = rooms.get();
        r.hold(count);
        VectorPhilox.blocks(key0, key1, 0, j, layer, 0, count, r.modulusWord, r.angleWord, r.unread, r.unread);
        VectorPasses.radii(count, r.modulusWord, MODULUS, 0, r.node, r.modulus);
        for (int i = 0; i < count; i++) {
            r.modulus[i] *= amplitude[i];
            r.x[i] = 0;
            r.y[i] = 0;
        }
        VectorPasses.turn(count, r.modulus, r.angleWord, UNTURNED, 0, r.x, r.y);
        System.arraycopy(r.x, 0, real, 0, count);
        System.arraycopy(r.y, 0, imaginary, 0, count);
    }
}
