package ciel.sim.skycatalog;

/**
 * The Gaia passbands BP and RP (Evans et al. 2018, A&amp;A 616, A4, revised passbands of DR2), means over 5 nm, and what a
 * black body looks like in them.
 */
final class GaiaBands {
    private static final double FIRST = 320;
    private static final double STEP = 5;
    /** Transmission times 10,000. */
    private static final int[] BP = {
        0, 11, 489, 2168, 3372, 3589, 4971, 4690, 4040, 3206, 2296, 1489, 1064, 1275, 2019, 2990, 3686, 4357, 4606,
        5075, 5275, 5508, 5656, 5870, 5779, 6074, 6293, 6339, 6509, 6568, 6720, 6589, 6550, 6709, 6622, 6684, 6673,
        6609, 6613, 6542, 6447, 6386, 6175, 5964, 5939, 5938, 5840, 5807, 5802, 5943, 6016, 5985, 6025, 6124, 6248,
        6191, 6025, 6101, 6262, 6240, 6090, 5881, 5960, 6065, 6054, 6110, 6033, 5214, 3090, 955, 130, 7
    };
    /** Transmission times 10,000. */
    private static final int[] RP = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 25, 309, 1665, 4376, 6670, 7500, 7640, 7723,
        7737, 7709, 7646, 7606, 7558, 7493, 7443, 7437, 7475, 7529, 7585, 7622, 7633, 7640, 7647, 7661, 7653, 7621,
        7576, 7526, 7487, 7451, 7402, 7339, 7258, 7166, 7073, 6974, 6880, 6799, 6726, 6670, 6597, 6514, 6405, 6297,
        6175, 6062, 5947, 5773, 5644, 5527, 5384, 5234, 5043, 4865, 4686, 4522, 4375, 4222, 4070, 3930, 3792, 3648,
        3505, 3367, 3224, 3069, 2914, 2752, 2576, 2388, 2187, 1981, 1781, 1578, 1389, 1206, 1041, 891, 761, 648, 551,
        466, 390, 320, 259, 202, 155, 114, 82, 58, 41, 30, 24, 21, 21, 23, 27, 19
    };

    private static final double COLDEST = 2000;
    private static final double HOTTEST = 50_000;
    private static final int TEMPERATURES = 50;
    private static final double[] TEMPERATURE = new double[TEMPERATURES];
    private static final double[] RATIO = new double[TEMPERATURES];

    static {
        for (int i = 0; i < TEMPERATURES; i++) {
            TEMPERATURE[i] = COLDEST * StrictMath.pow(HOTTEST / COLDEST, i / (TEMPERATURES - 1.0));
            RATIO[i] = energy(TEMPERATURE[i], BP) / energy(TEMPERATURE[i], RP);
        }
    }

    private GaiaBands() {}

    private static double energy(double temperature, int[] band) {
        double sum = 0;
        for (int i = 0; i < band.length; i++) {
            sum += band[i] * PlanckLight.relative(temperature, FIRST + STEP * i);
        }
        return sum;
    }

    /** @return temperature (K) of a black body with this ratio of the fluxes in BP and RP; NaN outside 2,000 to 50,000 K */
    static double temperature(double ratio) {
        if (!(ratio >= RATIO[0] && ratio <= RATIO[TEMPERATURES - 1])) {
            return Double.NaN;
        }
        int i = 0;
        while (i < TEMPERATURES - 2 && RATIO[i + 1] < ratio) {
            i++;
        }
        return TEMPERATURE[i] + (TEMPERATURE[i + 1] - TEMPERATURE[i]) * (ratio - RATIO[i]) / (RATIO[i + 1] - RATIO[i]);
    }

    /**
     * @return photons nm^-2 s^-1 cm^-2 at 500 nm, over the wavelength, of a black body of AB magnitude 0 in BP
     */
    static double scale(double temperature) {
        double photons = 0;
        double zero = 0;
        for (int i = 0; i < BP.length; i++) {
            double nm = FIRST + STEP * i;
            photons += BP[i] * PlanckLight.relative(temperature, nm) * nm;
            zero += BP[i] / nm;
        }
        return ciel.sim.spectrum.Sed.AB_PHOTONS_AT_500 * ciel.sim.spectrum.Sed.NORM_NM * zero / photons;
    }
}
