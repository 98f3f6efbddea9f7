package ciel.sim.exposure;

import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;

/** An engine that does something else before it exposes. */
record FailingEngine(PhotonEngine engine, Runnable before) implements PhotonEngine {
    @Override
    public Info info() {
        return engine.info();
    }

    @Override
    public DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        before.run();
        return engine.expose(exposure, progress);
    }
}
