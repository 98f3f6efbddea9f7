package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Light;

/**
 * Spectra as rest-frame luminosities in bins of wavelength (cosmoDC2; Korytov et al. 2019, ApJS 245, 26). A value s of
 * the bin from e to f is L_nu in units of 4.4659e13 W/Hz: L_lambda = s x 4.4659e13 x (c/e - c/f) / (f - e) W/nm.
 */
final class Tophat implements Light.Table {
    /** W/Hz of a value of 1, cosmoDC2's unit of luminosity. */
    private static final double WATT_PER_HZ = 4.4659e13;
    /** nm/s. */
    private static final double LIGHT_SPEED = 2.99792458e17;
    /** h c in erg nm. */
    private static final double HC = 6.62607015e-27 * LIGHT_SPEED;
    /** Width (nm) of the ramp from one bin to the next. */
    private static final double RAMP = 0.001;
    /**
     * Width (nm) of the ramp before the first bin: measured from fluxes of skyCatalogs in u at redshifts from 2.4 to 3,
     * where it is up to three quarters of the light.
     */
    private static final double FIRST_RAMP = 2.014;
    /** Values up to this are no light (skyCatalogs, sed_tools.py). */
    private static final double NOTHING = 1e-15;

    /** Beyond this (nm, observed) no camera sees. */
    private static final double REDDEST = 1200;

    private static final double MOST = 1e30;
    /** erg s^-1 cm^-2 of a W m^-2. */
    private static final double CGS = 1000;

    private final double[] edges;
    /** Photons nm^-2 s^-1 m^2 sr of a value of 1: over 4 pi d^2 in m^2. */
    private final double[] perValue;

    /** @param edges of the bins (nm), rising */
    Tophat(double[] edges) {
        this.edges = edges;
        this.perValue = new double[edges.length - 1];
        for (int i = 0; i < perValue.length; i++) {
            double watt =
                    WATT_PER_HZ * (LIGHT_SPEED / edges[i] - LIGHT_SPEED / edges[i + 1]) / (edges[i + 1] - edges[i]);
            perValue[i] = watt * CGS / HC / (4 * Math.PI);
        }
    }

    /** @param bins pairs of start and width (Angstrom) @param context for messages */
    static Tophat of(Object bins, String context) {
        if (!(bins instanceof java.util.List<?> list) || list.size() < 2 || list.size() > 1000) {
            throw new InputException(
                    context, "has no list of tophat bins", "write [start, width] of each, in Angstrom");
        }
        double[] edges = new double[list.size() + 1];
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof java.util.List<?> pair)
                    || pair.size() != 2
                    || !(pair.get(0) instanceof Number start)
                    || !(pair.get(1) instanceof Number width)) {
                throw new InputException(
                        context, "tophat bin " + (i + 1) + " is " + list.get(i), "write [start, width] in Angstrom");
            }
            edges[i] = start.doubleValue() / 10;
            edges[i + 1] = (start.doubleValue() + width.doubleValue()) / 10;
            if (!(edges[i] > 0 && edges[i + 1] > edges[i] + 2 * RAMP && edges[i + 1] < 1e7)
                    || i > 0 && Math.abs(edges[i] - previous(list, i)) > 0.05) {
                throw new InputException(
                        context, "tophat bin " + (i + 1) + " is " + pair, "bins must adjoin, with widths above 0");
            }
        }
        return new Tophat(edges);
    }

    private static double previous(java.util.List<?> list, int i) {
        java.util.List<?> pair = (java.util.List<?>) list.get(i - 1);
        return (((Number) pair.get(0)).doubleValue() + ((Number) pair.get(1)).doubleValue()) / 10;
    }

    int bins() {
        return perValue.length;
    }

    @Override
    public int length() {
        return perValue.length;
    }

    @Override
    public Component row(float[] values, double distance, double scale) {
        return new Component(this, values, distance, scale);
    }

    /** @return whether a value is a number that a galaxy may have */
    static boolean possible(double value) {
        return Math.abs(value) < MOST;
    }

    /** @return whether a value is light */
    static boolean shines(double value) {
        return value > NOTHING;
    }

    /** @return how many bins hold light that is seen at up to {@value #REDDEST} nm; that of redder ones reaches no camera */
    int reaching(double redshift) {
        double rest = REDDEST / (1 + redshift);
        int n = perValue.length;
        while (n > 1 && edges[n - 1] > rest) {
            n--;
        }
        return n;
    }

    /** @return the bin that light of an observed wavelength (nm) comes from; -1 for none */
    int bin(double redshift, double nm) {
        double rest = nm / (1 + redshift);
        for (int i = 0; i < perValue.length; i++) {
            if (rest >= edges[i] && rest < edges[i + 1]) {
                return i;
            }
        }
        return -1;
    }

    /**
     * @param bin   of {@link #bin}, &ge; 0
     * @param value in that bin
     * @return photons nm^-1 s^-1 cm^-2 at an observed wavelength (nm), without dust
     */
    double photons(int bin, double value, double distance, double redshift, double nm) {
        return Math.max(0, value) * perValue[bin] / (distance * distance) * (nm / (1 + redshift));
    }

    /**
     * A component's light.
     *
     * @param bins     its table
     * @param values   luminosities in the bins, as far as light of them can reach a camera: {@link #reaching}
     * @param distance luminosity distance (m)
     * @param scale    factor on it all
     */
    record Component(Tophat bins, float[] values, double distance, double scale) implements Light.Row {
        @Override
        public Light.Table table() {
            return bins;
        }

        @Override
        public String name() {
            return "tophat";
        }

        @Override
        public Light.Samples samples() {
            return bins.samples(values, scale / (distance * distance));
        }
    }

    private Light.Samples samples(float[] values, double factor) {
        int n = values.length;
        double[] nm = new double[2 * n + 2];
        double[] value = new double[2 * n + 2];
        for (int i = 0; i < n; i++) {
            double v = Math.max(0, values[i]) * perValue[i] * factor;
            nm[2 * i + 1] = edges[i] + (i == 0 ? 0 : RAMP);
            nm[2 * i + 2] = edges[i + 1];
            value[2 * i + 1] = v;
            value[2 * i + 2] = v;
        }
        nm[0] = edges[0] - Math.min(FIRST_RAMP, edges[0] / 2);
        nm[2 * n + 1] = edges[n] + RAMP;
        return new Light.Samples(nm, value);
    }
}
