package ciel.sim.sky;

import ciel.sim.camera.ResourceTable;

/** Zodiacal light over the sky: Leinert et al. 1998, A&amp;AS 127, 1, table 17, bilinear between its nodes. */
final class ZodiacalLight {
    private static final double[] LATITUDES = {0, 5, 10, 15, 20, 25, 30, 45, 60, 75, 90};
    /** Brightness (table units) of the part of the dark sky's spectrum that is zodiacal: that of a usual field. */
    private static final double USUAL = 100;
    /** AB magnitude per arcsec^2 at 500 nm of 77 table units. */
    private static final double POLE_MAGNITUDE = 23.45;

    private static final double POLE = 77;
    /** AB magnitude of the sun less that at 500 nm, from its magnitudes in the bands. */
    private static final Curve SUN =
            new Curve(372.4, 1.25, 480.7, 0.07, 500, 0, 622.1, -0.36, 755.9, -0.48, 868.0, -0.50, 975.3, -0.51);

    private static final double[] LONGITUDES;
    private static final double[][] TABLE;

    static {
        double[][] rows = ResourceTable.numbers(ZodiacalLight.class, "zodiacal.csv");
        LONGITUDES = new double[rows.length];
        TABLE = new double[rows.length][LATITUDES.length];
        for (int i = 0; i < rows.length; i++) {
            LONGITUDES[i] = rows[i][0];
            System.arraycopy(rows[i], 1, TABLE[i], 0, LATITUDES.length);
        }
    }

    private ZodiacalLight() {}

    /**
     * @return brightness relative to that of a usual field, which the spectrum of the dark sky holds already; 1 where
     *     the place on the ecliptic is not known
     */
    static double relative(Direction direction) {
        if (Double.isNaN(direction.eclipticLatitude())) {
            return 1;
        }
        return brightness(Math.abs(direction.solarLongitude()), Math.abs(direction.eclipticLatitude())) / USUAL;
    }

    /**
     * @param longitude from the sun, 0 to 180 deg
     * @param latitude  0 to 90 deg
     * @return 1e-8 W m^-2 sr^-1 um^-1 at 500 nm; near the sun, where the table ends, the nearest value
     */
    static double brightness(double longitude, double latitude) {
        int i = cell(LONGITUDES, longitude);
        int j = cell(LATITUDES, latitude);
        double u = (longitude - LONGITUDES[i]) / (LONGITUDES[i + 1] - LONGITUDES[i]);
        double v = (latitude - LATITUDES[j]) / (LATITUDES[j + 1] - LATITUDES[j]);
        return (1 - u) * ((1 - v) * node(i, j) + v * node(i, j + 1))
                + u * ((1 - v) * node(i + 1, j) + v * node(i + 1, j + 1));
    }

    private static double node(int i, int j) {
        int known = j;
        while (TABLE[i][known] < 0) {
            known++;
        }
        return TABLE[i][known];
    }

    private static int cell(double[] nodes, double x) {
        int i = 0;
        while (i < nodes.length - 2 && x > nodes[i + 1]) {
            i++;
        }
        return i;
    }

    /**
     * AB magnitude per arcsec^2 of a usual field at a wavelength (nm), above the air: sunlight, a little redder (their eq.
     * 22 at 90 deg from the sun).
     */
    static double usualMagnitude(double nm) {
        double decades = StrictMath.log10(nm / 500);
        double redder = 1 + (nm < 500 ? 0.9 : 0.6) * decades;
        return POLE_MAGNITUDE - 2.5 * StrictMath.log10(USUAL / POLE * redder) + SUN.at(nm);
    }
}
