package ciel.kernels.tornado;

import ciel.kernels.ConformanceTests;
import ciel.sim.engine.EngineConformance;
import ciel.sim.engine.PhotonEngine;
import java.util.List;
import java.util.OptionalInt;

/**
 * The conformance tests on TornadoVM, whose options a JVM has from its start: a program of its own, not a test of Maven's.
 * {@code -Dciel.tornado.device=N} chooses the device.
 */
final class TornadoConformance extends EngineConformance {
    private static OptionalInt device() {
        Integer number = Integer.getInteger("ciel.tornado.device");
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    @Override
    protected PhotonEngine engine() {
        return TornadoSupport.open(device());
    }

    @Override
    protected List<PhotonEngine> variants() {
        return List.of(TornadoSupport.open(device()));
    }

    @Override
    protected boolean readsOut() {
        return true;
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        System.exit(ConformanceTests.run(new TornadoConformance(), EngineConformance.class) ? 0 : 1);
    }
}
