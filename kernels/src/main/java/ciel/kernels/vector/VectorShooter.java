package ciel.kernels.vector;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.engine.ChargeTiles;
import ciel.sim.engine.CpuEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;

/**
 * One thread's way through its photons: blocks that stay in the first-level cache go through the {@link Pass passes}
 * of their kind of source, see {@link VectorSteps}, and are deposited.
 *
 * <p>A block is computed to whole registers; only the photons asked for are deposited. The arithmetic is {@code
 * ScalarEngine}'s, operation by operation.
 */
final class VectorShooter implements CpuEngine.Shooter {
    private final PhotonBlock block;
    private final boolean saturates;
    private final Pass[][] passes = new Pass[SourceKind.values().length][];
    /** kinds whose passes have been called before */
    private final boolean[] warm = new boolean[passes.length];

    VectorShooter(SourceTable table, int[] edges, ChargeTiles tiles) {
        TableBounds.check(table.path(), edges);
        saturates = table.saturates();
        block = new PhotonBlock(table, edges, tiles);
        for (SourceKind kind : SourceKind.values()) {
            passes[kind.code()] = VectorSteps.of(table, kind);
        }
    }

    @Override
    public long shoot(int source, long from, long to, float begin, float span, int[] charge) {
        TableBounds.check(block.table, source);
        int kind = block.table.kind(source);
        if (!warm[kind]) {
            PassWarmup.run(block, source, passes[kind]);
            warm[kind] = true;
        }
        block.source(source);
        int weight = block.integer(I_WEIGHT);
        Pass[] own = passes[kind];
        long kept = 0;
        block.begin = begin;
        block.span = span;
        for (long photon = from; photon < to; photon += block.n) {
            block.photon = photon;
            block.n = (int) Math.min(PhotonBlock.SIZE, Math.min(to, nextHigh(photon)) - photon);
            for (Pass pass : own) {
                pass.run(block);
            }
            kept += saturates
                    ? depositSaturating(block.pixel, block.n, charge, weight)
                    : deposit(block.pixel, block.n, charge, weight);
        }
        return kept * weight;
    }

    /** @return the next photon whose number has another high word: a block of random words has one */
    private static long nextHigh(long photon) {
        return (photon | 0xFFFFFFFFL) + 1;
    }

    static int deposit(int[] index, int n, int[] charge, int weight) {
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

    private static int depositSaturating(int[] index, int n, int[] charge, int weight) {
        int kept = 0;
        for (int k = 0; k < n; k++) {
            int pixel = index[k];
            if (pixel >= 0) {
                charge[pixel] = ChargeMap.add(charge[pixel], weight);
                kept++;
            }
        }
        return kept;
    }
}
