package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.SharedData;
import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Segment;
import ciel.sim.catalog.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against imSim 2.1.1 itself (shared/data/imsim; its pixel numbers are one less than FITS pixels). */
class ImsimGeometryTest {
    static final Visit VISIT = new Visit(
            398414,
            0,
            Band.R,
            60.49045502638663,
            -38.164374958987054,
            40.0386345,
            131.23506207988342,
            53.16185928082866,
            114.38574818197553,
            60143.42156961111,
            30,
            0.750181,
            0,
            398414);

    private final Detector detector = Camera.lsst().detector("R22_S11");
    private final VisitGeometry geometry = VisitGeometry.of(VISIT);
    private final DetectorWcs wcs = geometry.wcs(detector);

    @Test
    void all64TruthPositionsAgree() throws IOException {
        List<Map<String, String>> rows = SharedData.csv(SharedData.file("imsim/grid_nosensor_R22_S11_measured.csv"));
        List<Map<String, String>> input = SharedData.csv(SharedData.file("imsim/grid_R22_S11_input.csv"));
        assertEquals(64, rows.size());
        double worst = 0;
        double[] out = new double[2];
        for (int i = 0; i < 64; i++) {
            assertEquals(input.get(i).get("id"), rows.get(i).get("id"));
            wcs.toPixel(number(input.get(i), "ra"), number(input.get(i), "dec"), out);
            worst = Math.max(
                    worst,
                    Math.hypot(
                            out[0] - 1 - number(rows.get(i), "x_truth"), out[1] - 1 - number(rows.get(i), "y_truth")));
        }
        System.out.printf("imSim truth positions: largest difference %.2e px%n", worst);
        assertTrue(worst < 0.02, "largest difference " + worst + " px");
    }

    @Test
    void exactChainAndHeaderCoordinatesAgreeOverTheChip() throws IOException {
        double worst = 0;
        double worstHeader = 0;
        double worstFocal = 0;
        double worstField = 0;
        double[] out = new double[2];
        for (Map<String, String> row : SharedData.csv(SharedData.file("imsim/wcs_exact_R22_S11.csv"))) {
            double x = number(row, "x_lsst0") + 1;
            double y = number(row, "y_lsst0") + 1;
            wcs.toPixel(number(row, "ra_deg"), number(row, "dec_deg"), out);
            worst = Math.max(worst, Math.hypot(out[0] - x, out[1] - y));
            double[] header = wcs.tanSip().toPixel(number(row, "ra_deg"), number(row, "dec_deg"));
            worstHeader = Math.max(worstHeader, Math.hypot(header[0] - x, header[1] - y));
            wcs.pixelToFocal(x, y, out);
            worstFocal =
                    Math.max(worstFocal, Math.hypot(out[0] - number(row, "fp_x_mm"), out[1] - number(row, "fp_y_mm")));
            wcs.pixelToField(x, y, out);
            worstField = Math.max(
                    worstField,
                    Math.hypot(
                            Math.toDegrees(out[0]) - number(row, "field_x_deg"),
                            Math.toDegrees(out[1]) - number(row, "field_y_deg")));
        }
        System.out.printf(
                "imSim exact chain: %.2e px, header %.2e px, focal plane %.1e mm, field %.1e deg%n",
                worst, worstHeader, worstFocal, worstField);
        assertTrue(worst < 0.01, "exact chain " + worst + " px");
        assertTrue(worstHeader < 0.01, "header " + worstHeader + " px");
        assertTrue(worstFocal < 1e-9, "focal plane " + worstFocal + " mm");
        assertTrue(worstField < 1e-7, "field angle " + worstField + " deg");
    }

    /**
     * ROTANGLE, and the hour angles: imSim reads the clock of the header (TAI) as though it were UTC, so that its
     * hour angles are 37 s of Earth rotation too large
     * (0.15459 deg). The same reading gives its numbers here.
     */
    @Test
    void rotatorAndHourAnglesAgreeWithTheHeader() throws IOException {
        List<String> cards = Files.readAllLines(SharedData.file("imsim/raw_R22_S11_primary_header.txt"));
        assertEquals(card(cards, "ROTANGLE"), geometry.rotSkyPos(), 2e-5);
        double misread = 37.0 / 86400;
        assertEquals(card(cards, "HASTART"), geometry.hourAngle(VISIT.mjdStart() + misread), 1e-5);
        assertEquals(card(cards, "HAEND"), geometry.hourAngle(VISIT.mjdEnd() + misread), 1e-5);
        assertEquals(card(cards, "HASTART") - 0.1545888, geometry.hourAngleStart(), 1e-5);
        System.out.printf(
                "ROTANGLE %.7f (imSim %.7f), HASTART %.6f (imSim %.6f)%n",
                geometry.rotSkyPos(), card(cards, "ROTANGLE"), geometry.hourAngleStart(), card(cards, "HASTART"));
    }

    @Test
    void amplifiersAndSectionsAreThoseOfTheRawFile() throws IOException {
        List<Map<String, String>> rows = SharedData.csv(SharedData.file("imsim/raw_R22_S11_amps.csv"));
        assertEquals(16, rows.size());
        double fullWell = 0;
        for (int i = 0; i < 16; i++) {
            Map<String, String> row = rows.get(i);
            Segment segment = Sections.of(detector).segments().get(i);
            Amplifier amplifier = detector.amplifiers().get(i);
            assertEquals(row.get("extname"), segment.extensionName());
            assertEquals(row.get("datasec"), segment.dataSection());
            assertEquals(row.get("detsec"), segment.detectorSection());
            assertEquals(amplifier.name(), segment.name());
            assertEquals(Sections.RAW_WIDTH, number(row, "nx"));
            assertEquals(Sections.RAW_HEIGHT, number(row, "ny"));
            assertEquals(number(row, "gain"), amplifier.gain());
            assertEquals(number(row, "cfg_bias"), amplifier.bias());
            assertEquals(number(row, "cfg_readnoise"), amplifier.readNoise());
            fullWell = (amplifier.saturation() - amplifier.bias()) * amplifier.gain();
            assertEquals(number(row, "full_well_e"), fullWell, 0.06);
        }
    }

    private static double number(Map<String, String> row, String name) {
        return Double.parseDouble(row.get(name));
    }

    private static double card(List<String> cards, String key) {
        for (String card : cards) {
            if (card.startsWith(String.format("%-8s=", key))) {
                return Double.parseDouble(card.substring(10).split("/")[0].strip());
            }
        }
        throw new AssertionError("no " + key);
    }
}
