package ciel.sim.sky;

import ciel.sim.spectrum.Throughputs;

/**
 * The sky over Cerro Pach&oacute;n.
 *
 * <p><b>Dark.</b> The spectrum of the dark sky at the zenith (lsst/throughputs, SMTN-002) D is split into airglow, a
 * share F of it, and starlight with zodiacal light. Airglow grows by van Rhijn's (1921) factor for a layer at
 * {@value #LAYER_KM} km; the rest changes with the zodiacal light of the field ({@link ZodiacalLight}). Both are dimmed by
 * 10^(-0.2 k (X - 1)): half of the extinction, because light scattered out of the line of sight is made up for by light
 * scattered into it.
 *
 * <p><b>Moon.</b> {@link KrisciunasSchaefer} with its two ways of scattering at each wavelength, extinction by molecules
 * kR = 0.0767 (l/550)^-4.05 and by aerosols kM = 0.0297 (l/550)^-1.38 mag per airmass (after Patat et al. 2011, for
 * 2700 m), scaled so that V at an extinction of 0.172 is the authors', and the colour of sunlight reflected by the moon.
 *
 * <p><b>Twilight.</b> {@link Twilight}.
 *
 * <p>Beside rubin_sim's own predictions for public visits: 0.1 mag in g, r, i at the median with the moon up to 70 % of the
 * way to full; weaker in u, z, y and at full moon (0.35 mag). Air is the same every night: no clouds, a solar activity of
 * 130 SFU.
 */
public final class SiteSky implements SkyModel {
    /** Height of the layer of airglow (km). */
    static final double LAYER_KM = 88;

    private static final double EARTH_KM = 6371;
    /** c (nm/s). */
    private static final double LIGHT = 2.99792458e17;
    /** AB magnitude of 1 erg/s/cm^2/Hz. */
    private static final double AB_ZERO = -48.6;

    /** Extinction (mag per airmass) of the bands at their mean wavelengths (SMTN-002). */
    private static final Curve EXTINCTION =
            new Curve(372.4, .470, 480.7, .213, 622.1, .126, 755.9, .096, 868.0, .068, 975.3, .171);
    /** Share of airglow in the dark sky at the zenith. */
    private static final Curve AIRGLOW =
            new Curve(372.4, .45, 480.7, .45, 622.1, .55, 755.9, .75, 868.0, .85, 975.3, .92);
    /**
     * AB magnitude of moonlight less its V: the sun's in the bands, redder by an albedo as wavelength^0.8; in i and z
     * brighter by a further 0.12 and 0.18 mag, half of what visits near full moon lack.
     */
    private static final Curve MOON_COLOUR =
            new Curve(372.4, 1.85, 480.7, 0.45, 622.1, -0.20, 755.9, -0.62, 868.0, -0.82, 975.3, -0.74);
    /** Weights of the two ways of scattering, so that V at an extinction of 0.172 is that of the authors. */
    private static final double MOLECULES = 2.148;

    private static final double AEROSOLS = 5.429;

    private final SkyConditions conditions;

    /**
     * @param conditions where sun and moon are
     * @throws ciel.sim.InputException where the sun is above -5 deg
     */
    public SiteSky(SkyConditions conditions) {
        Twilight.check(conditions);
        this.conditions = conditions;
    }

    @Override
    public String name() {
        return "site";
    }

    @Override
    public SkyParts parts(Direction direction) {
        double[] zenith = Throughputs.tables().darkSky();
        double[] dark = new double[zenith.length];
        double[] moon = new double[zenith.length];
        double[] twilight = new double[zenith.length];
        double airmass = KrisciunasSchaefer.airmass(direction.zenithDistance());
        double layer = vanRhijn(direction.zenithDistance());
        double zodiacal = ZodiacalLight.relative(direction) - 1;
        for (int i = 0; i < zenith.length; i++) {
            double nm = Throughputs.FIRST_NM + i;
            double perMagnitude = LIGHT / (nm * nm);
            double share = AIRGLOW.at(nm);
            double rest = Math.max(
                    0.1 * (1 - share) * zenith[i],
                    (1 - share) * zenith[i] + zodiacal * flux(ZodiacalLight.usualMagnitude(nm)) * perMagnitude);
            dark[i] = (zenith[i] * share * layer + rest) * StrictMath.pow(10, -0.2 * EXTINCTION.at(nm) * (airmass - 1));
            moon[i] = flux(moonMagnitude(nm, direction)) * perMagnitude;
            twilight[i] = flux(Twilight.magnitude(nm, conditions, direction)) * perMagnitude;
        }
        return new SkyParts(dark, moon, twilight);
    }

    /** @return AB magnitude per arcsec^2 of scattered moonlight at a wavelength (nm) */
    private double moonMagnitude(double nm, Direction direction) {
        if (conditions.moonAltitude() <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double airmass = KrisciunasSchaefer.airmass(direction.zenithDistance());
        double separation = direction.separation(conditions.moonAltitude(), conditions.moonAzimuth());
        double molecules = 0.0767 * StrictMath.pow(nm / 550, -4.05);
        double aerosols = 0.0297 * StrictMath.pow(nm / 550, -1.38);
        double scattered = MOLECULES
                        * KrisciunasSchaefer.molecules(separation)
                        * (1 - StrictMath.pow(10, -0.4 * molecules * airmass))
                + AEROSOLS
                        * KrisciunasSchaefer.aerosols(separation)
                        * (1 - StrictMath.pow(10, -0.4 * aerosols * airmass));
        double nanolambert = scattered
                * KrisciunasSchaefer.illuminance(conditions.moonPhaseAngle())
                * StrictMath.pow(
                        10, -0.4 * EXTINCTION.at(nm) * KrisciunasSchaefer.airmass(90 - conditions.moonAltitude()));
        return KrisciunasSchaefer.magnitude(nanolambert) + MOON_COLOUR.at(nm);
    }

    /** @return length of the way through a thin layer high above, relative to the zenith (van Rhijn 1921) */
    static double vanRhijn(double zenithDistance) {
        double sin = zenithDistance >= 90 ? 1 : StrictMath.sin(StrictMath.toRadians(zenithDistance));
        double ratio = EARTH_KM / (EARTH_KM + LAYER_KM) * sin;
        return 1 / Math.sqrt(1 - ratio * ratio);
    }

    private static double flux(double magnitude) {
        return StrictMath.pow(10, -0.4 * (magnitude - AB_ZERO));
    }
}
