package ciel.sim.catalog;

import ciel.sim.Band;

/**
 * One exposure as a catalog header or an observing schedule describes it.
 *
 * @param observationId  obshistid / observationId
 * @param snap           snap number, from 0
 * @param band           filter
 * @param ra             boresight right ascension ICRS (deg)
 * @param dec            boresight declination ICRS (deg)
 * @param rotTelPos      camera rotator angle (deg)
 * @param rotSkyPos      as the catalog gives it (deg; headers use the computed value)
 * @param altitude       altitude of the boresight at the start of the visit, without refraction (deg)
 * @param azimuth        azimuth of the boresight at the start of the visit (deg, from north through east)
 * @param mjd            middle of the exposure (MJD, TAI)
 * @param exposureTime   open-shutter time (s)
 * @param rawSeeing      atmospheric FWHM at zenith and 500 nm (arcsec)
 * @param sequenceNumber number within the night
 * @param seed           the catalog's seed
 */
public record Visit(
        long observationId,
        int snap,
        Band band,
        double ra,
        double dec,
        double rotTelPos,
        double rotSkyPos,
        double altitude,
        double azimuth,
        double mjd,
        double exposureTime,
        double rawSeeing,
        int sequenceNumber,
        long seed) {
    /** @return the same exposure with another seed */
    public Visit withSeed(long other) {
        return with(band, rawSeeing, other);
    }

    /** @return airmass 1/sqrt(1 - 0.96 sin^2 z) (Krisciunas and Schaefer 1991, eq. 3) */
    public double airmass() {
        double sin = StrictMath.sin(Math.toRadians(90 - altitude));
        return 1 / Math.sqrt(1 - 0.96 * sin * sin);
    }

    /** @return start of the exposure (MJD, TAI) */
    public double mjdStart() {
        return mjd - exposureTime / 2 / 86400;
    }

    /** @return end of the exposure (MJD, TAI) */
    public double mjdEnd() {
        return mjd + exposureTime / 2 / 86400;
    }

    /** @return FWHM (arcsec) of the atmosphere in this band at this airmass */
    public double fwhmAtmosphere() {
        return rawSeeing * StrictMath.pow(band.effectiveWavelength() / 500, -0.3) * StrictMath.pow(airmass(), 0.6);
    }

    /** @return FWHMeff (arcsec), rubin_sim's definition: 1.16 sqrt(sys^2 + 1.04 atm^2), sys = 0.4 X^0.6 */
    public double fwhmEff() {
        double system = 0.4 * StrictMath.pow(airmass(), 0.6);
        double atmosphere = fwhmAtmosphere();
        return 1.16 * Math.sqrt(system * system + 1.04 * atmosphere * atmosphere);
    }

    /** @return FWHMgeom (arcsec) = 0.822 FWHMeff + 0.052 */
    public double fwhmGeom() {
        return 0.822 * fwhmEff() + 0.052;
    }

    /** @param arcsec seeing at 500 nm and the zenith @return the same visit in another seeing */
    public Visit withSeeing(double arcsec) {
        return with(band, arcsec, seed);
    }

    /** @return the same visit through another filter */
    public Visit in(Band other) {
        return with(other, rawSeeing, seed);
    }

    private Visit with(Band filter, double seeing, long number) {
        return new Visit(
                observationId,
                snap,
                filter,
                ra,
                dec,
                rotTelPos,
                rotSkyPos,
                altitude,
                azimuth,
                mjd,
                exposureTime,
                seeing,
                sequenceNumber,
                number);
    }
}
