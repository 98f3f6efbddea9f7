package ciel.sim.camera;

import java.util.List;

/**
 * One of the detectors of a camera: a science CCD, a guide sensor or a wavefront sensor.
 *
 * @param number     place in the camera, from 0: of LSSTCam 0 to 188 for science CCDs, to 204 for those of the corner
 *      rafts
 * @param name       R22_S11
 * @param serial     E2V-CCD250-382
 * @param type       size, sections and silicon
 * @param role       what it is for
 * @param xCenter    focal plane position of the reference pixel (mm, data-visualisation coordinates: x along
 *      columns of rafts)
 * @param yCenter    focal plane position of the reference pixel (mm)
 * @param zOffset    height (mm) along the camera's axis, positive away from the sky: -1.5 and 1.5 for wavefront sensors
 * @param yaw        rotation about z (deg)
 * @param amplifiers the outputs in raw-file order: of LSST C10 ... C17, C07 ... C00
 * @param header     what headers say of its camera
 */
public record Detector(
        int number,
        String name,
        String serial,
        DetectorType type,
        DetectorRole role,
        double xCenter,
        double yCenter,
        double zOffset,
        double yaw,
        List<Amplifier> amplifiers,
        CameraHeader header) {
    public Detector {
        amplifiers = List.copyOf(amplifiers);
    }

    /** @return the same with other outputs, as many and in the same order */
    public Detector withAmplifiers(List<Amplifier> others) {
        return new Detector(number, name, serial, type, role, xCenter, yCenter, zOffset, yaw, others, header);
    }

    /** @return whether it is a science CCD */
    public boolean science() {
        return role == DetectorRole.SCIENCE;
    }

    /** @return science pixels along x */
    public int width() {
        return type.format().width();
    }

    /** @return science pixels along y */
    public int height() {
        return type.format().height();
    }

    /** @return pitch of the pixels (mm) */
    public double pixelMm() {
        return type.pixelMm();
    }

    /** @return whose silicon it is made of */
    public Vendor vendor() {
        return type.silicon();
    }

    /** @return raft, such as R22: what stands before the underscore of the name; the whole name where there is none */
    public String raft() {
        int split = name.indexOf('_');
        return split < 0 ? name : name.substring(0, split);
    }

    /** @return CCD slot in the raft, such as S11: what stands behind the underscore of the name */
    public String slot() {
        return name.substring(name.indexOf('_') + 1);
    }

    /** @return pixel that sits at {@link #xCenter}, LSST numbering (first pixel 0) */
    public double xReference() {
        return type.xReference();
    }

    /** @return pixel that sits at {@link #yCenter}, LSST numbering */
    public double yReference() {
        return type.yReference();
    }
}
