package ciel.sim.sensor;

import ciel.sim.camera.ResourceTable;

/**
 * Absorption length of light in crystalline silicon.
 *
 * <p>At 295 K: the extinction coefficients of Schinke et al. (2015, AIP Advances 5, 067168); length = wavelength / (4
 * pi k), interpolated in its logarithm. At another temperature T: times the ratio of the lengths at T and at 295 K of
 * the model of Rajkanan, Singh and Shewchun (1979, Solid-State Electronics 22, 793, equations 1 to 4): absorption by
 * phonons across the two indirect gaps and the direct gap, all of which close as silicon warms. Their model holds to 20
 * % from 310 to 1127 nm and from 20 to 500 K; the ratio is better than that.
 */
public final class SiliconAbsorption {
    /** Temperature of the measured coefficients (K). */
    public static final double MEASURED_KELVIN = 295;
    /** Valid wavelengths (nm); outside, the nearest is taken. */
    public static final double MIN_NM = 300;

    public static final double MAX_NM = 1150;

    private static final double HC_EV_NM = 1239.841984;
    private static final double BOLTZMANN_EV = 8.617333262e-5;
    /** Rajkanan et al. (1979), table 1: gaps at 0 K (eV), phonon energies (eV), strengths. */
    private static final double[] INDIRECT_GAP = {1.1557, 2.5};

    private static final double DIRECT_GAP = 3.2;
    private static final double[] PHONON = {1.827e-2, 5.773e-2};
    private static final double[] PHONON_WEIGHT = {5.5, 4.0};
    /** cm^-1 eV^-2 */
    private static final double[] INDIRECT_STRENGTH = {3.231e2, 7.237e3};
    /** cm^-1 eV^-1/2 */
    private static final double DIRECT_STRENGTH = 1.052e6;
    /** Closing of the gaps (Varshni): beta T^2 / (T + gamma). */
    private static final double BETA = 7.021e-4;

    private static final double GAMMA = 1108;

    private static final double[] NM;
    private static final double[] LOG_MICRONS;

    static {
        double[][] rows = ResourceTable.numbers(SiliconAbsorption.class, "silicon_absorption.csv");
        NM = new double[rows.length];
        LOG_MICRONS = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            NM[i] = rows[i][0];
            LOG_MICRONS[i] = StrictMath.log(rows[i][0] * 1e-3 / (4 * StrictMath.PI * rows[i][1]));
        }
    }

    private SiliconAbsorption() {}

    /**
     * Depth at which 1/e of the light is left.
     *
     * @param nm     wavelength (nm); outside {@value #MIN_NM} to {@value #MAX_NM} the nearest of them
     * @param kelvin temperature of the silicon (K), 20 to 500
     * @return um
     */
    public static double length(double nm, double kelvin) {
        if (!(kelvin >= 20 && kelvin <= 500)) {
            throw new IllegalArgumentException("silicon at " + kelvin + " K; the model holds from 20 to 500 K");
        }
        double at = Math.clamp(nm, MIN_NM, MAX_NM);
        int i = (int) Math.min((at - NM[0]) / (NM[1] - NM[0]), NM.length - 2);
        double t = (at - NM[i]) / (NM[i + 1] - NM[i]);
        double measured = StrictMath.exp(LOG_MICRONS[i] + t * (LOG_MICRONS[i + 1] - LOG_MICRONS[i]));
        return kelvin == MEASURED_KELVIN ? measured : measured * model(at, MEASURED_KELVIN) / model(at, kelvin);
    }

    /** Absorption coefficient of Rajkanan et al. (cm^-1). */
    private static double model(double nm, double kelvin) {
        double energy = HC_EV_NM / nm;
        double closing = BETA * kelvin * kelvin / (kelvin + GAMMA);
        double sum = 0;
        for (int i = 0; i < PHONON.length; i++) {
            double phonons = PHONON[i] / (BOLTZMANN_EV * kelvin);
            for (int j = 0; j < INDIRECT_GAP.length; j++) {
                double absorbing = Math.max(0, energy - INDIRECT_GAP[j] + closing + PHONON[i]);
                double emitting = Math.max(0, energy - INDIRECT_GAP[j] + closing - PHONON[i]);
                sum += PHONON_WEIGHT[i]
                        * INDIRECT_STRENGTH[j]
                        * (absorbing * absorbing / (StrictMath.exp(phonons) - 1)
                                + emitting * emitting / (1 - StrictMath.exp(-phonons)));
            }
        }
        return sum + DIRECT_STRENGTH * StrictMath.sqrt(Math.max(0, energy - DIRECT_GAP + closing));
    }
}
