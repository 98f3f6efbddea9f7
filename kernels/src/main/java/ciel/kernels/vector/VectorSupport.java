package ciel.kernels.vector;

import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.engine.PhotonEngine;

/**
 * Whether the Vector API can be used here. Names none of its classes, so that it can be asked where the module is
 * absent.
 */
public final class VectorSupport {
    /** What brings the module. */
    public static final String REMEDY = "start Java with --add-modules jdk.incubator.vector, as the ciel launcher does";

    private VectorSupport() {}

    /** @return why the vector engine cannot run, or null where it can */
    public static String refusal() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return "needs the module jdk.incubator.vector";
        }
        return null;
    }

    /** @return loops for making screens, for an engine that has none of its own: on registers where they can be used */
    public static ScreenLoops screenLoops() {
        return refusal() == null ? new VectorScreenLoops() : PlainScreenLoops.INSTANCE;
    }

    /** @param threads threads to use on one detector, &ge; 1 */
    public static PhotonEngine open(int threads) {
        return new VectorEngine(threads);
    }
}
