package ciel.sim.camera;

/** The two makers of the LSST CCDs, with what differs between their devices. */
public enum Vendor {
    /**
     * width, height of the science pixels; amplifier data width, height; serial prescan and overscan; parallel overscan
     * (px)
     */
    E2V(4096, 4004, 512, 2002, 10, 54, 46),
    ITL(4072, 4000, 509, 2000, 3, 64, 48),
    /** a wavefront sensor: half of an ITL device */
    ITL_WF(4072, 2000, 509, 2000, 3, 64, 48);

    private final int width;
    private final int height;
    private final int amplifierWidth;
    private final int amplifierHeight;
    private final int prescan;
    private final int serialOverscan;
    private final int parallelOverscan;

    Vendor(
            int width,
            int height,
            int amplifierWidth,
            int amplifierHeight,
            int prescan,
            int serialOverscan,
            int parallelOverscan) {
        this.width = width;
        this.height = height;
        this.amplifierWidth = amplifierWidth;
        this.amplifierHeight = amplifierHeight;
        this.prescan = prescan;
        this.serialOverscan = serialOverscan;
        this.parallelOverscan = parallelOverscan;
    }

    /** @return who made it: E2V or ITL */
    public Vendor maker() {
        return this == E2V ? E2V : ITL;
    }

    /** @return science pixels along x */
    public int width() {
        return width;
    }

    /** @return science pixels along y */
    public int height() {
        return height;
    }

    /** @return data columns of one amplifier */
    public int amplifierWidth() {
        return amplifierWidth;
    }

    /** @return data rows of one amplifier */
    public int amplifierHeight() {
        return amplifierHeight;
    }

    /** @return serial prescan columns */
    public int prescan() {
        return prescan;
    }

    /** @return serial overscan columns */
    public int serialOverscan() {
        return serialOverscan;
    }

    /** @return parallel overscan rows */
    public int parallelOverscan() {
        return parallelOverscan;
    }
}
