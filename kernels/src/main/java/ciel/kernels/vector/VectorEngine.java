package ciel.kernels.vector;

import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.engine.ChargeTiles;
import ciel.sim.engine.CpuEngine;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.SkyDraw;
import ciel.sim.readout.SkyParameters;
import java.util.List;

/** The photon engine on the Vector API: the scalar engine's arithmetic, a register of photons at a time. Tier T1. */
public final class VectorEngine extends CpuEngine {

    /** Tiles of 16 x 16 pixels: a row of one is a cache line, four are a page. */
    private static final int TILE_BITS = 4;

    /** @param threads threads to use on one detector, &ge; 1 */
    public VectorEngine(int threads) {
        super(threads);
    }

    @Override
    public Info info() {
        return new Info(
                "vector",
                "CPU, " + threads() + (threads() == 1 ? " thread" : " threads") + ", Vector API of "
                        + VectorPhilox.INTS.vectorBitSize() + " bits",
                Tier.T1);
    }

    @Override
    public ScreenLoops screenLoops() {
        return new VectorScreenLoops();
    }

    @Override
    protected int tileBits() {
        return TILE_BITS;
    }

    @Override
    protected Shooter newShooter(SourceTable table, int[] edges, ChargeTiles tiles) {
        return new VectorShooter(table, edges, tiles);
    }

    @Override
    protected void addSky(SkyParameters sky, SkyDraw draw, int[] edges, ChargeMap target, int from, int to) {
        SkyStretch stretch = new SkyStretch(sky, draw, edges, target.data(), target.width(), target.height());
        SkyPass[] steps = SkyPass.of(sky, edges.length > 0);
        PassWarmup.run(List.of(steps), stretch, from);
        for (int y = from; y < to; y++) {
            stretch.y = y;
            for (int x = 0; x < target.width(); x += SkyStretch.SIZE) {
                stretch.x = x;
                stretch.n = Math.min(SkyStretch.SIZE, target.width() - x);
                for (SkyPass step : steps) {
                    step.run(stretch);
                }
            }
        }
    }

    @Override
    protected void move(
            Boundaries boundaries, float[] motion, int acting, int[] charge, int[] edges, int from, int to) {
        EdgePasses passes = new EdgePasses(boundaries, motion, acting, charge, edges);
        PassWarmup.run(passes, from, to);
        passes.move(from, to);
    }
}
