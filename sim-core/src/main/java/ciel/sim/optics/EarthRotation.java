package ciel.sim.optics;

import ciel.sim.camera.ResourceTable;

/**
 * Orientation of the Earth at one instant: precession IAU 2006 (Capitaine, Wallace and Chapront 2003, P03,
 * Fukushima-Williams angles), nutation IAU 2000A with the P03
 * adjustments (Wallace and Capitaine 2006, eq. 5), sidereal time IAU 2006 (Capitaine, Wallace and McCarthy 2005; IERS
 * Conventions 2010, sect. 5.5.7). Polar motion is zero.
 * Nutation to 1e-5 arcsec needs the long series; IAU 2000B would be 1e-3 arcsec off.
 */
final class EarthRotation {
    static final double ARCSEC = Math.PI / 648000;
    private static final double TURN = 1296000;
    private static final double[][] NUTATION = ResourceTable.numbers(EarthRotation.class, "nutation.csv");
    private static final double[][] UT1_TAI = ResourceTable.numbers(EarthRotation.class, "ut1tai.csv");

    /** ICRS axes to true equator and equinox of date, 3 x 3 row by row. */
    final double[] matrix;
    /** Greenwich apparent sidereal time (rad). */
    final double gast;

    /**
     * @param mjd         MJD, TAI
     * @param ut1MinusTai s
     */
    EarthRotation(double mjd, double ut1MinusTai) {
        double t = centuries(mjd);
        double[] nutation = nutation(t);
        double gamma = ARCSEC * poly(t, -0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.0000000260);
        double phi = ARCSEC * poly(t, 84381.412819, -46.811016, 0.0511268, 0.00053289, -0.000000440, -0.0000000176);
        double psi = ARCSEC * poly(t, -0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148);
        double obliquity = ARCSEC * poly(t, 84381.406, -46.836769, -0.0001831, 0.00200340, -0.000000576, -0.0000000434);
        double[] m = aboutZ(gamma);
        m = times(aboutX(phi), m);
        m = times(aboutZ(-(psi + nutation[0])), m);
        matrix = times(aboutX(-(obliquity + nutation[1])), m);

        double gmst = ARCSEC * poly(t, 0.014506, 4612.156534, 1.3915817, -0.00000044, -0.000029956, -0.0000000368);
        gast = wrap(earthRotationAngle(mjd, ut1MinusTai)
                + gmst
                + nutation[0] * StrictMath.cos(obliquity)
                + complementary(t));
    }

    /** @return Julian centuries of TT from J2000 at a TAI instant */
    static double centuries(double mjd) {
        return (mjd + 32.184 / 86400 - 51544.5) / 36525;
    }

    /**
     * UT1 - TAI (s), linear between the table's days (good to 0.8 ms, 0.012" of sidereal time), held constant outside
     * of it. What is wrong with it turns the whole sky about
     * the pole, boresight and all: pixels feel only the change of refraction and of the parallactic angle, 0.01 px at
     * the edge of the field for a whole second.
     */
    static double ut1MinusTai(double mjd) {
        double first = UT1_TAI[0][0];
        double step = UT1_TAI[1][0] - first;
        double place = Math.max(0, Math.min((mjd - first) / step, UT1_TAI.length - 1));
        int i = (int) Math.min(place, UT1_TAI.length - 2);
        return UT1_TAI[i][1] + (place - i) * (UT1_TAI[i + 1][1] - UT1_TAI[i][1]);
    }

    /** IAU 2000 (Capitaine, Guinot and McCarthy 2000), rad. */
    private static double earthRotationAngle(double mjd, double ut1MinusTai) {
        double ut1 = ut1MinusTai / 86400;
        double fraction = (mjd - Math.floor(mjd)) + ut1;
        double days = mjd - 51544.5 + ut1;
        return 2 * Math.PI * (fraction + 0.5 + 0.7790572732640 + 0.00273781191135448 * days);
    }

    private static double[] nutation(double t) {
        double[] arguments = arguments(t);
        double longitude = 0;
        double obliquity = 0;
        for (double[] row : NUTATION) {
            double angle = 0;
            for (int j = 0; j < arguments.length; j++) {
                angle += row[j] * arguments[j];
            }
            double sin = StrictMath.sin(angle);
            double cos = StrictMath.cos(angle);
            longitude += (row[14] + row[15] * t) * sin + row[16] * cos;
            obliquity += (row[17] + row[18] * t) * cos + row[19] * sin;
        }
        double adjust = -2.7774e-6 * t;
        return new double[] {
            longitude * (1 + 0.4697e-6 + adjust) * 1e-7 * ARCSEC, obliquity * (1 + adjust) * 1e-7 * ARCSEC
        };
    }

    /**
     * Delaunay's arguments, mean longitudes of the planets, general precession (rad): IERS Conventions 2010, eq. 5.43
     * and 5.44.
     */
    private static double[] arguments(double t) {
        return new double[] {
            ARCSEC * (poly(t, 485868.249036, 1717915923.2178, 31.8792, 0.051635, -0.00024470) % TURN),
            ARCSEC * (poly(t, 1287104.79305, 129596581.0481, -0.5532, 0.000136, -0.00001149) % TURN),
            ARCSEC * (poly(t, 335779.526232, 1739527262.8478, -12.7512, -0.001037, 0.00000417) % TURN),
            ARCSEC * (poly(t, 1072260.70369, 1602961601.2090, -6.3706, 0.006593, -0.00003169) % TURN),
            ARCSEC * (poly(t, 450160.398036, -6962890.5431, 7.4722, 0.007702, -0.00005939) % TURN),
            4.402608842 + 2608.7903141574 * t,
            3.176146697 + 1021.3285546211 * t,
            1.753470314 + 628.3075849991 * t,
            6.203480913 + 334.0612426700 * t,
            0.599546497 + 52.9690962641 * t,
            0.874016757 + 21.3299104960 * t,
            5.481293872 + 7.4781598567 * t,
            5.311886287 + 3.8133035638 * t,
            (0.024381750 + 0.00000538691 * t) * t
        };
    }

    /**
     * Complementary terms of the equation of the equinoxes above 1 microarcsec (IERS Conventions 2010, table 5.2e),
     * with the drift of the TIO locator (rad).
     */
    private static double complementary(double t) {
        double[] a = arguments(t);
        double f = a[2];
        double d = a[3];
        double node = a[4];
        double sum = 2640.96e-6 * StrictMath.sin(node)
                + 63.52e-6 * StrictMath.sin(2 * node)
                + 11.75e-6 * StrictMath.sin(2 * (f - d) + 3 * node)
                + 11.21e-6 * StrictMath.sin(2 * (f - d) + node)
                - 4.55e-6 * StrictMath.sin(2 * (f - d) + 2 * node)
                + 2.02e-6 * StrictMath.sin(2 * f + 3 * node)
                + 1.98e-6 * StrictMath.sin(2 * f + node)
                - 1.72e-6 * StrictMath.sin(3 * node)
                - 1.41e-6 * StrictMath.sin(a[1] + node)
                - 1.26e-6 * StrictMath.sin(a[1] - node)
                - 0.87e-6 * t * StrictMath.sin(node);
        return ARCSEC * (sum - 47e-6 * t);
    }

    private static double poly(double t, double... c) {
        double sum = 0;
        for (int i = c.length - 1; i >= 0; i--) {
            sum = sum * t + c[i];
        }
        return sum;
    }

    static double wrap(double angle) {
        double turns = angle / (2 * Math.PI);
        return 2 * Math.PI * (turns - Math.floor(turns));
    }

    /** Rotation of the axes by an angle about x, y, z. */
    static double[] aboutX(double angle) {
        double s = StrictMath.sin(angle);
        double c = StrictMath.cos(angle);
        return new double[] {1, 0, 0, 0, c, s, 0, -s, c};
    }

    static double[] aboutZ(double angle) {
        double s = StrictMath.sin(angle);
        double c = StrictMath.cos(angle);
        return new double[] {c, s, 0, -s, c, 0, 0, 0, 1};
    }

    static double[] times(double[] a, double[] b) {
        double[] c = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                c[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
            }
        }
        return c;
    }
}
