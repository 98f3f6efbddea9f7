package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.UnavailableException;
import ciel.sim.exposure.MemoryPlan.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
    private static final int FOCAL_PLANE = 189;
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private static Needs needs(int detectors, int threads) {
        return new Needs(detectors, threads, true, false, false, 0, 0);
    }

    /** usable: three quarters; a detector 400 MiB, a map 62.6 MiB. */
    @ParameterizedTest
    @CsvSource({
        // heap (MiB), detectors, threads, side by side, threads each
        "18432, 189, 2, 2, 1", // both threads have a detector
        "18432, 1, 16, 1, 16", // one detector has all threads
        "12288, 189, 16, 16, 1", // 16 x 462.6 = 7.2 GiB of 9
        "8192, 189, 16, 13, 1", // 13 x 462.6 = 6013 MiB of 6144
        "16384, 189, 128, 11, 11", // 11 x (400 + 11 x 62.6) = 11,970 MiB of 12,288; without the maps it would be 30
        "4096, 189, 128, 1, 42", // not even one with 128 maps: 400 + 42 x 62.6 = 3027 MiB of 3072
        "640, 189, 128, 1, 1", // 463 MiB of 480
    })
    void detectorsAndTheirThreadsMapsFitTheHeap(int heap, int detectors, int threads, int atOnce, int each) {
        Needs needs = needs(detectors, threads);
        MemoryPlan plan = MemoryPlan.of(needs, heap * MIB);
        assertEquals(new MemoryPlan(atOnce, each), plan);
        assertTrue(needs.bytes(atOnce, each) <= heap * MIB / 4 * 3);
    }

    @Test
    void objectsOfTheCatalogTakeTheirPlace() {
        Needs needs = needs(FOCAL_PLANE, 8);
        assertEquals(8, MemoryPlan.of(needs, 6 * GIB).detectorsAtOnce());
        // 7 million objects are 2670 MiB, 1938 MiB are left: 3 x (400 + 2 x 62.6) = 1575
        assertEquals(
                3,
                MemoryPlan.of(needs.withObjects(7_000_000, 2_800_000_000L), 6 * GIB)
                        .detectorsAtOnce());
    }

    @Test
    void aCatalogThatWillNotFitIsRefusedWhileItIsRead() {
        Needs needs = needs(FOCAL_PLANE, 8);
        MemoryPlan.requireSoFar(needs.withObjects(1_000_000, 400_000_000L), 0.2, 2 * GIB);
        // a fifth of the catalog leaves no room for a detector: 2 GB of the 1.6 are needed
        String message = assertThrows(
                        UnavailableException.class,
                        () -> MemoryPlan.requireSoFar(needs.withObjects(1_000_000, 1_200_000_000L), 0.2, 2 * GIB))
                .getMessage();
        assertTrue(message.contains("5000000 objects 5723 MiB") && message.contains("2048 MiB"), message);
        assertTrue(message.contains("CIEL_JAVA_OPTS=-Xmx"), message);
        assertTrue(assertThrows(
                        UnavailableException.class,
                        () -> MemoryPlan.requireSoFar(needs.withObjects(1_000_000, 1_200_000_000L), 0, 2 * GIB))
                .getMessage()
                .contains("1000000 objects"));
    }

    @Test
    void screensAndBoundariesTakeTheirPlace() {
        assertEquals(402_653_184, MemoryPlan.SCREENS);
        assertEquals(
                2,
                MemoryPlan.of(new Needs(FOCAL_PLANE, 4, true, true, true, 0, 0), 3 * GIB)
                        .detectorsAtOnce());
        assertEquals(4, MemoryPlan.of(needs(FOCAL_PLANE, 4), 3 * GIB).detectorsAtOnce());
    }

    @Test
    void anEngineOnADeviceHasNoMapsOfThreads() {
        Needs device = new Needs(FOCAL_PLANE, 128, false, false, false, 0, 0);
        assertEquals(30, MemoryPlan.of(device, 16 * GIB).detectorsAtOnce());
    }

    @Test
    void tooLittleForOneDetectorIsRefused_andTheHeapThatTheMessageNamesIsEnough() {
        Needs needs = new Needs(1, 2, true, true, true, 1_000_000, 400_000_000);
        UnavailableException refused = assertThrows(UnavailableException.class, () -> MemoryPlan.of(needs, GIB));
        String message = refused.getMessage();
        assertTrue(message.contains("1000000 objects 382 MiB"), message);
        assertTrue(message.contains("phase screens 384 MiB"), message);
        assertTrue(message.contains("heap of 1024 MiB are 768 MiB"), message);
        int at = message.indexOf("-Xmx") + 4;
        long named = Long.parseLong(message.substring(at, message.indexOf('m', at)));
        // the parallel collector counts eight ninths of -Xmx as heap
        assertEquals(1, MemoryPlan.of(needs, named * 8 / 9 * MIB).detectorsAtOnce());
        assertThrows(UnavailableException.class, () -> MemoryPlan.of(needs, named * 3 / 4 * MIB));
    }
}
