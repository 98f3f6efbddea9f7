package ciel.sim.optics;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraOptics;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;

/**
 * The geometry of one visit: ICRS, observed direction, field angle, focal plane, pixel. Everything that the detectors
 * of a visit share is computed once, at the middle of
 * the exposure. Immutable and safe for many threads.
 *
 * <p>Field angles are gnomonic about the observed boresight and tell how the light travels, in the frame of the mount
 * whose z points to the sky and y to the zenith: an object
 * nearer to the zenith has smaller y, one at larger azimuth has larger x. The focal plane (mm) has the axes of the
 * data-visualisation coordinate system of LSE-349: x and y of
 * the rotated camera in exchanged roles.
 */
public final class VisitGeometry {
    private final Visit visit;
    private final double wavelength;
    private final Weather weather;
    private final TelescopeState state;
    private final Camera camera;
    private final Telescope design;
    private final Telescope telescope;
    private final Astrometry astrometry;
    private final RadialMap flat;
    /** Observed boresight and the two field axes, in the horizon frame (north, east, up). */
    private final double[] axis = new double[3];

    private final double[] azimuthward;
    private final double[] fromZenith;

    private VisitGeometry(Visit visit, double wavelength, Weather weather, TelescopeState state, Camera camera) {
        check(visit);
        this.visit = visit;
        this.wavelength = wavelength;
        this.weather = weather;
        this.state = state;
        this.camera = camera;
        design = camera.optics() instanceof CameraOptics.Simonyi simonyi
                ? Telescope.of(visit.band(), simonyi.lenses())
                : null;
        telescope = design != null ? state.stand(design, 0, 0) : null;
        astrometry = new Astrometry(visit.mjd(), weather, wavelength);
        flat = switch (camera.optics()) {
            case CameraOptics.Simonyi simonyi ->
                new ChiefRayMap(telescope.axisymmetric() ? telescope : design, wavelength);
            case CameraOptics.PlateScale scale -> new PlateScaleMap(scale);
        };
        astrometry.toHorizon(Math.toRadians(visit.ra()), Math.toRadians(visit.dec()), axis);
        double horizontal = StrictMath.hypot(axis[0], axis[1]);
        double north = horizontal == 0 ? 1 : axis[0] / horizontal;
        double east = horizontal == 0 ? 0 : axis[1] / horizontal;
        azimuthward = new double[] {-east, north, 0};
        fromZenith = new double[] {axis[2] * north, axis[2] * east, -horizontal};
    }

    private static void check(Visit visit) {
        String context = "visit " + visit.observationId();
        if (!(Math.abs(visit.ra()) <= 720)) {
            throw new InputException(
                    context,
                    "right ascension " + visit.ra() + " deg of the boresight is not an angle",
                    "give it in degrees, 0 to 360");
        }
        if (!(Math.abs(visit.dec()) <= 90)) {
            throw new InputException(
                    context,
                    "declination " + visit.dec() + " deg of the boresight lies outside -90 to 90",
                    "give it in degrees");
        }
        if (!(Math.abs(visit.rotTelPos()) <= 720)) {
            throw new InputException(
                    context, "rotTelPos " + visit.rotTelPos() + " deg is not an angle", "give it in degrees");
        }
    }

    /** @return the geometry of a visit in imSim's weather, chief rays at the effective wavelength of the band */
    public static VisitGeometry of(Visit visit) {
        return of(visit, chiefWavelength(visit.band(), visit.airmass()), Weather.CERRO_PACHON);
    }

    /**
     * @param wavelength of chief rays and refraction (nm); imSim takes the mean wavelength of each detector's
     *      bandpass, a nanometre from the default
     * @param weather    air at the telescope
     * @throws InputException if the visit's pointing or date is impossible
     */
    public static VisitGeometry of(Visit visit, double wavelength, Weather weather) {
        return new VisitGeometry(visit, wavelength, weather, TelescopeState.DESIGN, Camera.lsst());
    }

    /** @return the geometry of a visit through a telescope that stands otherwise than designed, in imSim's weather */
    public static VisitGeometry of(Visit visit, TelescopeState state) {
        return of(visit, Weather.CERRO_PACHON, state, Camera.lsst());
    }

    /**
     * @param weather air at the telescope
     * @param state   how the telescope stands; only the Simonyi telescope can stand otherwise than designed
     * @param camera  on the telescope
     * @return the geometry of a visit, chief rays at the effective wavelength of the band
     * @throws InputException if the visit's pointing or date is impossible, or the camera cannot take the state
     */
    public static VisitGeometry of(Visit visit, Weather weather, TelescopeState state, Camera camera) {
        if (!(camera.optics() instanceof CameraOptics.Simonyi) && !state.equals(TelescopeState.DESIGN)) {
            throw untraced(camera, "a telescope that stands otherwise than designed (optics.perturbations, focus_z)");
        }
        return new VisitGeometry(visit, chiefWavelength(visit.band(), visit.airmass()), weather, state, camera);
    }

    private static InputException untraced(Camera camera, String wanted) {
        return new InputException(
                "camera " + camera.name(),
                "is described by a plate scale, and has no telescope to trace: there is no " + wanted,
                "leave it out, or use a camera with optics model simonyi, such as LSSTCam");
    }

    /** @return the camera on the telescope */
    public Camera camera() {
        return camera;
    }

    /**
     * Transmission-weighted mean wavelength of a band: lsst/throughputs v1.9 times the quantum efficiency of the 189
     * CCDs, averaged, with a linear term in airmass. Single CCDs
     * differ from the mean by up to 1.2 nm in u (0.026 px at the edge of the field by lateral colour), 1.4 in g
     * (0.012 px), 0.8 in r (0.003 px), 0.8 in i, 0.8 in z, 4.2 in y
     * (0.006 px). One wavelength serves all: so a star has one place on the focal plane, whichever CCD is rendered.
     *
     * @return nm
     */
    public static double chiefWavelength(Band band, double airmass) {
        double beyond = airmass - 1.2;
        return switch (band) {
            case U -> 370.78 + 1.18 * beyond;
            case G -> 481.03 + 1.96 * beyond;
            case R -> 621.77 + 0.90 * beyond;
            case I -> 756.01 + 0.32 * beyond;
            case Z -> 867.81 - 0.19 * beyond;
            case Y -> 973.58 + 1.58 * beyond;
        };
    }

    /** @return the visit that the geometry is of */
    public Visit visit() {
        return visit;
    }

    /** @return wavelength of chief rays and refraction (nm) */
    public double wavelength() {
        return wavelength;
    }

    /** @return pressure, temperature and humidity that refraction is computed with */
    public Weather weather() {
        return weather;
    }

    /** @return the telescope as it stands, camera rotator at 0 */
    public Telescope telescope() {
        return traced();
    }

    /** @return the astrometry of the middle of the exposure */
    public Astrometry astrometry() {
        return astrometry;
    }

    private Telescope traced() {
        if (telescope == null) {
            throw untraced(camera, "ray trace");
        }
        return telescope;
    }

    /** @return the telescope as it stands, camera rotated, focal surface at the height of a detector */
    public Telescope telescope(Detector detector) {
        traced();
        return state.stand(design, visit.rotTelPos(), detector.zOffset() * 1e-3);
    }

    /** @return the world coordinates of one detector */
    public DetectorWcs wcs(Detector detector) {
        if (camera.optics() instanceof CameraOptics.PlateScale scale) {
            return new DetectorWcs(
                    detector,
                    astrometry,
                    new FlippedField(RotatedChiefRays.of(flat, visit.rotTelPos()), scale.flipped()),
                    axis,
                    azimuthward,
                    fromZenith);
        }
        RadialMap map = flat;
        if (telescope.axisymmetric() && detector.zOffset() != 0) {
            map = new ChiefRayMap(state.stand(design, 0, detector.zOffset() * 1e-3), wavelength);
        }
        FieldMap chief = RotatedChiefRays.of(map, visit.rotTelPos());
        if (!telescope.axisymmetric()) {
            chief = new TracedChiefRays(telescope(detector), wavelength, (RotatedChiefRays) chief);
        }
        return new DetectorWcs(detector, astrometry, chief, axis, azimuthward, fromZenith);
    }

    /** @return where refraction moves a source on a detector, whose world coordinates are given */
    public ZenithShift zenithShift(DetectorWcs wcs) {
        return new ZenithShift(wcs, StrictMath.acos(axis[2]));
    }

    /**
     * How far the sky turns about the boresight, as the mount sees it, in the course of the exposure.
     *
     * @return angle (rad) by which the mount, and the spider that stands in it, turns against the sky from the start to
     *     the end, from the x axis of the mount towards its y axis
     */
    public double fieldRotation() {
        return Math.IEEEremainder(spin(visit.mjdEnd()) - spin(visit.mjdStart()), 2 * Math.PI);
    }

    /** Angle (rad) of the mount's axes against the sky about the boresight. */
    private double spin(double mjd) {
        Astrometry then = new Astrometry(mjd, weather, wavelength);
        double[] centre = new double[3];
        double[] above = new double[3];
        double dec = visit.dec() > 0 ? visit.dec() - 0.1 : visit.dec() + 0.1;
        then.toHorizon(Math.toRadians(visit.ra()), Math.toRadians(visit.dec()), centre);
        then.toHorizon(Math.toRadians(visit.ra()), Math.toRadians(dec), above);
        double horizontal = StrictMath.hypot(centre[0], centre[1]);
        double north = horizontal == 0 ? 1 : centre[0] / horizontal;
        double east = horizontal == 0 ? 0 : centre[1] / horizontal;
        double x = -east * above[0] + north * above[1];
        double y = centre[2] * (north * above[0] + east * above[1]) - horizontal * above[2];
        // The star stands at this angle in the axes of the mount; the mount against the star at minus it.
        return -StrictMath.atan2(y, x);
    }

    /**
     * @return angle of the camera on the sky (deg, 0 to 360) at the start of the exposure: 270 - rotTelPos +
     * pseudo-parallactic angle; header keyword ROTANGLE
     */
    public double rotSkyPos() {
        return rotSkyPos(visit.mjdStart());
    }

    /**
     * @return angle of the camera on the sky (deg, 0 to 360) at an instant (MJD, TAI), were the rotator to stand still
     */
    public double rotSkyPos(double mjd) {
        double angle = 270
                - visit.rotTelPos()
                + new Astrometry(mjd, weather, wavelength).pseudoParallacticAngle(visit.ra(), visit.dec());
        return angle - 360 * Math.floor(angle / 360);
    }

    /**
     * @return hour angle (deg, -180 to 180) of the boresight at the start: local apparent sidereal time less catalog
     * right ascension
     */
    public double hourAngleStart() {
        return hourAngle(visit.mjdStart());
    }

    /** @return hour angle (deg) at the end of the exposure */
    public double hourAngleEnd() {
        return hourAngle(visit.mjdEnd());
    }

    /** @return hour angle (deg) in the middle of the exposure */
    public double hourAngleMiddle() {
        return hourAngle(visit.mjd());
    }

    /** @return hour angle (deg, -180 to 180) of the boresight at an instant (MJD, TAI) */
    public double hourAngle(double mjd) {
        return Math.IEEEremainder(
                Math.toDegrees(new Astrometry(mjd, weather, wavelength).siderealTime()) - visit.ra(), 360);
    }
}
