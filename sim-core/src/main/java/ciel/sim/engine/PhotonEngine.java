package ciel.sim.engine;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.Background;
import ciel.sim.readout.SkyParameters;
import java.util.Optional;

/**
 * Shoots photons onto a detector. All engines of tier {@link Tier#T1} give the same charge map, bit for bit; {@link
 * ScalarEngine} is the specification.
 * An engine that fails in the middle ({@link ciel.sim.DeviceException}) has changed nothing of its arguments.
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
     * @param name   scalar, vector, opencl
     * @param device what it runs on, in words
     * @param tier   its promise
     */
    record Info(String name, String device, Tier tier) {}

    Info info();

    /**
     * Adds the photons of all sources of a batch to a charge map of the batch's size.
     *
     * @param realized receives, added, the electrons of each source that fell on the detector
     * @param progress told of photons shot, from any thread
     */
    void shoot(SourceTable batch, ChargeMap target, long[] realized, PhotonProgress progress);

    /** Adds the Poisson-distributed electrons of the sky to every pixel. */
    default void addSky(SkyParameters sky, ChargeMap target) {
        Background.addSky(target.data(), target.width(), 0, target.height(), sky);
    }

    /**
     * Whether {@link #expose} is cheaper than {@link #shoot} and {@link #addSky} one after the other: on a device,
     * from which a detector comes back once.
     */
    default boolean exposesAtOnce() {
        return false;
    }

    /**
     * Photons, sky, cosmic rays and, on a device that has the room, the readout at once.
     *
     * @param progress told of photons shot, from any thread
     */
    default DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        SourceTable photons = exposure.photons();
        ChargeMap map = new ChargeMap(photons.width(), photons.height());
        long[] realized = new long[photons.size()];
        shoot(photons, map, realized, progress);
        if (exposure.sky() != null) {
            addSky(exposure.sky(), map);
        }
        exposure.rays().addTo(map.data());
        return new DetectorImage(map, realized, map.total(), null);
    }

    /**
     * What an engine's device was used for so far.
     *
     * @param seconds that its kernels ran, over all detectors
     * @param memory  most bytes that were held on it at once
     */
    record DeviceUse(double seconds, long memory) {}

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
    }
}
