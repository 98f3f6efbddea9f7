package ciel.sim.catalog;

/** Why an object that is written rightly is nevertheless not drawn while {@code skip_invalid} is on. */
public enum Invalid {
    /** magnorm is 50 or more: the catalog's way to say "no light" */
    NO_LIGHT("magnorm is 50 or more"),
    /** a sersic2d or knots object whose major axis is the shorter one */
    AXES("semi-major axis a is less than semi-minor axis b"),
    /** a knots object with no knots */
    NO_KNOTS("number of knots is 0 or less"),
    /** an image object whose file is not there */
    NO_IMAGE("its FITS image does not exist"),
    /** an image object whose file is no picture, or has no flux, or pixels that are negative or no numbers */
    BAD_IMAGE("its FITS image cannot be drawn");

    private final String meaning;

    Invalid(String meaning) {
        this.meaning = meaning;
    }

    /** @return what is wrong, in words */
    public String meaning() {
        return meaning;
    }
}
