package ciel.kernels.tornado;

import ciel.sim.UnavailableException;
import ciel.sim.photon.Aberration;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Stops;
import ciel.sim.photon.Vanes;
import ciel.sim.photon.Wavelength;

/**
 * The steps of a path as one int. The kernel has all steps in one order and leaves out those whose bit is not set; on a
 * device the int is a constant of the compiled kernel, so that what is left out costs nothing.
 */
final class StepBits {
    static final int WAVELENGTH = 1;
    static final int PUPIL = 1 << 1;
    static final int SPREAD = 1 << 2;
    static final int PROFILE = 1 << 3;
    static final int SCREENS = 1 << 4;
    static final int DISPERSION = 1 << 5;
    static final int STOPS = 1 << 6;
    static final int VANES = 1 << 7;
    static final int ABERRATION = 1 << 8;
    static final int SILICON = 1 << 9;
    static final int EDGE_ROLLOFF = 1 << 10;
    static final int PIXELS = 1 << 11;
    static final int BOUNDARIES = 1 << 12;
    /** Two photons of a point share a block of random words. */
    static final int PAIRED = 1 << 13;

    private StepBits() {}

    /**
     * @return bits of a path
     * @throws UnavailableException where its steps are in another order than the kernel's, which is {@link PhotonPath#ORDER}
     */
    static int of(PhotonPath path) {
        int bits = path.paired() ? PAIRED : 0;
        int moved = 0;
        for (PhotonStep step : path.steps()) {
            int bit = bit(step);
            if (bit != PUPIL && bit < moved) { // the pupil moves nothing: its place among the others does not matter
                throw new UnavailableException(
                        "engine tornado: a " + path + " is in another order than the kernel's: "
                                + step.getClass().getSimpleName() + " comes too late",
                        "use --engine vector",
                        null);
            }
            moved = bit == PUPIL ? moved : bit;
            bits |= bit;
        }
        return bits;
    }

    static int bit(PhotonStep step) {
        return switch (step) {
            case Wavelength s -> WAVELENGTH;
            case Pupil s -> PUPIL;
            case Spread s -> SPREAD;
            case Profile s -> PROFILE;
            case Screens s -> SCREENS;
            case Dispersion s -> DISPERSION;
            case Stops s -> STOPS;
            case Vanes s -> VANES;
            case Aberration s -> ABERRATION;
            case Silicon s -> SILICON;
            case EdgeRolloff s -> EDGE_ROLLOFF;
            case Pixels s -> PIXELS;
            case Boundaries s -> BOUNDARIES;
        };
    }
}
