package ciel.sim.photon;

import ciel.sim.readout.Background;
import ciel.sim.readout.SkyParameters;

/**
 * Shoots photons onto a detector. All engines of tier {@link Tier#T1} give the same charge map, bit for bit; {@link ScalarEngine} is the specification.
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
     * @param name   scalar, vector, opencl, tornado
     * @param device what it runs on, in words
     * @param tier   its promise
     */
    record Info(String name, String device, Tier tier) {
    }

    Info info();

    /**
     * Adds the photons of all sources of a batch to a charge map of the batch's size.
     *
     * @param realized receives, added, the electrons of each source that fell on the detector
     * @param progress told of photons shot, from any thread
     */
    void shoot(PhotonBatch batch, ChargeMap target, long[] realized, Progress progress);

    /** Adds the Poisson-distributed electrons of the sky to every pixel. */
    default void addSky(SkyParameters sky, ChargeMap target) {
        Background.addSky(target.data(), target.width(), 0, target.height(), sky);
    }

    /** @return whether {@link #expose} is cheaper than {@link #shoot} and {@link #addSky} one after the other */
    default boolean addsSkyWithPhotons() {
        return false;
    }

    /**
     * Photons and sky at once.
     *
     * @param sky null for none
     */
    default void expose(PhotonBatch batch, SkyParameters sky, ChargeMap target, long[] realized, Progress progress) {
        shoot(batch, target, realized, progress);
        if (sky != null) {
            addSky(sky, target);
        }
    }

    @Override
    default void close() {
    }

    /** Told of work done. */
    @FunctionalInterface
    interface Progress {
        Progress NONE = photons -> {
        };

        void photons(long shot);
    }
}
