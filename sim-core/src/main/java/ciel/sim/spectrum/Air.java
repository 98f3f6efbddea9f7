package ciel.sim.spectrum;

import java.util.Arrays;

/**
 * What the air over the telescope holds on a night, where it differs from the table of {@link Throughputs#atmosphere}.
 *
 * <p>That table (lsst/throughputs v1.9, MODTRAN by D. Burke) has aerosols of an optical depth of 0.05 at 440 nm with an
 * exponent of 1, which are 0.04 at 550 nm (syseng_throughputs, addAerosols.py). Its ozone and water are not written down;
 * they were measured from it with the formulas below: {@value #TABLE_OZONE} DU (410 to 680 nm are met to 5e-4 rms with it
 * and Rayleigh scattering at 0.72 of sea level's pressure, 2650 m) and {@value #TABLE_WATER} mm (2.2 to 3.8 mm from the
 * bands at 720, 820 and 940 nm).
 *
 * <p>Each part is changed by the ratio of two transmissions, the wanted and the table's, X the airmass:
 * <ul>
 * <li>aerosols: exp(-tau (l / 550 nm)^-alpha X) (&Aring;ngstr&ouml;m 1929);
 * <li>ozone: exp(-sigma(l) N X), N of 2.687e20 m^-2 a DU, sigma at 233 K (Serdyuchenko et al. 2014, AMT 7, 625, means over
 *     10 nm); below 360 nm the coefficients of Bird and Riordan (1984) times 0.76, as the table has them;
 * <li>water: exp(-0.2385 a W X / (1 + 20.07 a W X)^0.45), W in cm, a(l) for 10 nm (Bird and Riordan 1984, SERI/TR-215-2436,
 *     eq. 2-8), so that bands are right and single lines are not;
 * <li>clouds: grey, on the objects alone.
 * </ul>
 * A third more of each part at airmass 1.2 is the table at airmass 1.6 to 0.2 % of the light of u, 0.1 % of g, r and z, and
 * 0.5 % of y (AirTest).
 *
 * @param aerosol  optical depth of aerosols at 550 nm towards the zenith, &ge; 0
 * @param exponent alpha of the aerosols
 * @param water    precipitable water (mm), &ge; 0
 * @param ozone    column of ozone (DU), &ge; 0
 * @param clouds   extinction by clouds (mag), &ge; 0, whatever the airmass
 */
public record Air(double aerosol, double exponent, double water, double ozone, double clouds) {
    /** Optical depth at 550 nm of the table's aerosols: 0.05 at 440 nm, exponent 1. */
    public static final double TABLE_AEROSOL = 0.04;
    /** Exponent of the table's aerosols. */
    public static final double TABLE_EXPONENT = 1;
    /** Precipitable water of the table (mm). */
    public static final double TABLE_WATER = 3.4;
    /** Ozone of the table (DU). */
    public static final double TABLE_OZONE = 340;

    /** The air of the table, without clouds. */
    public static final Air TABLE = new Air(TABLE_AEROSOL, TABLE_EXPONENT, TABLE_WATER, TABLE_OZONE, 0);

    /** Molecules per m^2 of a Dobson unit. */
    private static final double DOBSON = 2.687e20;

    /** Ozone (m^2), first below 360 nm every 5 nm from 300: Bird and Riordan's per cm over Loschmidt's number, times 0.76. */
    private static final double[] HUGGINS = {10, 4.8, 2.7, 1.35, .8, .38, .16, .075, .04, .019, .007, .003};

    private static final double HUGGINS_UNIT = 0.76 / 2.687e23;
    /** Ozone (1e-27 m^2) every 10 nm from 365. */
    private static final double[] CHAPPUIS = {
        1.18, .2182, .2818, .6636, 1.527, 2.763, 5.52, 8.451, 15.82, 23.16, 36.69, 49.24, 77.52, 90.16, 148, 160.2,
                213.9,
        275.5, 309.1, 350, 426.6, 467.2, 439.8, 470.1, 501.9, 430.5, 374, 321.5, 266.2, 223.8, 185.2, 147.3, 120.9,
                94.23,
        74.55, 65.66, 51.05, 41.5, 42.28, 32.37, 24.51, 28.01, 25.34, 16.24, 14.65, 20.78, 13.83, 7.105, 0
    };
    /** Wavelengths (nm) of {@link #WATER}; no absorption below the first. */
    private static final double[] WATER_NM = {
        570, 593, 610, 667.6, 690, 710, 718, 724.4, 740, 752.5, 757.5, 762.5, 780, 800, 816, 823.7, 831.5, 840, 860,
        880, 905, 915, 925, 930, 937, 948, 965, 980, 993.5, 1040, 1070, 1100, 1120, 1130, 1145, 1161
    };

    private static final double[] WATER = {
        0, .075, 0, 0, .016, .0125, 1.8, 2.5, .061, .0008, .0001, 1e-5, .0006, .036, 1.6, 2.5, .5, .155, 1e-5, .0026, 7,
        5, 5, 27, 55, 45, 4, 1.48, .1, 1e-5, .001, 3.2, 115, 70, 75, 10
    };

    /** Changes the transmission of the table's air into that of this air. @param airmass &ge; 1 */
    void apply(double[] transmission, double airmass) {
        if (equals(TABLE)) {
            return;
        }
        double grey = StrictMath.pow(10, -0.4 * clouds);
        for (int i = 0; i < transmission.length; i++) {
            double nm = Throughputs.FIRST_NM + i;
            double depth = aerosols(aerosol, exponent, nm)
                    - aerosols(TABLE_AEROSOL, TABLE_EXPONENT, nm)
                    + ozoneCrossSection(nm) * DOBSON * (ozone - TABLE_OZONE);
            double change = StrictMath.exp(-depth * airmass)
                    * waterTransmission(nm, water * airmass)
                    / waterTransmission(nm, TABLE_WATER * airmass);
            transmission[i] = Math.min(1, transmission[i] * change) * grey;
        }
    }

    private static double aerosols(double depth, double exponent, double nm) {
        return depth * StrictMath.pow(nm / 550, -exponent);
    }

    /** @return m^2 per molecule */
    static double ozoneCrossSection(double nm) {
        if (nm < 355) {
            double x = (nm - 300) / 5;
            int i = Math.clamp((long) x, 0, HUGGINS.length - 2);
            return HUGGINS_UNIT * (HUGGINS[i] + (HUGGINS[i + 1] - HUGGINS[i]) * (x - i));
        }
        double x = Math.clamp((nm - 365) / 10, 0, CHAPPUIS.length - 1);
        int i = (int) Math.min(CHAPPUIS.length - 2, x);
        return 1e-27 * (CHAPPUIS[i] + (CHAPPUIS[i + 1] - CHAPPUIS[i]) * (x - i));
    }

    /** @param millimetres of water along the line of sight */
    static double waterTransmission(double nm, double millimetres) {
        int found = Arrays.binarySearch(WATER_NM, nm);
        int i = found >= 0 ? found : -found - 2;
        if (i < 0 || i >= WATER_NM.length - 1) {
            return 1;
        }
        double a = WATER[i] + (WATER[i + 1] - WATER[i]) * (nm - WATER_NM[i]) / (WATER_NM[i + 1] - WATER_NM[i]);
        double x = a * millimetres / 10;
        return StrictMath.exp(-0.2385 * x / StrictMath.pow(1 + 20.07 * x, 0.45));
    }
}
