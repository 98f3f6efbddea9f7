package ciel.sim.catalog;

/**
 * One object of a catalog on the sky.
 *
 * @param id       the catalog's own identifier (free text without blanks)
 * @param ra       right ascension ICRS (deg)
 * @param dec      declination ICRS (deg)
 * @param magnorm  AB magnitude at 500 nm in the rest frame of the SED file; about, where the light has its own scale
 * @param light    its spectrum
 * @param redshift redshift, {@value #MIN_REDSHIFT} to {@value #MAX_REDSHIFT}: a little below 0 for the nearest galaxies
 * @param gamma1   lensing shear, component 1
 * @param gamma2   lensing shear, component 2, sign as in the catalog (flip_g2 not yet applied)
 * @param kappa    lensing convergence
 * @param shape    what it looks like
 * @param internal dust in the host, applied at rest wavelength
 * @param galactic dust of the Milky Way, applied at observed wavelength
 */
public record SkyObject(
        String id,
        double ra,
        double dec,
        double magnorm,
        Light light,
        double redshift,
        double gamma1,
        double gamma2,
        double kappa,
        Shape shape,
        Dust internal,
        Dust galactic) {
    /** Least redshift a catalog may hold. */
    public static final double MIN_REDSHIFT = -0.1;
    /** Largest redshift a catalog may hold. */
    public static final double MAX_REDSHIFT = 100;

    /** An object with a spectrum of a library. @param sed name of the file, relative to the library */
    public SkyObject(
            String id,
            double ra,
            double dec,
            double magnorm,
            String sed,
            double redshift,
            double gamma1,
            double gamma2,
            double kappa,
            Shape shape,
            Dust internal,
            Dust galactic) {
        this(id, ra, dec, magnorm, new Light.Library(sed), redshift, gamma1, gamma2, kappa, shape, internal, galactic);
    }

    /** @return name of its spectrum */
    public String sed() {
        return light.name();
    }
}
