package ciel.sim.spectrum;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A spectrum made from nothing but the name that a catalog gives, for use without the library: the
 * temperature of a star, the age of a
 * galaxy. Against 100 files of the library, to which the shapes were fitted, the magnitudes at equal magnorm differ
 * by 0.02 (g) to 0.08 (y) rms, 0.1 in u,
 * 0.5 at worst; there are no lines.
 *
 * <p>Names understood: {@code km20_5500.fits_g20_5680} (Kurucz: [M/H] = -2.0, 5680 K), {@code lte027-...} (2700 K),
 * {@code m3.5Full},
 * {@code L2Full}, {@code bergeron_16500_75.dat_16800} (white dwarf), {@code Burst|Const|Exp|Inst.25E09.02Z} (2.5 Gyr,
 * 0.2 solar), agn, supernovae, asteroids and
 * satellites (solar), flat (AB).
 *
 * @param description what was understood of the name
 * @param shape       F_lambda of the wavelength (nm), in units of the F_lambda that magnorm refers to
 */
record SyntheticSed(String description, DoubleUnaryOperator shape) {
    private static final double FIRST_NM = 10;
    private static final double STEP_NM = 1;
    private static final double SUN_KELVIN = 5772;

    private static final Pattern KURUCZ =
            Pattern.compile("k([mp])(\\d\\d)_(\\d{4,5})(?:\\.fits_g\\d+(?:_(\\d{4,5}))?)?");
    private static final Pattern MLT = Pattern.compile("lte(\\d{3})");
    private static final Pattern SPECTRAL_TYPE = Pattern.compile("(?:^|/)([mlt])(\\d)[._]?(\\d)?[._]?(?:full|dwarf)");
    private static final Pattern WHITE_DWARF =
            Pattern.compile("bergeron_(?:he_)?(\\d{4,6})(?:_\\d+\\.dat(?:_(\\d{4,6}))?)?");
    private static final Pattern GALAXY = Pattern.compile("(burst|const|exp|inst)\\.(\\d)(\\d)e(\\d\\d)\\.(\\d+)z");

    /** @return the spectrum for {@code name}; every name gives one */
    static SyntheticSed of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher m = KURUCZ.matcher(lower);
        if (m.find()) {
            double metal = Double.parseDouble(m.group(2)) / 10 * (m.group(1).equals("m") ? -1 : 1);
            double kelvin = Double.parseDouble(m.group(4) != null ? m.group(4) : m.group(3));
            return star("star", kelvin >= 3900 ? "kurucz" : "phosimmlt", kelvin, metal);
        }
        m = MLT.matcher(lower);
        if (m.find()) {
            return cool(100 * Double.parseDouble(m.group(1)));
        }
        m = SPECTRAL_TYPE.matcher(lower);
        if (m.find()) {
            double sub =
                    Double.parseDouble(m.group(2)) + (m.group(3) == null ? 0 : Double.parseDouble(m.group(3)) / 10);
            // Linear through the scale of Pecaut and Mamajek 2013 for M0 3850, M9 2400, L0 2300, L9 1300, T0 1250, T9
            // 500 K.
            return cool(
                    switch (m.group(1)) {
                        case "m" -> 3850 - 161 * sub;
                        case "l" -> 2300 - 111 * sub;
                        default -> 1250 - 83 * sub;
                    });
        }
        m = WHITE_DWARF.matcher(lower);
        if (m.find()) {
            return star("white dwarf", "wds", Double.parseDouble(m.group(2) != null ? m.group(2) : m.group(1)), 0);
        }
        m = GALAXY.matcher(lower);
        if (m.find()) {
            double gyr = Double.parseDouble(m.group(2) + "." + m.group(3))
                    * StrictMath.pow(10, Integer.parseInt(m.group(4)) - 9);
            String metal = m.group(5);
            return galaxy(
                    m.group(1),
                    gyr,
                    Math.max(0.005, Double.parseDouble(metal.charAt(0) + "." + metal.substring(1) + "0")),
                    "");
        }
        return byWord(lower);
    }

    private static SyntheticSed byWord(String lower) {
        if (lower.contains("flat")) {
            return new SyntheticSed("flat AB spectrum", SyntheticSed::flat);
        }
        if (lower.contains("agn") || lower.contains("quasar") || lower.contains("qso")) {
            // Continuum of the composite quasar of Vanden Berk et al. 2001 (AJ 122, 549): F_lambda ~ lambda^-1.56.
            return new SyntheticSed(
                    "active nucleus: power law lambda^-1.56", nm -> StrictMath.pow(nm / Sed.NORM_NM, -1.56));
        }
        if (lower.contains("specfilesn")
                || lower.contains("specfileglsn")
                || lower.contains("supernova")
                || lower.contains("snia")) {
            return star("supernova as a star", "kurucz", 9600, -1);
        }
        if (lower.contains("ssmsed")
                || lower.contains("asteroid")
                || lower.contains("satellite")
                || lower.contains("sun")
                || lower.contains("solar")) {
            return star("sunlight", "kurucz", SUN_KELVIN, 0);
        }
        if (lower.contains("galaxy")) {
            return galaxy("exp", 5, 0.4, " (from the first word of the name)");
        }
        if (lower.contains("wds")) {
            return star("white dwarf (from the first word of the name)", "wds", 10000, 0);
        }
        if (lower.contains("mlt")) {
            return star("dwarf star (from the first word of the name)", "phosimmlt", 3200, 0);
        }
        if (lower.contains("star")) {
            return star("star (from the first word of the name)", "kurucz", SUN_KELVIN, -0.5);
        }
        return new SyntheticSed("flat AB spectrum (name not understood)", SyntheticSed::flat);
    }

    private static double flat(double nm) {
        return Sed.NORM_NM * Sed.NORM_NM / (nm * nm);
    }

    private static SyntheticSed cool(double kelvin) {
        return kelvin > 3900
                ? star("star", "kurucz", kelvin, 0)
                : star("dwarf star", "phosimmlt", Math.max(400, kelvin), 0);
    }

    private static SyntheticSed star(String what, String family, double kelvin, double metal) {
        double limited = Math.max(400, Math.min(200_000, kelvin));
        String metallicity = family.equals("kurucz") ? String.format(Locale.ROOT, ", [M/H] = %.1f", metal) : "";
        return new SyntheticSed(
                String.format(Locale.ROOT, "%s of %.0f K%s", what, limited, metallicity),
                nm -> SyntheticShapes.star(family, limited, metal, nm));
    }

    private static SyntheticSed galaxy(String history, double gyr, double metal, String remark) {
        String formed =
                switch (history) {
                    case "burst" -> "burst of stars";
                    case "const" -> "constant star formation";
                    case "exp" -> "declining star formation";
                    default -> "single population";
                };
        return new SyntheticSed(
                String.format(Locale.ROOT, "galaxy: %s, %.3g Gyr, %.3g solar%s", formed, gyr, metal, remark),
                nm -> SyntheticShapes.galaxy(history, gyr, metal, nm));
    }

    Sed sed() {
        int n = (int) ((Sed.REDDEST_NM - FIRST_NM) / STEP_NM) + 1;
        double[] nm = new double[n];
        double[] flux = new double[n];
        for (int i = 0; i < n; i++) {
            nm[i] = FIRST_NM + i * STEP_NM;
            flux[i] = shape.applyAsDouble(nm[i]);
        }
        return Sed.of("synthetic " + description, nm, flux, 1);
    }
}
