package ciel.kernels.vector;

import ciel.sim.engine.CpuEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.SkyParameters;

/** The photon engine on the Vector API: the scalar engine's arithmetic, a register of photons at a time. Tier T1. */
public final class VectorEngine extends CpuEngine {

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
    protected Shooter newShooter(SourceTable table) {
        return new VectorShooter(table);
    }

    @Override
    protected void addSky(SkyParameters sky, ChargeMap target, int from, int to) {
        SkyStretch stretch = new SkyStretch(sky, target.data(), target.width());
        SkyPass[] steps = SkyPass.of(sky);
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
}
