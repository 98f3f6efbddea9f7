package ciel.workflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of the states can be told apart by every eye, in both themes, and what stands on them can be read. */
class PaletteTest {
    /** Linear RGB as an eye without one kind of cone sees it: Machado, Oliveira and Fernandes 2009, table 1, severity 1. */
    private static final double[][] NORMAL = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    private static final double[][] PROTAN = {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    };
    private static final double[][] DEUTAN = {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    };
    private static final double[][] TRITAN = {
        {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}
    };

    /** CIE 1976 distances: under 15 two neighbouring cells are hard to tell apart. */
    @ParameterizedTest
    @CsvSource({
        "dark, normal, 20",
        "dark, protan, 15",
        "dark, deutan, 15",
        "dark, tritan, 15",
        "light, normal, 20",
        "light, protan, 15",
        "light, deutan, 15",
        "light, tritan, 15"
    })
    void coloursOfTwoStatesAreFarApart(String theme, String eye, double least) {
        double[][] matrix =
                switch (eye) {
                    case "protan" -> PROTAN;
                    case "deutan" -> DEUTAN;
                    case "tritan" -> TRITAN;
                    default -> NORMAL;
                };
        for (PageState a : PageState.values()) {
            for (PageState b : PageState.values()) {
                if (a != b) {
                    double distance =
                            distance(colour(theme).apply(a), colour(theme).apply(b), matrix);
                    assertTrue(distance >= least, a + " and " + b + " are " + distance + " apart");
                }
            }
        }
    }

    /** WCAG 2.1, success criterion 1.4.3. */
    @ParameterizedTest
    @ValueSource(strings = {"dark", "light"})
    void aGlyphHasTheContrastOfText(String theme) {
        for (PageState state : PageState.values()) {
            String ground = colour(theme).apply(state);
            double contrast = PageState.contrast(ground, PageState.ink(ground));
            assertTrue(contrast >= 4.5, state + " in the " + theme + " theme: " + contrast);
        }
    }

    @Test
    void everyStateHasAGlyphOfItsOwn() {
        assertEquals(
                PageState.values().length,
                new HashSet<>(Arrays.stream(PageState.values())
                                .map(PageState::glyph)
                                .toList())
                        .size());
    }

    /** WCAG 2.1: black on white is 21. */
    @Test
    void contrastIsThatOfTheStandard() {
        assertEquals(21, PageState.contrast("000000", "ffffff"), 1e-9);
        assertEquals(4.54, PageState.contrast("767676", "ffffff"), 0.01);
    }

    /** The test itself: a known pair that a protanope cannot tell apart, and one that everybody can. */
    @Test
    void theDistanceKnowsWhoSeesWhat() {
        assertTrue(distance("7f6a00", "c03000", NORMAL) > 40);
        assertTrue(distance("000000", "ffffff", TRITAN) > 99);
        assertTrue(distance("5d8a00", "d05a00", PROTAN) < distance("5d8a00", "d05a00", NORMAL) / 2);
    }

    private static Function<PageState, String> colour(String theme) {
        return theme.equals("dark") ? PageState::dark : PageState::light;
    }

    private static double distance(String a, String b, double[][] eye) {
        double[] labA = lab(seen(linear(a), eye));
        double[] labB = lab(seen(linear(b), eye));
        return Math.sqrt(
                Math.pow(labA[0] - labB[0], 2) + Math.pow(labA[1] - labB[1], 2) + Math.pow(labA[2] - labB[2], 2));
    }

    private static double[] linear(String rgb) {
        double[] out = new double[3];
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(rgb.substring(2 * i, 2 * i + 2), 16) / 255.0;
            out[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        }
        return out;
    }

    private static double[] seen(double[] rgb, double[][] eye) {
        double[] out = new double[3];
        for (int i = 0; i < 3; i++) {
            out[i] = Math.clamp(eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2], 0, 1);
        }
        return out;
    }

    /** sRGB (IEC 61966-2-1) to CIE L*a*b* 1976 under D65. */
    private static double[] lab(double[] rgb) {
        double x = root((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        double y = root(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
        double z = root((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
