package ciel.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

/**
 * What TornadoVM compiles: the loops of {@link PlainDevice}, with the number of the work-item and atomic additions of
 * TornadoVM. Everything else is in the kernels.
 */
final class EntryPoints {
    private EntryPoints() {}

    static void shootPhotons(
            KernelContext context,
            int[] call,
            int[] sums,
            int[] pieces,
            int[] keys,
            int[] integers,
            float[] reals,
            float[] floats,
            int[] ints,
            int[] gradients,
            int[] edges,
            int[] charge,
            int[] kept,
            int steps) {
        int run = call[PhotonCall.RUN];
        int slots = call[PhotonCall.SLOTS];
        int first = context.globalIdx * run;
        if (first < slots) {
            int end = Math.min(first + run, slots);
            int piece = PhotonKernel.pieceOf(sums, call[PhotonCall.PIECES], first);
            int[] words = new int[PhotonKernel.WORDS];
            int ready = 0;
            int mine = 0;
            int slot = first;
            while (slot < end) {
                if (slot >= sums[piece + 1]) { // pieces without photons share a sum
                    context.atomicAdd(kept, piece, mine);
                    mine = 0;
                    ready = 0;
                    piece = piece + 1;
                } else {
                    int number = slot - sums[piece];
                    int second = PhotonKernel.second(piece, number, pieces);
                    int pixel = PhotonKernel.place(
                            piece,
                            number,
                            ready & second,
                            words,
                            call,
                            pieces,
                            keys,
                            integers,
                            reals,
                            floats,
                            ints,
                            gradients,
                            edges,
                            steps);
                    ready = PhotonKernel.paired(piece, call, pieces, integers, steps) & 1 - second;
                    if (pixel >= 0) {
                        context.atomicAdd(charge, pixel, PhotonKernel.weight(piece, call, pieces, integers));
                        mine = mine + 1;
                    }
                    slot = slot + 1;
                }
            }
            context.atomicAdd(kept, piece, mine);
        }
    }

    static void addSky(
            KernelContext context,
            int[] call,
            float[] geometry,
            float[] vignetting,
            float[] response,
            int[] edges,
            float[] noise,
            int[] charge) {
        int block = context.globalIdx;
        int pixels = call[SkyKernel.PIXELS];
        if (4 * block < pixels) {
            int[] words = new int[4];
            SkyKernel.draw(block, call, words);
            for (int lane = 0; lane < 4; lane++) {
                int pixel = 4 * block + lane;
                if (pixel < pixels) {
                    charge[pixel] = charge[pixel]
                            + SkyKernel.electrons(
                                    pixel, words[lane], call, geometry, vignetting, response, edges, noise);
                }
            }
        }
    }

    static void moveVertical(
            KernelContext context, int[] call, float[] motion, int[] fixed, int[] charge, int[] edges) {
        int i = context.globalIdx;
        if (i < call[EdgeKernel.HEIGHT] * (call[EdgeKernel.WIDTH] + 1)) {
            EdgeKernel.moveVertical(i, call, motion, fixed, charge, edges);
        }
    }

    static void moveHorizontal(
            KernelContext context, int[] call, float[] motion, int[] fixed, int[] charge, int[] edges) {
        int i = context.globalIdx;
        if (i < (call[EdgeKernel.HEIGHT] + 1) * call[EdgeKernel.WIDTH]) {
            EdgeKernel.moveHorizontal(i, call, motion, fixed, charge, edges);
        }
    }

    static void findSaturated(KernelContext context, int[] call, int[] wells, int[] charge, int[] saturated) {
        ReadoutKernel.findSaturated(context.globalIdx, call, wells, charge, saturated);
    }

    static void bleedColumns(KernelContext context, int[] call, int[] wells, int[] saturated, int[] charge) {
        int x = context.globalIdx;
        if (x < call[ReadoutKernel.WIDTH]) {
            ReadoutKernel.bleed(x, call, wells, saturated, charge);
        }
    }

    static void blank(KernelContext context, float[] frames) {
        int item = context.globalIdx;
        if (item < ReadoutKernel.ITEMS) {
            for (int lane = 0; lane < 4; lane++) {
                frames[4 * item + lane] = 0f;
            }
        }
    }

    static void collect(
            KernelContext context,
            int[] call,
            float[] numbers,
            int[] thresholds,
            float[] noise,
            int[] charge,
            float[] frames) {
        ReadoutKernel.collect(context.globalIdx, call, numbers, thresholds, noise, charge, frames);
    }

    static void crosstalk(KernelContext context, float[] ghosts, float[] frames) {
        int place = context.globalIdx;
        if (place < ReadoutKernel.RAW_PIXELS) {
            ReadoutKernel.crosstalk(place, ghosts, frames);
        }
    }

    static void parallelTransfer(KernelContext context, int[] call, float[] shares, float[] frames, float[] moved) {
        int item = context.globalIdx;
        if (item < ReadoutKernel.ITEMS) {
            ReadoutKernel.parallelTransfer(item, call, shares, frames, moved);
        }
    }

    static void digitise(
            KernelContext context,
            int[] call,
            float[] numbers,
            float[] shares,
            float[] noise,
            float[] frames,
            int[] segments) {
        int item = context.globalIdx;
        if (item < ReadoutKernel.ITEMS) {
            ReadoutKernel.digitise(item, call, numbers, shares, noise, frames, segments);
        }
    }
}
