package ciel.sim.spectrum;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A spectrum made from nothing but the name that a catalog gives: the temperature of a star, the age of a galaxy. For use where the library is not at hand.
 *
 * @param description what was understood of the name
 * @param shape       F_lambda (any unit) of the wavelength (nm)
 */
record SyntheticSed(String description, DoubleUnaryOperator shape) {
    private static final double FIRST_NM = 10;
    private static final double STEP_NM = 1;
    /** h c / k in nm K. */
    private static final double HC_K = 1.438776877e7;

    private static final Pattern KURUCZ = Pattern.compile("k([mp])(\\d\\d)_(\\d+)\\.fits_g\\d+(?:_(\\d+))?");
    private static final Pattern MLT = Pattern.compile("lte(\\d{3})");
    private static final Pattern WHITE_DWARF = Pattern.compile("bergeron_(?:he_)?(\\d+)_\\d+\\.dat(?:_(\\d+))?");
    private static final Pattern GALAXY = Pattern.compile("(burst|const|exp|inst)\\.(\\d+)e(\\d+)\\.(\\d+)z");

    static SyntheticSed of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher m = KURUCZ.matcher(lower);
        if (m.find()) {
            return star(Double.parseDouble(m.group(4) != null ? m.group(4) : m.group(3)));
        }
        m = MLT.matcher(lower);
        if (m.find()) {
            return star(100 * Double.parseDouble(m.group(1)));
        }
        m = WHITE_DWARF.matcher(lower);
        if (m.find()) {
            return star(Double.parseDouble(m.group(2) != null ? m.group(2) : m.group(1)));
        }
        m = GALAXY.matcher(lower);
        if (m.find()) {
            return star(5000);
        }
        return new SyntheticSed("flat AB spectrum" + (lower.contains("flat") ? "" : " (the name says nothing)"), nm -> 1 / (nm * nm));
    }

    private static SyntheticSed star(double kelvin) {
        return new SyntheticSed("black body of " + Math.round(kelvin) + " K", nm -> StrictMath.pow(nm, -5) / StrictMath.expm1(HC_K / nm / kelvin));
    }

    Sed sed() {
        int n = (int) ((Sed.REDDEST_NM - FIRST_NM) / STEP_NM) + 1;
        double[] nm = new double[n];
        double[] flux = new double[n];
        for (int i = 0; i < n; i++) {
            nm[i] = FIRST_NM + i * STEP_NM;
            flux[i] = shape.applyAsDouble(nm[i]);
        }
        return Sed.of(description, nm, flux);
    }
}
