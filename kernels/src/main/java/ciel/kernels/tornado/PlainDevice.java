package ciel.kernels.tornado;

/**
 * The kernels as plain Java, one work-item after the other: how every build tests them. The loops are those of the
 * entry points for TornadoVM, without its classes.
 */
final class PlainDevice implements KernelDevice {
    private final int run;

    PlainDevice(int run) {
        this.run = run;
    }

    @Override
    public String name() {
        return "plain Java, " + run + " photons a work-item";
    }

    @Override
    public int run() {
        return run;
    }

    @Override
    public long photonsAtOnce() {
        return 1 << 20;
    }

    @Override
    public void shoot(PhotonBuffers p) {
        int slots = p.call[PhotonCall.SLOTS];
        for (int first = 0; first < slots; first += run) {
            shootItem(p, first, Math.min(first + run, slots));
        }
    }

    private static void shootItem(PhotonBuffers p, int first, int end) {
        int piece = PhotonKernel.pieceOf(p.sums, p.call[PhotonCall.PIECES], first);
        for (int slot = first; slot < end; slot++) {
            piece = PhotonKernel.pieceFrom(p.sums, piece, slot);
            int pixel = PhotonKernel.place(
                    piece,
                    slot - p.sums[piece],
                    p.call,
                    p.pieces,
                    p.keys,
                    p.integers,
                    p.reals,
                    p.floats,
                    p.ints,
                    p.gradients,
                    p.edges,
                    p.steps);
            if (pixel >= 0) {
                p.charge[pixel] += PhotonKernel.weight(piece, p.call, p.pieces, p.integers);
                p.kept[piece]++;
            }
        }
    }

    @Override
    public void addSky(SkyBuffers s) {
        int pixels = s.call[SkyKernel.PIXELS];
        int[] words = new int[4];
        for (int block = 0; 4 * block < pixels; block++) {
            SkyKernel.draw(block, s.call, words);
            for (int lane = 0; lane < 4; lane++) {
                int pixel = 4 * block + lane;
                if (pixel < pixels) {
                    s.charge[pixel] += SkyKernel.electrons(
                            pixel, words[lane], s.call, s.geometry, s.vignetting, s.response, s.edges, s.noise);
                }
            }
        }
    }

    @Override
    public void close() {}
}
