package ciel.sim.camera;

import java.util.List;

/** CCDs of LSST that are not in its table. */
public final class LsstDetectors {
    private LsstDetectors() {}

    /** @return a CCD with the headers of LSSTCam */
    public static Detector of(
            int number,
            String name,
            String serial,
            Vendor vendor,
            double xCenter,
            double yCenter,
            double zOffset,
            double yaw,
            List<Amplifier> amplifiers) {
        return new Detector(
                number,
                name,
                serial,
                DetectorType.of(vendor),
                DetectorRole.SCIENCE,
                xCenter,
                yCenter,
                zOffset,
                yaw,
                amplifiers,
                Camera.lsst().header());
    }
}
