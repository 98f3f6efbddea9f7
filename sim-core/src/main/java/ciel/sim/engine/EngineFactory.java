package ciel.sim.engine;

import java.util.OptionalInt;
import java.util.function.Consumer;

/** Opens the engine that a user asked for. */
@FunctionalInterface
public interface EngineFactory {
    /**
     * @param name    scalar, vector, opencl, tornado, or auto; a forced choice never falls back (law 3)
     * @param device  number of the device, for engines that have several
     * @param threads processor threads to use on one detector, &ge; 1
     * @param note    told what auto chose and why
     * @throws ciel.sim.UnavailableException when the engine cannot run here
     */
    PhotonEngine open(String name, OptionalInt device, int threads, Consumer<String> note);
}
