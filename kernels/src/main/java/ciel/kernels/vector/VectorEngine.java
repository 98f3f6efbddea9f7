package ciel.kernels.vector;

import ciel.sim.photon.CpuEngine;
import ciel.sim.photon.PhotonBatch;

/** The photon engine on the Vector API: the scalar engine's arithmetic, a register of photons at a time. Tier T1. */
public final class VectorEngine extends CpuEngine {

    /** @param threads threads to use on one detector, &ge; 1 */
    public VectorEngine(int threads) {
        super(threads);
    }

    @Override
    public Info info() {
        return new Info("vector", "CPU, " + threads() + (threads() == 1 ? " thread" : " threads") + ", Vector API of "
                + VectorPhilox.INTS.vectorBitSize() + " bits", Tier.T1);
    }

    @Override
    protected Shooter newShooter(PhotonBatch batch) {
        return new VectorShooter(batch);
    }
}
