package ciel.sim.photon;

/** How a source's photons are spread before the point spread function. The code is what kernels switch on. */
public enum SourceKind {
    /** a star */
    POINT(0),
    /** a circular profile as a quantile table, sheared by the source's matrix */
    RADIAL(1),
    /** equal-flux points */
    POINTS(2),
    /** a uniform unit square, sheared by the source's matrix */
    BOX(3),
    /** a picture as an alias table, uniform within each of its pixels */
    IMAGE(4);

    private final int code;

    SourceKind(int code) {
        this.code = code;
    }

    /** @return the number that kernels know this kind by */
    public int code() {
        return code;
    }
}
