package ciel.kernels.tornado;

import java.util.Arrays;

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
        int[] words = new int[PhotonKernel.WORDS];
        int piece = PhotonKernel.pieceOf(p.sums, p.call[PhotonCall.PIECES], first);
        int ready = 0;
        int slot = first;
        while (slot < end) {
            if (slot >= p.sums[piece + 1]) { // pieces without photons share a sum
                ready = 0;
                piece++;
            } else {
                int number = slot - p.sums[piece];
                int second = PhotonKernel.second(piece, number, p.pieces);
                int pixel = PhotonKernel.place(
                        piece,
                        number,
                        ready & second,
                        words,
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
                ready = PhotonKernel.paired(piece, p.call, p.pieces, p.integers, p.steps) & 1 - second;
                if (pixel >= 0) {
                    p.charge[pixel] += PhotonKernel.weight(piece, p.call, p.pieces, p.integers);
                    p.kept[piece]++;
                }
                slot++;
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
    public void moveEdges(EdgeBuffers e) {
        for (int i = 0; i < e.vertical(); i++) {
            EdgeKernel.moveVertical(i, e.call, e.motion, e.fixed, e.charge, e.edges);
        }
        for (int i = 0; i < e.horizontal(); i++) {
            EdgeKernel.moveHorizontal(i, e.call, e.motion, e.fixed, e.charge, e.edges);
        }
    }

    @Override
    public void readOut(ReadoutBuffers r) {
        int[] bled = r.charge.clone();
        int blocks = Math.ceilDiv(bled.length, 4);
        if (r.bleeds) {
            int[] saturated = r.saturated.clone();
            for (int block = 0; block < blocks; block++) {
                ReadoutKernel.findSaturated(block, r.call, r.wells, bled, saturated);
            }
            for (int x = 0; x < saturated.length; x++) {
                ReadoutKernel.bleed(x, r.call, r.wells, saturated, bled);
            }
        }
        Arrays.fill(r.frames, 0);
        for (int block = 0; block < blocks; block++) {
            ReadoutKernel.collect(block, r.call, r.numbers, r.thresholds, r.noise, bled, r.frames);
        }
        for (int place = 0; r.seesOthers && place < ReadoutKernel.RAW_PIXELS; place++) {
            ReadoutKernel.crosstalk(place, r.ghosts, r.frames);
        }
        int items = r.frames.length / 4;
        for (int item = 0; r.transfers && item < items; item++) {
            ReadoutKernel.parallelTransfer(item, r.call, r.parallel, r.frames, r.moved);
        }
        for (int item = 0; item < items; item++) {
            ReadoutKernel.digitise(
                    item, r.call, r.numbers, r.serial, r.noise, r.transfers ? r.moved : r.frames, r.segments);
        }
    }

    @Override
    public void close() {}
}
