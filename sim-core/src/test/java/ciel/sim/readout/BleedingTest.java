package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Vendor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acceptance row 51. */
class BleedingTest {
    private static final int FULL = 100_000;

    private static long sum(int[] data) {
        return Arrays.stream(data).asLongStream().sum();
    }

    private static int[] wells(int electrons) {
        int[] wells = new int[16];
        Arrays.fill(wells, electrons);
        return wells;
    }

    /** One column with a wall below the row {@code wall}, or none. */
    private static long one(int[] data, int height, int wall, int full) {
        return Bleeding.apply(
                data, 1, height, Math.min(wall, height / 2), wall < height, new int[] {full}, new int[] {full});
    }

    @Test
    void aColumnHoldsWhatTheOutputThatReadsItHolds() {
        int[] wells = wells(FULL);
        wells[0] = 50_000; // C10: upper half, x 0 to 511
        wells[15] = 80_000; // C00: lower half
        int[] data = ReadoutFixture.blank(Vendor.E2V);
        for (int x : new int[] {5, 600}) {
            data[1000 * 4096 + x] = 1_000_000;
            data[3000 * 4096 + x] = 1_000_000;
        }
        assertEquals(0, Bleeding.apply(data, DetectorType.of(Vendor.E2V), wells));
        assertEquals(80_000, data[1000 * 4096 + 5]);
        assertEquals(50_000, data[3000 * 4096 + 5]);
        assertEquals(FULL, data[1000 * 4096 + 600]);
        assertEquals(FULL, data[3000 * 4096 + 600]);
        assertEquals(4_000_000, sum(data));
    }

    @Test
    void aTrailOverTheMiddleOfAnItl_changesItsWell() {
        int[] data = {0, 0, 200, 0, 0, 0};
        assertEquals(0, Bleeding.apply(data, 1, 6, 3, false, new int[] {50}, new int[] {30}));
        assertEquals(List.of(50, 50, 50, 30, 20, 0), Arrays.stream(data).boxed().toList());
    }

    private static int[] column(int... values) {
        return values;
    }

    @Test
    void oneBrightPixel_becomesATrailOfTenFullPixels() {
        int[] data = ReadoutFixture.blank(Vendor.E2V);
        data[1000 * 4096 + 7] = 1_000_000;
        assertEquals(0, Bleeding.apply(data, DetectorType.of(Vendor.E2V), wells(FULL)));
        assertEquals(1_000_000, sum(data));
        int first = -1;
        int last = -1;
        for (int y = 0; y < 4004; y++) {
            int e = data[y * 4096 + 7];
            assertTrue(e <= FULL);
            if (e > 0) {
                assertEquals(FULL, e);
                first = first < 0 ? y : first;
                last = y;
            }
        }
        assertEquals(10, last - first + 1);
        assertEquals(995, first, "the first step goes down");
    }

    @Test
    void e2v_stopsAtTheMidline() {
        int[] data = ReadoutFixture.blank(Vendor.E2V);
        data[2000 * 4096 + 3] = 5_000_000;
        data[2003 * 4096 + 9] = 5_000_000;
        assertEquals(0, Bleeding.apply(data, DetectorType.of(Vendor.E2V), wells(FULL)));
        assertEquals(10_000_000, sum(data));
        for (int y = 0; y < 4004; y++) {
            assertEquals(y >= 1952 && y < 2002 ? FULL : 0, data[y * 4096 + 3], "row " + y);
            assertEquals(y >= 2002 && y < 2052 ? FULL : 0, data[y * 4096 + 9], "row " + y);
        }
    }

    @Test
    void itl_crossesTheMidline() {
        int[] data = ReadoutFixture.blank(Vendor.ITL);
        data[1999 * 4072 + 3] = 1_000_000;
        assertEquals(0, Bleeding.apply(data, DetectorType.of(Vendor.ITL), wells(FULL)));
        assertEquals(FULL, data[2002 * 4072 + 3]);
        assertEquals(1_000_000, sum(data));
    }

    @Test
    void readoutEdges_drain_andNothingElseIsLost() {
        for (Vendor vendor : Vendor.values()) {
            for (int y : new int[] {1, vendor.format().height() - 2}) {
                int[] data = ReadoutFixture.blank(vendor);
                data[y * vendor.format().width() + 11] = 1_000_050;
                long drained = Bleeding.apply(data, DetectorType.of(vendor), wells(FULL));
                assertTrue(drained > 0, vendor + " row " + y);
                assertEquals(1_000_050, sum(data) + drained);
                assertTrue(Arrays.stream(data).allMatch(e -> e <= FULL));
            }
        }
    }

    @Test
    void upperHalfOfAnE2v_drainsAtItsRegister_notAtTheMidline() {
        int[] data = column(0, 0, 0, 0, 25, 0);
        // Wall below row 3, register above row 5; 10 stay, 15 move: row 3 takes 10, row 5 takes 5.
        assertEquals(0, one(data, 6, 3, 10));
        assertEquals(Arrays.toString(column(0, 0, 0, 10, 10, 5)), Arrays.toString(data));
        data = column(0, 0, 0, 0, 100, 0);
        assertEquals(70, one(data, 6, 3, 10));
        assertEquals(Arrays.toString(column(0, 0, 0, 10, 10, 10)), Arrays.toString(data));
    }

    @Test
    void drain_takesOneFullWellAStep_whileTheOtherSideFills() {
        int[] data = column(55, 0, 0, 0, 0, 0, 0, 0);
        // 45 to move: down (drain) 10, up 10, drain 10, up 10, drain 5.
        assertEquals(25, one(data, 8, 4, 10));
        assertEquals(Arrays.toString(column(10, 10, 10, 0, 0, 0, 0, 0)), Arrays.toString(data));
    }

    @Test
    void trailsThatMeet_keepTheirCharge() {
        int[] data = ReadoutFixture.blank(Vendor.ITL);
        long before = 0;
        for (int i = 0; i < 40; i++) {
            int at = (900 + 53 * i % 200) * 4072 + 2000 + i % 3;
            data[at] += 700_001 + 13 * i;
            before += 700_001 + 13 * i;
        }
        assertEquals(0, Bleeding.apply(data, DetectorType.of(Vendor.ITL), wells(FULL)));
        assertEquals(before, sum(data));
        assertTrue(Arrays.stream(data).allMatch(e -> e <= FULL));
    }

    @Test
    void enormousCharge_endsAndIsAccounted() {
        int[] data = column(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        long before = sum(data);
        long drained = one(data, 4, 4, 1);
        assertEquals(before, sum(data) + drained);
        assertTrue(Arrays.stream(data).allMatch(e -> e <= 1));
    }

    @Test
    void nothingSaturated_nothingChanges() {
        int[] data = column(1, 10, 10, 0);
        assertEquals(0, one(data, 4, 2, 10));
        assertEquals(Arrays.toString(column(1, 10, 10, 0)), Arrays.toString(data));
    }
}
