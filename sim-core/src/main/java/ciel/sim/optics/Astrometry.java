package ciel.sim.optics;

import ciel.sim.InputException;

/**
 * From ICRS to the direction in which the telescope sees an object, and back: deflection by the Sun, annual and
 * diurnal aberration, precession-nutation, Earth rotation,
 * refraction. The models are those of the IAU 2006/2000A conventions (see {@link EarthRotation}, {@link
 * EarthEphemeris}, {@link Weather}); catalog positions have no proper motion
 * and no parallax; polar motion is taken as zero (below 0.5", common to the whole field). Agrees with ERFA's atco13
 * to 1e-4 arcsec above 30 deg of altitude.
 *
 * <p>Directions are unit vectors in the horizon frame: north, east, up. Immutable and safe for many threads.
 */
public final class Astrometry {
    /** Rubin Observatory on Cerro Pachon (lsst/obs_lsst, SIMONYI_LOCATION), WGS84: deg, deg, m. */
    public static final double LATITUDE = -30.244639;

    public static final double LONGITUDE = -70.749417;
    public static final double HEIGHT = 2663.0;

    private static final double FIRST_MJD = 44239;
    private static final double LAST_MJD = 88069;
    private static final double AU = 149597870700.0;
    private static final double LIGHT_AU_PER_DAY = 299792458.0 * 86400 / AU;
    /** Schwarzschild radius of the Sun (au). */
    private static final double SUN_RADIUS = 1.97412574336e-8;
    /** WGS84. */
    private static final double EQUATOR = 6378137.0;

    private static final double FLATTENING = 1 / 298.257223563;
    /**
     * Refraction is that of the observed zenith distance with this tangent (87.1 deg) from there down to the horizon
     * and below: finite and smooth, not real.
     */
    private static final double LARGEST_TANGENT = 20;

    private static final int MAX_STEPS = 8;

    private final double refractionA;
    private final double refractionB;
    private final double lst;
    private final double[] toHorizon;
    private final double[] sunToEarth;
    private final double distance;
    private final double[] velocity;
    private final double inverseLorentz;

    /**
     * @param mjd        instant (MJD, TAI), 1980 to 2100; best from 2005 to 2027, where UT1 is tabulated
     * @param weather    air at the telescope
     * @param wavelength of the light, for refraction (nm)
     * @throws InputException for another date
     */
    public Astrometry(double mjd, Weather weather, double wavelength) {
        this(mjd, EarthRotation.ut1MinusTai(mjd), weather, wavelength);
    }

    /** With a given UT1 - TAI (s). */
    Astrometry(double mjd, double ut1MinusTai, Weather weather, double wavelength) {
        if (!(mjd >= FIRST_MJD && mjd <= LAST_MJD)) {
            throw new InputException(
                    "mjd",
                    "MJD " + mjd + " lies outside " + (int) FIRST_MJD + " to " + (int) LAST_MJD + " (1980 to 2100)",
                    "give the date of the exposure as MJD (TAI)");
        }
        double[] refraction = weather.refraction(wavelength);
        refractionA = refraction[0];
        refractionB = refraction[1];
        EarthRotation rotation = new EarthRotation(mjd, ut1MinusTai);
        EarthEphemeris earth = new EarthEphemeris(EarthRotation.centuries(mjd));
        double longitude = Math.toRadians(LONGITUDE);
        double latitude = Math.toRadians(LATITUDE);
        lst = EarthRotation.wrap(rotation.gast + longitude);

        double sinLat = StrictMath.sin(latitude);
        double cosLat = StrictMath.cos(latitude);
        double sinLst = StrictMath.sin(lst);
        double cosLst = StrictMath.cos(lst);
        double[] horizon = {
            -sinLat * cosLst, -sinLat * sinLst, cosLat, -sinLst, cosLst, 0, cosLat * cosLst, cosLat * sinLst, sinLat
        };
        toHorizon = EarthRotation.times(horizon, rotation.matrix);

        double eccentricity2 = FLATTENING * (2 - FLATTENING);
        double radius = (EQUATOR / Math.sqrt(1 - eccentricity2 * sinLat * sinLat) + HEIGHT) * cosLat;
        double eastward = radius * 2 * Math.PI * 1.00273781191135448 / AU;
        velocity = new double[3];
        double speed2 = 0;
        for (int i = 0; i < 3; i++) {
            velocity[i] = (earth.velocity[i] + eastward * toHorizon[3 + i]) / LIGHT_AU_PER_DAY;
            speed2 += velocity[i] * velocity[i];
        }
        inverseLorentz = Math.sqrt(1 - speed2);
        double[] h = earth.heliocentric;
        distance = Math.sqrt(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
        sunToEarth = new double[] {h[0] / distance, h[1] / distance, h[2] / distance};
    }

    /** @return local apparent sidereal time (rad), 0 to 2 pi */
    public double siderealTime() {
        return lst;
    }

    /**
     * @param ra  ICRS (rad)
     * @param dec ICRS (rad)
     * @param out receives the observed direction: north, east, up
     */
    public void toHorizon(double ra, double dec, double[] out) {
        double cosDec = StrictMath.cos(dec);
        apparent(cosDec * StrictMath.cos(ra), cosDec * StrictMath.sin(ra), StrictMath.sin(dec), out);
        refract(out);
    }

    /**
     * As {@link #toHorizon}, without refraction.
     *
     * @param ra  ICRS (rad)
     * @param dec ICRS (rad)
     * @param out receives the direction: north, east, up
     */
    public void toHorizonWithoutAir(double ra, double dec, double[] out) {
        double cosDec = StrictMath.cos(dec);
        apparent(cosDec * StrictMath.cos(ra), cosDec * StrictMath.sin(ra), StrictMath.sin(dec), out);
    }

    /** Deflection, aberration, rotation into the horizon frame. */
    private void apparent(double px, double py, double pz, double[] out) {
        double ex = sunToEarth[0];
        double ey = sunToEarth[1];
        double ez = sunToEarth[2];
        // Deflection (Klioner 2003): away from the Sun by 2GM/(c^2 r) e-perpendicular / (1 + p.e), limited within 0.3
        // deg of the Sun's centre.
        double cosine = px * ex + py * ey + pz * ez;
        double bend = SUN_RADIUS / distance / Math.max(1 + cosine, 1e-6);
        double dx = px + bend * (ex - cosine * px);
        double dy = py + bend * (ey - cosine * py);
        double dz = pz + bend * (ez - cosine * pz);
        // Aberration: the Lorentz transformation of the direction, and the Sun's potential (Klioner 2003, eq. 7.40;
        // 4e-7 arcsec).
        double pv = dx * velocity[0] + dy * velocity[1] + dz * velocity[2];
        double along = 1 + pv / (1 + inverseLorentz);
        double potential = SUN_RADIUS / distance;
        double qx = dx * inverseLorentz + along * velocity[0] + potential * (velocity[0] - pv * dx);
        double qy = dy * inverseLorentz + along * velocity[1] + potential * (velocity[1] - pv * dy);
        double qz = dz * inverseLorentz + along * velocity[2] + potential * (velocity[2] - pv * dz);
        double norm = 1 / Math.sqrt(qx * qx + qy * qy + qz * qz);
        double[] m = toHorizon;
        out[0] = norm * (m[0] * qx + m[1] * qy + m[2] * qz);
        out[1] = norm * (m[3] * qx + m[4] * qy + m[5] * qz);
        out[2] = norm * (m[6] * qx + m[7] * qy + m[8] * qz);
    }

    /**
     * Lifts a direction from where it would be seen without air to where it is seen: solves lift = R(z - lift) by
     * Newton's method.
     */
    private void refract(double[] d) {
        double horizontal = Math.sqrt(d[0] * d[0] + d[1] * d[1]);
        if (horizontal < 1e-12 || refractionA == 0) {
            return;
        }
        double lift = 0;
        double step = 1;
        for (int i = 0; i < MAX_STEPS && Math.abs(step) > 1e-13; i++) {
            // tangent of the zenith distance z - lift
            double up = d[2] + horizontal * lift;
            double t = up > 0 ? (horizontal - d[2] * lift) / up : LARGEST_TANGENT;
            double b;
            double slope = 0;
            if (t < LARGEST_TANGENT) {
                b = refractionB * t * t;
                slope = (refractionA + 3 * b) * (1 + t * t);
            } else {
                t = LARGEST_TANGENT;
                b = refractionB * t * t;
            }
            step = ((refractionA + b) * t - lift) / (1 + slope);
            lift += step;
        }
        raise(d, horizontal, lift);
    }

    /**
     * The inverse of {@link #refract}: exact, since the model gives refraction as a function of the observed direction.
     */
    private void unrefract(double[] d) {
        double horizontal = Math.sqrt(d[0] * d[0] + d[1] * d[1]);
        if (horizontal < 1e-12 || refractionA == 0) {
            return;
        }
        double t = d[2] > 0 ? Math.min(horizontal / d[2], LARGEST_TANGENT) : LARGEST_TANGENT;
        raise(d, horizontal, -t * (refractionA + refractionB * t * t));
    }

    /** Turns a direction towards the zenith by a small angle (below 3e-3 rad): sine and cosine to fifth order. */
    private static void raise(double[] d, double horizontal, double lift) {
        double l2 = lift * lift;
        double sine = lift * (1 - l2 / 6 * (1 - l2 / 20));
        double cosine = 1 - l2 / 2 * (1 - l2 / 12);
        double scale = cosine - sine * d[2] / horizontal;
        d[0] *= scale;
        d[1] *= scale;
        d[2] = cosine * d[2] + sine * horizontal;
    }

    /**
     * @param horizon observed direction: north, east, up (unit vector)
     * @param out     receives ra, dec ICRS (rad); ra from 0 to 2 pi
     */
    public void toIcrs(double[] horizon, double[] out) {
        double[] d = horizon.clone();
        unrefract(d);
        double[] m = toHorizon;
        // Fixed-point iteration on the 20" of aberration and deflection: each round gains four decimals.
        double x = m[0] * d[0] + m[3] * d[1] + m[6] * d[2];
        double y = m[1] * d[0] + m[4] * d[1] + m[7] * d[2];
        double z = m[2] * d[0] + m[5] * d[1] + m[8] * d[2];
        double px = x;
        double py = y;
        double pz = z;
        double[] seen = new double[3];
        for (int i = 0; i < 4; i++) {
            apparent(px, py, pz, seen);
            px += x - (m[0] * seen[0] + m[3] * seen[1] + m[6] * seen[2]);
            py += y - (m[1] * seen[0] + m[4] * seen[1] + m[7] * seen[2]);
            pz += z - (m[2] * seen[0] + m[5] * seen[1] + m[8] * seen[2]);
            double norm = 1 / Math.sqrt(px * px + py * py + pz * pz);
            px *= norm;
            py *= norm;
            pz *= norm;
        }
        double ra = StrictMath.atan2(py, px);
        out[0] = ra < 0 ? ra + 2 * Math.PI : ra;
        out[1] = StrictMath.atan2(pz, Math.sqrt(px * px + py * py));
    }

    /**
     * @return observed azimuth (deg, north through east, 0 to 360) and zenith distance (deg) of an ICRS position (deg)
     */
    public double[] azimuthZenith(double raDegrees, double decDegrees) {
        double[] d = new double[3];
        toHorizon(Math.toRadians(raDegrees), Math.toRadians(decDegrees), d);
        double azimuth = Math.toDegrees(StrictMath.atan2(d[1], d[0]));
        return new double[] {
            azimuth < 0 ? azimuth + 360 : azimuth, Math.toDegrees(StrictMath.atan2(StrictMath.hypot(d[0], d[1]), d[2]))
        };
    }

    /**
     * Pseudo-parallactic angle: the position angle of the zenith at an object, from ICRS north through east, along
     * the observed (refracted) vertical; after imSim, from steps of
     * 10" to ICRS north and to the observed zenith.
     *
     * @return deg, -180 to 180
     */
    public double pseudoParallacticAngle(double raDegrees, double decDegrees) {
        double ra = Math.toRadians(raDegrees);
        double dec = Math.toRadians(decDegrees);
        double step = 10 * EarthRotation.ARCSEC;
        double[] d = new double[3];
        toHorizon(ra, dec, d);
        double horizontal = StrictMath.hypot(d[0], d[1]);
        double cos = StrictMath.cos(step);
        double sin = StrictMath.sin(step);
        double factor = horizontal == 0 ? 1 : cos - sin * d[2] / horizontal;
        double[] up = {d[0] * factor, d[1] * factor, cos * d[2] + sin * horizontal};
        double[] zenith = new double[2];
        toIcrs(up, zenith);
        double angle = positionAngle(ra, dec, zenith[0], zenith[1]);
        return Math.toDegrees(Math.IEEEremainder(angle, 2 * Math.PI));
    }

    /** @return position angle (rad) of the second point seen from the first, north through east */
    static double positionAngle(double ra, double dec, double ra2, double dec2) {
        double dl = ra2 - ra;
        double y = StrictMath.sin(dl) * StrictMath.cos(dec2);
        double x = StrictMath.sin(dec2) * StrictMath.cos(dec)
                - StrictMath.cos(dec2) * StrictMath.sin(dec) * StrictMath.cos(dl);
        return StrictMath.atan2(y, x);
    }
}
