package ciel.sim.spectrum;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Vendor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.zip.GZIPInputStream;

/**
 * What the atmosphere, the optics and the CCDs let through, at every nm from 300 to 1150, linear between.
 *
 * <p>Source: lsst/throughputs v1.9 (baseline and atmos), and for the 189 CCDs the measured quantum efficiencies of
 * obs_lsst_data (mean of the
 * amplifiers). The tables are means per nm of the published 0.1 nm curves ({@code
 * src/main/python/throughput_tables.py}), so that integrals keep the
 * strength of airglow lines and water bands.
 *
 * <p>All arrays have {@link #LENGTH} values, the first at {@link #FIRST_NM}; callers must not write into them.
 */
public final class Throughputs {
    /** Version of lsst/throughputs, for the header pair PKG/VER 'throughputs'. */
    public static final String VERSION = "1.9";
    /** First wavelength (nm); the step is 1 nm. */
    public static final int FIRST_NM = 300;
    /** Last wavelength (nm). */
    public static final int LAST_NM = 1150;
    /** Values in each array. */
    public static final int LENGTH = LAST_NM - FIRST_NM + 1;
    /** Detectors: science CCDs from 0 (R01_S00) to 188 (R43_S22), then those of the corner rafts. */
    public static final int DETECTORS = 205;

    private static final int SCIENCE = 189;

    private static final double LOWEST_AIRMASS = 1.0;
    private static final double AIRMASS_STEP = 0.1;
    private static final int AIRMASSES = 16;
    /** Below the resolution of the tables (1e-6), where a logarithm is needed of what was rounded to zero. */
    private static final double FLOOR = 1e-7;

    private final double[][] optics = new double[Band.values().length][LENGTH];
    private final double[] baselineDetector = new double[LENGTH];
    private final double[] darkSky = new double[LENGTH];
    private final double[][] logAtmosphere = new double[AIRMASSES][LENGTH];
    private final double[][] efficiency;
    private final List<String> detectorNames;

    private static final class Holder {
        static final Throughputs TABLES = new Throughputs();
    }

    /** @return the tables of this build; read once */
    public static Throughputs tables() {
        return Holder.TABLES;
    }

    private Throughputs() {
        int row = 0;
        for (double[] line : numbers("optics.txt.gz", 9)) {
            for (int band = 0; band < optics.length; band++) {
                optics[band][row] = line[1 + band] * 1e-8;
            }
            baselineDetector[row] = line[7] * 1e-6;
            darkSky[row++] = line[8] * 1e-21;
        }
        row = 0;
        for (double[] line : numbers("atmosphere.txt.gz", 1 + AIRMASSES)) {
            for (int x = 0; x < AIRMASSES; x++) {
                logAtmosphere[x][row] = StrictMath.log(Math.max(FLOOR, line[1 + x] * 1e-6));
            }
            row++;
        }
        List<double[]> grids = new ArrayList<>();
        List<double[]> curves = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String line : lines("quantum_efficiency.txt.gz")) {
            StringTokenizer tokens = new StringTokenizer(line);
            String name = tokens.nextToken();
            if (name.equals("grid")) {
                grids.add(rest(tokens, 1e-3));
            } else {
                double[] grid = grids.get(Integer.parseInt(tokens.nextToken()));
                names.add(name);
                curves.add(perNm(grid, rest(tokens, 1e-5)));
            }
        }
        if (curves.size() != SCIENCE) {
            throw new IllegalStateException("quantum_efficiency.txt.gz has " + curves.size() + " detectors");
        }
        double[] itl = meanOf(Vendor.ITL, curves);
        for (Detector corner : Camera.lsst().all().subList(SCIENCE, DETECTORS)) {
            names.add(corner.name());
            curves.add(itl);
        }
        detectorNames = List.copyOf(names);
        efficiency = curves.toArray(double[][]::new);
    }

    /** Of the science CCDs by a maker. Guide and wavefront sensors, all by ITL and not measured, are given ITL's. */
    private static double[] meanOf(Vendor vendor, List<double[]> curves) {
        double[] mean = new double[LENGTH];
        int count = 0;
        for (Detector detector : Camera.lsst().detectors()) {
            if (detector.vendor() == vendor) {
                double[] curve = curves.get(detector.number());
                for (int i = 0; i < LENGTH; i++) {
                    mean[i] += curve[i];
                }
                count++;
            }
        }
        for (int i = 0; i < LENGTH; i++) {
            mean[i] /= count;
        }
        return mean;
    }

    /** @return mean efficiency of LSSTCam's science CCDs by a maker */
    double[] meanOf(Vendor vendor) {
        return meanOf(vendor, List.of(efficiency));
    }

    /** @return transmission of mirrors, lenses and filter, 0 to 1 */
    public double[] optics(Band band) {
        return optics[band.ordinal()];
    }

    /** @return efficiency of the baseline detector, 0 to 1 */
    public double[] baselineDetector() {
        return baselineDetector;
    }

    /**
     * @param detector number 0 to 204
     * @return its quantum efficiency; up to 1.02 as measured, 0 outside of the measured range (320 to 1100 nm); of the
     *     corner rafts the mean of the 72 science CCDs by ITL
     */
    public double[] efficiency(int detector) {
        if (detector < 0 || detector >= DETECTORS) {
            throw new InputException(
                    "detector " + detector,
                    "is not a detector; they are 0 to " + (DETECTORS - 1),
                    "choose one of them");
        }
        return efficiency[detector];
    }

    /** @return name of a detector as the efficiency table has it, such as R22_S11 for 94 */
    public String detectorName(int detector) {
        efficiency(detector);
        return detectorNames.get(detector);
    }

    /** @return spectrum of the dark sky above the telescope (erg/s/cm^2/nm/arcsec^2) */
    public double[] darkSky() {
        return darkSky;
    }

    /**
     * Transmission of the atmosphere: the logarithm is linear in airmass between the tabulated 1.0, 1.1 ... 2.5 at
     * each wavelength, and beyond 2.5
     * keeps the slope of the last step.
     *
     * @param airmass &ge; 1
     * @return transmission, 0 to 1
     * @throws InputException unless {@code airmass} is a number of at least 1
     */
    public double[] atmosphere(double airmass) {
        if (!(airmass >= LOWEST_AIRMASS - 1e-6) || airmass == Double.POSITIVE_INFINITY) {
            throw new InputException(
                    "airmass",
                    airmass + " is not possible; the least is " + LOWEST_AIRMASS,
                    "correct the altitude of the visit or the airmass given");
        }
        double steps = Math.max(0, (airmass - LOWEST_AIRMASS) / AIRMASS_STEP);
        int lower = (int) Math.min(AIRMASSES - 2, Math.floor(steps));
        double fraction = steps - lower;
        double[] transmission = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            double low = logAtmosphere[lower][i];
            transmission[i] = StrictMath.exp(Math.min(0, low + fraction * (logAtmosphere[lower + 1][i] - low)));
        }
        return transmission;
    }

    /** A curve given at other wavelengths, at every nm; 0 outside. */
    static double[] perNm(double[] nm, double[] value) {
        double[] out = new double[LENGTH];
        int k = 0;
        for (int i = 0; i < LENGTH; i++) {
            double x = FIRST_NM + i;
            while (k < nm.length - 2 && nm[k + 1] < x) {
                k++;
            }
            if (x >= nm[0] && x <= nm[nm.length - 1]) {
                out[i] = value[k] + (value[k + 1] - value[k]) * (x - nm[k]) / (nm[k + 1] - nm[k]);
            }
        }
        return out;
    }

    private static double[] rest(StringTokenizer tokens, double unit) {
        double[] out = new double[tokens.countTokens()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Long.parseLong(tokens.nextToken()) * unit;
        }
        return out;
    }

    private static List<double[]> numbers(String resource, int columns) {
        List<double[]> rows = new ArrayList<>();
        for (String line : lines(resource)) {
            double[] row = rest(new StringTokenizer(line), 1);
            if (row.length != columns || row[0] != FIRST_NM + rows.size()) {
                throw new IllegalStateException(resource + ": wrong row '" + line + "'");
            }
            rows.add(row);
        }
        if (rows.size() != LENGTH) {
            throw new IllegalStateException(resource + " has " + rows.size() + " rows");
        }
        return rows;
    }

    private static List<String> lines(String resource) {
        try (InputStream packed = Throughputs.class.getResourceAsStream(resource);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
