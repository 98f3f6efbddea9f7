package ciel.sim.camera;

/**
 * Sizes of a CCD and of the raw frames of its amplifiers, all of which are alike (px).
 *
 * @param width            science pixels along x
 * @param height           science pixels along y
 * @param amplifierWidth   data columns of one amplifier
 * @param amplifierHeight  data rows of one amplifier
 * @param prescan          serial prescan columns of a raw frame
 * @param serialOverscan   serial overscan columns
 * @param parallelOverscan parallel overscan rows
 */
public record DetectorFormat(
        int width,
        int height,
        int amplifierWidth,
        int amplifierHeight,
        int prescan,
        int serialOverscan,
        int parallelOverscan) {
    /** @return columns of a raw frame, pre- and overscan included */
    public int rawWidth() {
        return prescan + amplifierWidth + serialOverscan;
    }

    /** @return rows of a raw frame, overscan included */
    public int rawHeight() {
        return amplifierHeight + parallelOverscan;
    }

    /** @return pixels of a raw frame */
    public int rawPixels() {
        return rawWidth() * rawHeight();
    }

    /** @return science pixels */
    public int pixels() {
        return width * height;
    }
}
