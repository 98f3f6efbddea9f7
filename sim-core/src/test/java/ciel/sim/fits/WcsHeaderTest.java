package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Segment;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Acceptance row 26, the part about the segments: a pixel has the same place on the sky by the CCD's header and by its
 * segment's.
 */
class WcsHeaderTest {
    @Test
    void everyRawPixel_hasTheSkyPositionOfItsCcdPixel() {
        for (Detector detector : List.of(FitsFixture.e2v(), FitsFixture.itl())) {
            WcsHeader fitted = WcsHeader.of(
                    VisitGeometry.of(FitsFixture.VISIT).wcs(detector).keywords());
            for (WcsHeader ccd : List.of(fitted, FitsFixture.wcs())) {
                double pixel = 0.2 / 3600;
                for (Segment segment : Sections.of(detector).segments()) {
                    WcsHeader raw = ccd.of(segment);
                    assertEquals(
                            ccd.cards().stream().map(Card::key).toList(),
                            raw.cards().stream().map(Card::key).toList());
                    for (int column = 0; column < Sections.RAW_WIDTH; column += 115) {
                        for (int row = 0; row < Sections.RAW_HEIGHT; row += 409) {
                            double[] expected = tangentPlane(ccd, segment.ccdX(column) + 1, segment.ccdY(row) + 1);
                            double[] got = tangentPlane(raw, column + 1, row + 1);
                            assertEquals(expected[0], got[0], 1e-9 * pixel * 1000);
                            assertEquals(expected[1], got[1], 1e-9 * pixel * 1000);
                        }
                    }
                }
            }
        }
    }

    @Test
    void inversePolynomials_leadBackInEverySegment() {
        DetectorWcs wcs = VisitGeometry.of(FitsFixture.VISIT).wcs(FitsFixture.e2v());
        WcsHeader ccd = WcsHeader.of(wcs.keywords());
        assertTrue(ccd.cards().stream()
                .anyMatch(card -> card.key().equals("RADESYS") && card.value().equals("ICRS")));
        for (Segment segment : Sections.of(FitsFixture.e2v()).segments()) {
            Map<String, Object> h = map(ccd.of(segment));
            double u = 300 - number(h, "CRPIX1");
            double v = 1500 - number(h, "CRPIX2");
            double forwardU = u + polynomial(h, "A", u, v);
            double forwardV = v + polynomial(h, "B", u, v);
            assertEquals(u, forwardU + polynomial(h, "AP", forwardU, forwardV), 1e-4);
            assertEquals(v, forwardV + polynomial(h, "BP", forwardU, forwardV), 1e-4);
        }
    }

    @Test
    void referencePixelOfTheFirstSegment_countsThePrescan() {
        // By hand: E2V C10 is read from the upper right corner of its 512 columns: raw pixel 11 is CCD pixel 512, raw
        // row 1 is CCD row 4004.
        Map<String, Object> raw = map(
                FitsFixture.wcs().of(Sections.of(FitsFixture.e2v()).segments().getFirst()));
        assertEquals(523 - 2048.5006923823307, number(raw, "CRPIX1"), 1e-9);
        assertEquals(4005 - 2002.50058174787, number(raw, "CRPIX2"), 1e-9);
        assertEquals(-4.17336688279287E-05, number(raw, "CD1_1"));
        assertEquals(-3.67284438721814E-05, number(raw, "CD1_2"));
        assertEquals(-1.4E-6, number(raw, "A_0_2"));
        assertEquals(-8.4624808440433E-13, number(raw, "A_3_0"));
    }

    /** xi, eta in degrees: Calabretta and Greisen 2002 (eq. 3) with the polynomials of Shupe et al. 2005 (eq. 1). */
    private static double[] tangentPlane(WcsHeader wcs, double x, double y) {
        Map<String, Object> h = map(wcs);
        double u = x - number(h, "CRPIX1");
        double v = y - number(h, "CRPIX2");
        double du = u + polynomial(h, "A", u, v);
        double dv = v + polynomial(h, "B", u, v);
        return new double[] {
            number(h, "CD1_1") * du + number(h, "CD1_2") * dv, number(h, "CD2_1") * du + number(h, "CD2_2") * dv
        };
    }

    private static double polynomial(Map<String, Object> h, String name, double u, double v) {
        double sum = 0;
        for (int p = 0; p < 6; p++) {
            for (int q = 0; q < 6; q++) {
                if (h.containsKey(name + "_" + p + "_" + q)) {
                    sum += number(h, name + "_" + p + "_" + q) * Math.pow(u, p) * Math.pow(v, q);
                }
            }
        }
        return sum;
    }

    private static double number(Map<String, Object> h, String key) {
        return ((Number) h.get(key)).doubleValue();
    }

    private static Map<String, Object> map(WcsHeader wcs) {
        return wcs.cards().stream().collect(Collectors.toMap(Card::key, Card::value));
    }
}
