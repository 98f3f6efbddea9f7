package ciel.sim.atmosphere;

/**
 * Refraction of air by wavelength: Edlen's formula as Filippenko (1982, PASP 94, 715, eqs. 1 to 3) gives it.
 *
 * @param pressure    kPa, 10 to 110
 * @param temperature K, 230 to 320
 * @param vapour      partial pressure of water (kPa), 0 to 5
 */
public record AirDispersion(double pressure, double temperature, double vapour) {
    private static final double ARCSEC = 180 * 3600 / Math.PI;
    private static final double MM_HG = 7.50061683;

    /**
     * @param wavelength nm, 300 to 1200
     * @return n - 1
     */
    public double refractivity(double wavelength) {
        double p = pressure * MM_HG;
        double t = temperature - 273.15;
        double w = vapour * MM_HG;
        double s2 = 1e6 / (wavelength * wavelength);
        double dry = 64.328 + 29498.1 / (146 - s2) + 255.4 / (41 - s2);
        double scaled = dry * p * (1 + (1.049 - 0.0157 * t) * 1e-6 * p) / (720.883 * (1 + 0.003661 * t));
        double wet = (0.0624 - 0.000680 * s2) / (1 + 0.003661 * t) * w;
        return (scaled - wet) * 1e-6;
    }

    /** @return refraction at a zenith distance of 45 deg (arcsec): it goes like the tangent, up to 75 deg */
    public double refraction(double wavelength) {
        double n = 1 + refractivity(wavelength);
        return (n * n - 1) / (2 * n * n) * ARCSEC;
    }

    /** @return how far (arcsec, at 45 deg) light of a wavelength comes nearer to the zenith than that of another */
    public double shift(double wavelength, double reference) {
        return refraction(wavelength) - refraction(reference);
    }
}
