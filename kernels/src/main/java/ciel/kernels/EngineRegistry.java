package ciel.kernels;

import ciel.kernels.vector.VectorSupport;
import ciel.sim.UnavailableException;
import ciel.sim.photon.EngineFactory;
import ciel.sim.photon.PhotonEngine;
import ciel.sim.photon.ScalarEngine;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Chooses the photon engine. A forced choice is opened or refused with the reason (law 3); {@code auto} takes the best that runs here and says why.
 */
public final class EngineRegistry implements EngineFactory {
    /** Every name that {@link #open} knows beside auto. */
    public static final List<String> NAMES = List.of("scalar", "vector", "opencl", "tornado");

    @Override
    public PhotonEngine open(String name, OptionalInt device, int threads, Consumer<String> note) {
        return switch (name) {
            case "auto" -> best(threads, note);
            case "scalar" -> new ScalarEngine(threads);
            case "vector" -> vector(threads);
            case "opencl" -> throw new UnavailableException("the OpenCL engine is not part of this version", "use --engine vector", null);
            case "tornado" -> throw new UnavailableException("the TornadoVM engine is not part of this version", "use --engine vector", null);
            default -> throw new IllegalArgumentException("engine '" + name + "' is none of auto, " + String.join(", ", NAMES));
        };
    }

    private static PhotonEngine best(int threads, Consumer<String> note) {
        String refusal = VectorSupport.refusal();
        if (refusal == null) {
            return vector(threads);
        }
        note.accept("engine scalar: the vector engine " + refusal);
        return new ScalarEngine(threads);
    }

    private static PhotonEngine vector(int threads) {
        String refusal = VectorSupport.refusal();
        if (refusal != null) {
            throw new UnavailableException("the vector engine " + refusal, VectorSupport.REMEDY, null);
        }
        return VectorSupport.open(threads);
    }
}
