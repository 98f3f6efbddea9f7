package ciel.sim.spectrum;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Smooth spectral shapes by temperature or age: {@code synthetic_shapes.txt}, fitted by {@code
 * src/main/python/synthetic_shapes.py}.
 *
 * <p>A shape is ln F_lambda relative to 500 nm, linear in wavelength between its nodes and in its parameter between
 * rows, held beyond the first and last
 * of both.
 */
final class SyntheticShapes {
    /** h c / k in nm K. */
    private static final double HC_K = 1.438776877e7;
    /** Metallicity [M/H] at which the rows of the stars stand. */
    private static final double STAR_METAL = -2;
    /** Metallicity, relative to the sun, at which the rows of the galaxies stand. */
    private static final double GALAXY_METAL = 0.2;

    private static final double LYMAN_LIMIT_NM = 91.2;

    private static final Map<String, SyntheticShapes> FAMILIES = read();

    private final double[] nodes;
    private final List<Double> parameters = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();
    private final Map<String, double[]> named = new HashMap<>();

    private SyntheticShapes(double[] nodes) {
        this.nodes = nodes;
    }

    /**
     * A star: a black body with the absorption of its family.
     *
     * @param family {@code kurucz} (2700 to 50,000 K), {@code phosimmlt} or {@code wds}
     * @param kelvin effective temperature (K)
     * @param metal  [M/H] (dex), of kurucz
     * @return F_lambda at {@code nm}, 1 at 500 nm
     */
    static double star(String family, double kelvin, double metal, double nm) {
        SyntheticShapes shapes = FAMILIES.get(family);
        double log = shapes.log(StrictMath.log(kelvin), nm);
        double[] perDex = shapes.named.get("metal");
        if (perDex != null) {
            log += (metal - STAR_METAL) * at(shapes.nodes, perDex, nm);
        }
        return StrictMath.exp(log)
                * StrictMath.pow(Sed.NORM_NM / nm, 5)
                * StrictMath.expm1(HC_K / Sed.NORM_NM / kelvin)
                / StrictMath.expm1(HC_K / nm / kelvin);
    }

    /**
     * A galaxy: an old population, and the light of young stars.
     *
     * @param history {@code inst burst exp const}: how it formed its stars
     * @param gyr     age (Gyr)
     * @param metal   metallicity relative to the sun
     * @return F_lambda at {@code nm}, about 1 at 500 nm
     */
    static double galaxy(String history, double gyr, double metal, double nm) {
        if (nm < LYMAN_LIMIT_NM) {
            return 0;
        }
        // The constants are those of the fit, in the comment of the resource.
        double young =
                switch (history) {
                    case "exp" -> StrictMath.exp(-0.51 - 0.65 * gyr);
                    case "const" -> Math.min(0.95, StrictMath.pow(gyr / 0.064, -0.27));
                    default -> 0;
                };
        double effective =
                switch (history) {
                    case "burst" -> gyr - 0.47;
                    case "exp" -> Math.max(0.5, gyr - 2.17);
                    case "const" -> 0.12 * gyr;
                    default -> gyr;
                };
        SyntheticShapes shapes = FAMILIES.get("galaxy");
        double index = StrictMath.log10(Math.max(0.05, effective)) + 0.48 * StrictMath.log10(metal / GALAXY_METAL);
        double youngLog = at(shapes.nodes, shapes.named.get("young"), nm);
        // Populations younger than the first row (0.7 Gyr) tend to the young one, which stands for 60 Myr.
        double first = shapes.parameters.getFirst();
        if (index < first && !history.equals("const")) {
            young = Math.max(young, Math.min(1, (first - index) / (first - StrictMath.log10(0.06))));
        }
        return young * StrictMath.exp(youngLog) + (1 - young) * StrictMath.exp(shapes.log(index, nm));
    }

    private double log(double parameter, double nm) {
        int last = rows.size() - 1;
        double p = Math.max(parameters.get(0), Math.min(parameters.get(last), parameter));
        int k = 0;
        while (k < last - 1 && parameters.get(k + 1) <= p) {
            k++;
        }
        double f = (p - parameters.get(k)) / (parameters.get(k + 1) - parameters.get(k));
        return (1 - f) * at(nodes, rows.get(k), nm) + f * at(nodes, rows.get(k + 1), nm);
    }

    private static double at(double[] x, double[] y, double nm) {
        int last = x.length - 1;
        if (nm <= x[0]) {
            return y[0];
        }
        if (nm >= x[last]) {
            return y[last];
        }
        int k = 0;
        while (x[k + 1] < nm) {
            k++;
        }
        return y[k] + (y[k + 1] - y[k]) * (nm - x[k]) / (x[k + 1] - x[k]);
    }

    private static Map<String, SyntheticShapes> read() {
        Map<String, SyntheticShapes> families = new HashMap<>();
        String resource = "synthetic_shapes.txt";
        try (InputStream in = SyntheticShapes.class.getResourceAsStream(resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            String family = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] tokens = line.split(" ");
                switch (tokens[0]) {
                    case "family" -> family = tokens[1];
                    case "nodes" -> families.put(family, new SyntheticShapes(numbers(tokens, 1)));
                    case "row" -> families.get(family).add(family, tokens[1], numbers(tokens, 2));
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
        return families;
    }

    private void add(String family, String key, double[] values) {
        if (values.length != nodes.length) {
            throw new IllegalStateException(
                    "synthetic_shapes.txt: row " + key + " of " + family + " has " + values.length + " values");
        }
        if (Character.isLetter(key.charAt(0))) {
            named.put(key, values);
        } else {
            double parameter = Double.parseDouble(key);
            parameters.add(family.equals("galaxy") ? parameter : StrictMath.log(parameter));
            rows.add(values);
        }
    }

    private static double[] numbers(String[] tokens, int from) {
        double[] out = new double[tokens.length - from];
        for (int i = 0; i < out.length; i++) {
            out[i] = Double.parseDouble(tokens[from + i]);
        }
        return out;
    }
}
