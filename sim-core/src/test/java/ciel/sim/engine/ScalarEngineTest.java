package ciel.sim.engine;

import java.util.List;

class ScalarEngineTest extends EngineConformance {
    @Override
    protected PhotonEngine engine() {
        return new ScalarEngine(1);
    }

    @Override
    protected List<PhotonEngine> variants() {
        return List.of(new ScalarEngine(2), new ScalarEngine(7));
    }
}
