package ciel.sim.engine;

import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.ScreenLoops;
import java.util.Optional;

/**
 * Shoots photons onto a detector. All engines of tier {@link Tier#T1} give the same charge map, bit for bit; {@link
 * ScalarEngine} is the specification.
 */
public interface PhotonEngine extends AutoCloseable {

    /** What an engine promises. */
    enum Tier {
        /** the same bits as the scalar engine, on any device */
        T1,
        /** a bounded number of photons in other pixels */
        T2
    }

    /**
     * What an engine is.
     *
     * @param name   scalar, vector, opencl, tornado
     * @param device what it runs on, in words
     * @param tier   its promise
     */
    record Info(String name, String device, Tier tier) {}

    Info info();

    /**
     * Photons, sky, cosmic rays and, on a device that has the room, the readout.
     *
     * @param progress told of photons shot, from any thread, and when all are shot
     */
    DetectorImage expose(DetectorExposure exposure, PhotonProgress progress);

    /**
     * What an engine's device was used for so far.
     *
     * @param seconds that its kernels ran, over all detectors
     * @param memory  most bytes that were held on it at once
     */
    record DeviceUse(double seconds, long memory) {}

    /** @return what phase screens are made with on the host: the same bits, whatever the engine */
    default ScreenLoops screenLoops() {
        return PlainScreenLoops.INSTANCE;
    }

    /** @return nothing where there is no device beside the processor */
    default Optional<DeviceUse> deviceUse() {
        return Optional.empty();
    }

    @Override
    default void close() {}

    /** Told of work done. */
    @FunctionalInterface
    interface PhotonProgress {
        PhotonProgress NONE = photons -> {};

        void photons(long shot);

        /** All photons are shot; the sky and the rest follow. Not told by an engine that does all of it at once. */
        default void background() {}
    }
}
