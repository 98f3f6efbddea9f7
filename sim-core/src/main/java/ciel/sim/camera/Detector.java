package ciel.sim.camera;

import java.util.List;

/**
 * One of the CCDs of LSSTCam: a science CCD, a guide sensor or a wavefront sensor.
 *
 * @param number     0 to 188 for science CCDs, to 204 for those of the corner rafts
 * @param name       R22_S11
 * @param serial     E2V-CCD250-382
 * @param vendor     maker: decides size and sections
 * @param xCenter    focal plane position of the reference pixel (mm, data-visualisation coordinates: x along
 *      columns of rafts)
 * @param yCenter    focal plane position of the reference pixel (mm)
 * @param zOffset    height (mm) along the camera's axis, positive away from the sky: -1.5 and 1.5 for wavefront sensors
 * @param yaw        rotation about z (deg)
 * @param amplifiers the outputs in raw-file order: C10 ... C17, C07 ... C00; a wavefront sensor has only the first eight
 */
public record Detector(
        int number,
        String name,
        String serial,
        Vendor vendor,
        double xCenter,
        double yCenter,
        double zOffset,
        double yaw,
        List<Amplifier> amplifiers) {
    /** Pixel pitch in mm. */
    public static final double PIXEL_MM = 0.01;

    /** @return whether it is one of the 189 science CCDs */
    public boolean science() {
        return number < Camera.DETECTORS;
    }

    /** @return raft, such as R22 */
    public String raft() {
        return name.substring(0, 3);
    }

    /** @return CCD slot in the raft, such as S11 */
    public String slot() {
        return name.substring(4);
    }

    /**
     * Pixel that sits at {@link #xCenter}, LSST numbering (first pixel 0): the middle of an E2V, 2047.5. For ITL it
     * is 2036.5, one pixel from the middle (2035.5): so in
     * lsst/obs_lsst (refpos in policy/cameraHeader.yaml), and therefore in the coordinates of every LSST image.
     */
    public double xReference() {
        return switch (vendor) {
            case E2V -> 2047.5;
            case ITL, ITL_WF -> 2036.5;
        };
    }

    /** @return pixel that sits at {@link #yCenter}, LSST numbering: 2001.5 for E2V, 2000.5 for ITL, 1000.5 for a wavefront sensor */
    public double yReference() {
        return switch (vendor) {
            case E2V -> 2001.5;
            case ITL -> 2000.5;
            case ITL_WF -> 1000.5;
        };
    }
}
