package ciel.kernels.opencl;

import ciel.sim.photon.Aberration;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.EdgeRolloff;
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

/** The OpenCL text of each step: NAME.cl defines step_NAME. */
final class KernelSteps {
    private KernelSteps() {}

    static String name(PhotonStep step) {
        return switch (step) {
            case Wavelength s -> "wavelength";
            case Spread s -> "spread";
            case Profile s -> "profile";
            case Silicon s -> "silicon";
            case Pupil s -> "pupil";
            case Screens s -> "screens";
            case Dispersion s -> "dispersion";
            case Stops s -> "stops";
            case Vanes s -> "vanes";
            case Aberration s -> "aberration";
            case EdgeRolloff s -> "edge_rolloff";
            case Pixels s -> "pixels";
            case Boundaries s -> "boundaries";
        };
    }
}
