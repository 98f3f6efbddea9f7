package ciel.sim.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Acceptance row 55: sections and flips. Sections of E2V as imSim 2.1.1 writes them for R22_S11; of ITL as computed
 * from lsst/obs_lsst's boxes and flips.
 */
class SectionsTest {
    private static final List<String> E2V_DETSEC = List.of(
            "[512:1,4004:2003]",
            "[1024:513,4004:2003]",
            "[1536:1025,4004:2003]",
            "[2048:1537,4004:2003]",
            "[2560:2049,4004:2003]",
            "[3072:2561,4004:2003]",
            "[3584:3073,4004:2003]",
            "[4096:3585,4004:2003]",
            "[3585:4096,1:2002]",
            "[3073:3584,1:2002]",
            "[2561:3072,1:2002]",
            "[2049:2560,1:2002]",
            "[1537:2048,1:2002]",
            "[1025:1536,1:2002]",
            "[513:1024,1:2002]",
            "[1:512,1:2002]");
    private static final List<String> ITL_DETSEC = List.of(
            "[509:1,4000:2001]",
            "[1018:510,4000:2001]",
            "[1527:1019,4000:2001]",
            "[2036:1528,4000:2001]",
            "[2545:2037,4000:2001]",
            "[3054:2546,4000:2001]",
            "[3563:3055,4000:2001]",
            "[4072:3564,4000:2001]",
            "[4072:3564,1:2000]",
            "[3563:3055,1:2000]",
            "[3054:2546,1:2000]",
            "[2545:2037,1:2000]",
            "[2036:1528,1:2000]",
            "[1527:1019,1:2000]",
            "[1018:510,1:2000]",
            "[509:1,1:2000]");

    @Test
    void sectionStringsAreThoseOfTheLsstCamera() {
        for (Vendor vendor : List.of(Vendor.E2V, Vendor.ITL)) {
            List<Segment> segments = Sections.of(vendor).segments();
            assertEquals(16, segments.size());
            assertEquals(
                    vendor == Vendor.E2V ? E2V_DETSEC : ITL_DETSEC,
                    segments.stream().map(Segment::detectorSection).toList());
            for (Segment segment : segments) {
                assertEquals(vendor == Vendor.E2V ? "[11:522,1:2002]" : "[4:512,1:2000]", segment.dataSection());
            }
            assertEquals(
                    List.of(
                            "Segment10",
                            "Segment11",
                            "Segment12",
                            "Segment13",
                            "Segment14",
                            "Segment15",
                            "Segment16",
                            "Segment17",
                            "Segment07",
                            "Segment06",
                            "Segment05",
                            "Segment04",
                            "Segment03",
                            "Segment02",
                            "Segment01",
                            "Segment00"),
                    segments.stream().map(Segment::extensionName).toList());
        }
    }

    @Test
    void rawFrameIsPrescanDataAndOverscan() {
        for (Vendor vendor : Vendor.values()) {
            assertEquals(
                    Sections.RAW_WIDTH,
                    vendor.format().prescan()
                            + vendor.format().amplifierWidth()
                            + vendor.format().serialOverscan());
            assertEquals(
                    Sections.RAW_HEIGHT,
                    vendor.format().amplifierHeight() + vendor.format().parallelOverscan());
            assertEquals(vendor.format().width(), 8 * vendor.format().amplifierWidth());
            assertEquals(
                    vendor.format().height(),
                    (vendor == Vendor.ITL_WF ? 1 : 2) * vendor.format().amplifierHeight());
        }
    }

    @Test
    void everyCcdPixelIsReadOnceAndComesBack() {
        for (Vendor vendor : Vendor.values()) {
            Sections sections = Sections.of(vendor);
            BitSet seen = new BitSet();
            for (Segment segment : sections.segments()) {
                for (int row = 0; row < vendor.format().amplifierHeight(); row += row < 3 || row > 1900 ? 1 : 97) {
                    for (int column = vendor.format().prescan();
                            column < vendor.format().prescan() + vendor.format().amplifierWidth();
                            column++) {
                        int x = segment.ccdX(column);
                        int y = segment.ccdY(row);
                        assertEquals(segment, sections.at(x, y));
                        assertEquals(column, segment.rawColumn(x));
                        assertEquals(row, segment.rawRow(y));
                        assertFalse(seen.get(y * vendor.format().width() + x));
                        seen.set(y * vendor.format().width() + x);
                    }
                }
            }
            int width = vendor.format().width();
            int height = vendor.format().height();
            assertTrue(seen.get(0)
                    && seen.get(width - 1)
                    && seen.get((height - 1) * width)
                    && seen.get(height * width - 1));
            assertThrows(IndexOutOfBoundsException.class, () -> sections.at(width, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> sections.at(0, -1));
        }
    }

    /**
     * The first data pixel that is read is the one at the corner where the output sits: at the bottom or top edge of
     * the CCD.
     */
    @Test
    void outputsSitAtTheEdgesOfTheCcd() {
        Sections e2v = Sections.of(Vendor.E2V);
        assertEquals(511, e2v.segments().get(0).ccdX(10));
        assertEquals(4003, e2v.segments().get(0).ccdY(0));
        assertEquals(0, e2v.segments().get(15).ccdX(10));
        assertEquals(0, e2v.segments().get(15).ccdY(0));
        Sections itl = Sections.of(Vendor.ITL);
        assertEquals(508, itl.segments().get(15).ccdX(3));
        assertEquals(0, itl.segments().get(15).ccdY(0));
    }
}
