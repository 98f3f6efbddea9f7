package ciel.kernels.vector;

import ciel.sim.engine.EngineConformance;
import ciel.sim.engine.PhotonEngine;
import java.util.List;

class VectorEngineTest extends EngineConformance {
    @Override
    protected PhotonEngine engine() {
        return new VectorEngine(1);
    }

    @Override
    protected List<PhotonEngine> variants() {
        return List.of(new VectorEngine(2), new VectorEngine(7));
    }
}
