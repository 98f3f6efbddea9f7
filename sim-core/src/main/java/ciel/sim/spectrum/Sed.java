package ciel.sim.spectrum;

import ciel.sim.InputException;
import java.util.Arrays;

/**
 * A spectral energy distribution in the rest frame of its file: F_lambda, linear between samples, scaled to AB
 * magnitude 0 at 500 nm. Immutable.
 *
 * <p>Photon counts in any interval come from a table of exact running integrals of lambda F_lambda, so that narrow
 * lines count in full however coarse
 * the bins are.
 */
public final class Sed {
    /**
     * Photons nm^-1 s^-1 cm^-2 of AB magnitude 0 at 500 nm, 10,959.08: f_nu = 10^(-48.6/2.5) erg/s/cm^2/Hz (Oke and
     * Gunn 1983) over h and 500 nm.
     */
    public static final double AB_PHOTONS_AT_500 = StrictMath.pow(10, -48.6 / 2.5) / (6.62607015e-27 * 500);
    /** Wavelength (nm) at which magnorm is defined. */
    public static final double NORM_NM = 500;
    /** Samples beyond this wavelength (nm) cannot reach the camera at any redshift above -0.5, and are dropped. */
    static final double REDDEST_NM = 2 * Throughputs.LAST_NM;

    private final String name;
    private final double[] nm;
    private final double[] flux;
    private final double[] integral;
    private final double lastNm;

    private Sed(String name, double[] nm, double[] flux, double lastNm) {
        this.name = name;
        this.nm = nm;
        this.flux = flux;
        this.lastNm = lastNm;
        this.integral = new double[nm.length];
        for (int i = 1; i < nm.length; i++) {
            integral[i] = integral[i - 1] + segment(i - 1, nm[i]);
        }
    }

    /**
     * @param name for messages
     * @param nm   wavelengths (nm), &gt; 0, not decreasing, at least two, on both sides of 500 nm
     * @param flux F_lambda in any unit, &ge; 0, more than 0 at 500 nm
     * @throws InputException if they are not so
     */
    public static Sed of(String name, double[] nm, double[] flux) {
        check(name, nm, flux);
        int n = nm.length;
        if (nm[0] > NORM_NM || nm[n - 1] < NORM_NM) {
            throw new InputException(
                    name,
                    "covers " + nm[0] + " to " + nm[n - 1] + " nm; magnorm is defined at 500 nm",
                    "the first column must be wavelength in nm and include 500");
        }
        return of(name, nm, flux, valueAt(nm, flux, NORM_NM));
    }

    /**
     * As {@link #of(String, double[], double[])} for samples known to be good, with the flux that magnorm refers to
     * given.
     */
    static Sed of(String name, double[] nm, double[] flux, double atNorm) {
        int n = nm.length;
        double scale = AB_PHOTONS_AT_500 / NORM_NM / atNorm;
        int keep = n;
        while (keep > 2 && nm[keep - 2] > REDDEST_NM) {
            keep--;
        }
        double[] scaled = new double[keep];
        for (int i = 0; i < keep; i++) {
            scaled[i] = flux[i] * scale;
        }
        Sed sed = new Sed(name, Arrays.copyOf(nm, keep), scaled, nm[n - 1]);
        if (!Double.isFinite(sed.integral[keep - 1])) {
            throw new InputException(
                    name,
                    "flux at 500 nm is " + atNorm
                            + ": too small to normalise the spectrum by (magnorm is defined there)",
                    "use a spectrum with light at 500 nm");
        }
        return sed;
    }

    /**
     * A spectrum with its own scale: {@link #photons} are those of the object itself.
     *
     * @param name  for messages
     * @param nm    wavelengths (nm), &gt; 0, not falling, at least two
     * @param value photon density over wavelength (nm^-2 s^-1 cm^-2), &ge; 0
     * @throws InputException if they are not so
     */
    public static Sed absolute(String name, double[] nm, double[] value) {
        check(name, nm, value);
        return new Sed(name, nm, value, nm[nm.length - 1]);
    }

    private static void check(String name, double[] nm, double[] flux) {
        int n = nm.length;
        if (n < 2 || flux.length != n) {
            throw new InputException(name, "has " + n + " samples, a spectrum needs at least 2", "check the file");
        }
        for (int i = 0; i < n; i++) {
            if (!(nm[i] > 0) || nm[i] == Double.POSITIVE_INFINITY || i > 0 && nm[i] < nm[i - 1]) {
                throw new InputException(
                        name,
                        "wavelength " + nm[i] + " nm of sample " + (i + 1)
                                + " must be more than 0 and not below the one before",
                        "sort the file by wavelength, in nm");
            }
            if (!(flux[i] >= 0) || flux[i] == Double.POSITIVE_INFINITY) {
                throw new InputException(
                        name,
                        "flux " + flux[i] + " at " + nm[i] + " nm must be a number of at least 0",
                        "check the file");
            }
        }
    }

    /** @return a name for messages */
    public String name() {
        return name;
    }

    /** @return shortest wavelength (nm, rest frame) */
    public double firstNm() {
        return nm[0];
    }

    /** @return longest wavelength (nm, rest frame) of the original samples */
    public double lastNm() {
        return lastNm;
    }

    /**
     * @return photons nm^-1 s^-1 cm^-2 at {@code wavelength} (nm, rest frame) for magnorm 0; 0 outside of the samples
     */
    public double photons(double wavelength) {
        return wavelength < nm[0] || wavelength > nm[nm.length - 1] ? 0 : valueAt(nm, flux, wavelength) * wavelength;
    }

    /**
     * Photon density integrated over adjoining intervals, for magnorm 0. A redshift stretches the wavelength axis and
     * leaves the density as it is
     * (imSim's order: normalise, then stretch), hence the factor 1 + z on the integral.
     *
     * @param edges    observed wavelengths (nm), increasing
     * @param redshift &gt; -1
     * @param out      photons s^-1 cm^-2 in each of the {@code edges.length - 1} intervals
     */
    void photons(double[] edges, double redshift, double[] out) {
        double stretch = 1 + redshift;
        double x = edges[0] / stretch;
        int k = segmentOf(nm, x);
        double below = integralTo(k, x);
        for (int i = 1; i < edges.length; i++) {
            x = edges[i] / stretch;
            while (k < nm.length - 2 && nm[k + 1] < x) {
                k++;
            }
            double above = integralTo(k, x);
            out[i - 1] = Math.max(0, above - below) * stretch;
            below = above;
        }
    }

    private double integralTo(int k, double x) {
        if (x <= nm[0]) {
            return 0;
        }
        return x >= nm[nm.length - 1] ? integral[nm.length - 1] : integral[k] + segment(k, x);
    }

    /** Integral of lambda F from sample k to x, which lies at or before sample k + 1: F linear, so a cubic. */
    private double segment(int k, double x) {
        double length = nm[k + 1] - nm[k];
        double t = x - nm[k];
        if (length == 0) {
            return 0;
        }
        double slope = (flux[k + 1] - flux[k]) / length;
        return t * (flux[k] * (nm[k] + t / 2) + slope * t * (nm[k] / 2 + t / 3));
    }

    private static int segmentOf(double[] nm, double x) {
        int found = Arrays.binarySearch(nm, x);
        int k = found >= 0 ? found : -found - 2;
        return Math.max(0, Math.min(nm.length - 2, k));
    }

    private static double valueAt(double[] nm, double[] flux, double x) {
        int k = segmentOf(nm, x);
        double length = nm[k + 1] - nm[k];
        return length == 0 ? flux[k] : flux[k] + (flux[k + 1] - flux[k]) * (x - nm[k]) / length;
    }
}
