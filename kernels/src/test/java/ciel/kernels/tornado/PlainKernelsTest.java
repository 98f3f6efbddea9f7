package ciel.kernels.tornado;

import ciel.sim.engine.EngineConformance;
import ciel.sim.engine.PhotonEngine;
import java.util.List;

/** The kernels for TornadoVM as plain Java: the scalar engine's bits, without TornadoVM. */
class PlainKernelsTest extends EngineConformance {
    @Override
    protected PhotonEngine engine() {
        return new TornadoEngine(new PlainDevice(1 << 16));
    }

    @Override
    protected List<PhotonEngine> variants() {
        return List.of(new TornadoEngine(new PlainDevice(1000)));
    }

    @Override
    protected boolean readsOut() {
        return true;
    }
}
