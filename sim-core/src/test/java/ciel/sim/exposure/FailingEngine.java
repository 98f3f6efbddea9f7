package ciel.sim.exposure;

import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;

/** An engine that does something else before it shoots. */
record FailingEngine(PhotonEngine engine, Runnable before) implements PhotonEngine {
    @Override
    public Info info() {
        return engine.info();
    }

    @Override
    public void shoot(SourceTable batch, ChargeMap target, long[] realized, PhotonProgress progress) {
        before.run();
        engine.shoot(batch, target, realized, progress);
    }
}
