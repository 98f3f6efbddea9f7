package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.readout.SkyGradient;
import ciel.sim.sky.Direction;
import ciel.sim.sky.SiteSky;
import ciel.sim.sky.SkyConditions;
import ciel.sim.sky.SkyModel;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.Throughputs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sky of a visit over the focal plane, as {@code ciel sky} tells it: what a rendering would add, before vignetting.
 *
 * @param model      name of the model
 * @param airmass    of the boresight: 1 / sqrt(1 - 0.96 sin^2 z) (Krisciunas and Schaefer 1991, eq. 3)
 * @param secant     sec z of the boresight, which databases call airmass
 * @param conditions where sun and moon are
 * @param separation of the moon from the boresight (deg)
 * @param rows       one for each detector asked for
 */
public record SkyReport(
        String model, double airmass, double secant, SkyConditions conditions, double separation, List<Row> rows) {
    /** AB magnitude 0 (erg/s/cm^2/Hz). */
    private static final double AB_ZERO = 3.631e-20;
    /** c (nm/s). */
    private static final double LIGHT = 2.99792458e17;

    /**
     * The sky on a detector.
     *
     * @param detector  which
     * @param level     at its centre, with its parts
     * @param gradient  the plane over it (e-/px)
     * @param zero      e-/px of AB magnitude 0 per arcsec^2 in its band without the air: detectors differ
     */
    public record Row(Detector detector, RenderSummary.SkyLevel level, SkyGradient gradient, double zero) {
        /** @return AB magnitude per arcsec^2 at its centre */
        public double magnitude() {
            return -2.5 * StrictMath.log10(level.electrons() / zero);
        }
    }

    /**
     * A moon in place of that of the visit.
     *
     * @param altitude   deg
     * @param separation from the boresight (deg)
     * @param phaseAngle deg: 0 full, 180 new
     */
    public record Moon(double altitude, double separation, double phaseAngle) {}

    /**
     * @param header of the visit, with where moon and sun are, or nothing
     * @throws InputException where the model cannot say, or a moon is given to a model without one
     */
    public static SkyReport of(
            Settings settings, Visit visit, Map<String, Double> header, Optional<Moon> moon, List<Detector> detectors) {
        SkyConditions conditions = VisitSky.conditions(visit, header);
        Direction boresight = new Direction(visit.altitude(), visit.azimuth());
        SkyModel model = VisitSky.of(settings, visit, header);
        if (moon.isPresent()) {
            if (!(model instanceof SiteSky)) {
                throw new InputException(
                        "the moon", "is given, and the sky is " + model.name(), "set sky.model=site or leave it out");
            }
            Moon m = moon.get();
            conditions = conditions.withMoon(m.altitude(), m.separation(), m.phaseAngle(), boresight);
            model = new SiteSky(conditions);
        }
        LsstSpectra spectra = LsstSpectra.of(visit, SpectrumSettings.of(settings), SedLibrary.synthetic());
        VisitGeometry geometry = VisitGeometry.of(
                visit, WeatherSettings.of(settings), TelescopeSettings.state(settings), settings.camera());
        SkyLight light = new SkyLight(model, geometry, spectra, SpectrumSettings.skyClouds(settings));
        double[] flat = new double[Throughputs.LENGTH];
        for (int i = 0; i < flat.length; i++) {
            double nm = Throughputs.FIRST_NM + i;
            flat[i] = AB_ZERO * LIGHT / (nm * nm);
        }
        List<Row> rows = detectors.stream()
                .map(d -> new Row(d, light.parts(d), light.on(d), spectra.skyElectrons(flat, d.number())))
                .toList();
        double zenith = StrictMath.toRadians(90 - visit.altitude());
        return new SkyReport(
                model.name(),
                visit.airmass(),
                1 / StrictMath.cos(zenith),
                conditions,
                boresight.separation(conditions.moonAltitude(), conditions.moonAzimuth()),
                rows);
    }
}
