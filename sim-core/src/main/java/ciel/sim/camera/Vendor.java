package ciel.sim.camera;

/** The CCDs that were made for LSST, and whose silicon the sensor models know. */
public enum Vendor {
    E2V(new DetectorFormat(4096, 4004, 512, 2002, 10, 54, 46)),
    ITL(new DetectorFormat(4072, 4000, 509, 2000, 3, 64, 48)),
    /** a wavefront sensor: half of an ITL device */
    ITL_WF(new DetectorFormat(4072, 2000, 509, 2000, 3, 64, 48));

    private final DetectorFormat format;

    Vendor(DetectorFormat format) {
        this.format = format;
    }

    /** @return who made it: E2V or ITL */
    public Vendor maker() {
        return this == E2V ? E2V : ITL;
    }

    /** @return sizes of its CCDs and frames */
    public DetectorFormat format() {
        return format;
    }
}
