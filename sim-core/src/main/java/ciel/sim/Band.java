package ciel.sim;

/** The six LSST filters, in phosim's numbering (u = 0 ... y = 5). */
public enum Band {
    /** effective wavelength (nm) as used for FWHMeff; physical filter name of the LSST camera */
    U(365.49, "u_24"),
    G(480.03, "g_6"),
    R(622.20, "r_57"),
    I(754.06, "i_39"),
    Z(868.21, "z_20"),
    Y(991.66, "y_10");

    private final double effectiveWavelength;
    private final String physicalFilter;

    Band(double effectiveWavelength, String physicalFilter) {
        this.effectiveWavelength = effectiveWavelength;
        this.physicalFilter = physicalFilter;
    }

    /** @return effective wavelength in nm (imSim's value, used in FWHMeff and chromatic seeing) */
    public double effectiveWavelength() {
        return effectiveWavelength;
    }

    /** @return name of the physical filter in LSSTCam headers, such as {@code r_57} */
    public String physicalFilter() {
        return physicalFilter;
    }

    /** @return the one-letter lower-case name */
    public String letter() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @throws IllegalArgumentException unless {@code name} is one of u g r i z y */
    public static Band of(String name) {
        for (Band band : values()) {
            if (band.letter().equals(name)) {
                return band;
            }
        }
        throw new IllegalArgumentException("band '" + name + "' is not one of u g r i z y");
    }
}
