package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every source of objects must do. A format's test extends this and opens a small catalog of its own. */
public abstract class ObjectSourceConformance {
    /** @return a source with at least three objects in at least two places, the same at every call */
    protected abstract ObjectSource open() throws Exception;

    private static List<SkyObject> all(ObjectSource source, Footprint footprint) {
        List<SkyObject> objects = new ArrayList<>();
        try (ObjectCursor cursor = source.cursor(footprint)) {
            for (SkyObject object = cursor.advance(); object != null; object = cursor.advance()) {
                objects.add(object);
            }
            assertNull(cursor.advance(), "after the end comes nothing");
        }
        return objects;
    }

    /** What tells objects apart, without the light, whose class need not have equals. */
    private static String text(SkyObject o) {
        return o.id() + " " + o.ra() + " " + o.dec() + " " + o.magnorm() + " " + o.sed() + " " + o.redshift() + " "
                + o.gamma1() + " " + o.gamma2() + " " + o.kappa() + " " + o.shape() + " " + o.internal() + " "
                + o.galactic();
    }

    private static List<String> texts(List<SkyObject> objects) {
        return objects.stream().map(ObjectSourceConformance::text).toList();
    }

    @Test
    void valuesAreOnTheSkyAndDrawable() throws Exception {
        List<SkyObject> objects = all(open(), Footprint.ALL);
        assertTrue(objects.size() >= 3, "objects: " + objects.size());
        for (SkyObject o : objects) {
            assertFalse(o.id().isBlank());
            assertTrue(o.ra() >= 0 && o.ra() < 360, text(o));
            assertTrue(o.dec() >= -90 && o.dec() <= 90, text(o));
            assertTrue(Double.isFinite(o.magnorm()), text(o));
            assertTrue(o.redshift() >= SkyObject.MIN_REDSHIFT && o.redshift() <= SkyObject.MAX_REDSHIFT, text(o));
            assertTrue(Lensing.isWeak(o.gamma1(), o.gamma2(), o.kappa()), text(o));
            assertNotNull(o.shape(), text(o));
            assertFalse(o.sed().isBlank(), text(o));
            if (o.light() instanceof Light.Density density) {
                Light.Samples samples = density.samples();
                assertEquals(samples.nm().length, samples.value().length, text(o));
                for (int i = 0; i < samples.nm().length; i++) {
                    assertTrue(samples.nm()[i] > 0 && (i == 0 || samples.nm()[i] >= samples.nm()[i - 1]), text(o));
                    assertTrue(samples.value()[i] >= 0 && Double.isFinite(samples.value()[i]), text(o));
                }
            }
        }
    }

    @Test
    void everyCursorGivesTheSameObjectsInTheSameOrder() throws Exception {
        ObjectSource source = open();
        List<String> first = texts(all(source, Footprint.ALL));
        assertEquals(first, texts(all(source, Footprint.ALL)));
        assertEquals(first, texts(all(open(), Footprint.ALL)));
    }

    @Test
    void manyThreadsMayReadAtOnce() throws Exception {
        ObjectSource source = open();
        List<String> alone = texts(all(source, Footprint.ALL));
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> together = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Callable<List<String>> read = () -> texts(all(source, Footprint.ALL));
                together.add(pool.submit(read));
            }
            for (Future<List<String>> one : together) {
                assertEquals(alone, one.get());
            }
        }
    }

    @Test
    void aRegionHasTheObjectsInsideAndNoOthers() throws Exception {
        ObjectSource source = open();
        List<SkyObject> objects = all(source, Footprint.ALL);
        for (SkyObject middle : List.of(objects.getFirst(), objects.getLast())) {
            Footprint cone = Footprint.cone(middle.ra(), middle.dec(), 0.002);
            List<String> inside = texts(all(source, cone));
            assertEquals(
                    objects.stream()
                            .filter(o -> cone.mayContain(o.ra(), o.dec()))
                            .map(ObjectSourceConformance::text)
                            .toList(),
                    inside);
            assertTrue(inside.contains(text(middle)));
        }
        assertEquals(List.of(), all(source, (ra, dec) -> false));
    }

    @Test
    void brightnessIsAskedFor() throws Exception {
        ObjectSource source = open();
        Set<Double> magnitudes =
                all(source, Footprint.ALL).stream().map(SkyObject::magnorm).collect(Collectors.toSet());
        double limit = magnitudes.stream().mapToDouble(x -> x).average().orElseThrow();
        Footprint bright = new Footprint() {
            @Override
            public boolean mayContain(double ra, double dec) {
                return false;
            }

            @Override
            public boolean mayContain(double ra, double dec, double magnorm) {
                return magnorm <= limit;
            }
        };
        for (SkyObject o : all(source, bright)) {
            assertTrue(o.magnorm() <= limit, text(o));
        }
        assertEquals(
                magnitudes.stream().filter(m -> m <= limit).collect(Collectors.toSet()),
                all(source, bright).stream().map(SkyObject::magnorm).collect(Collectors.toSet()));
    }

    @Test
    void theReportCountsWhatWasGivenOut() throws Exception {
        try (ObjectCursor cursor = open().cursor(Footprint.ALL)) {
            long drawable = 0;
            long invalid = 0;
            long before = 0;
            while (cursor.advance() != null) {
                if (cursor.invalid() == null) {
                    drawable++;
                } else {
                    invalid++;
                }
                assertTrue(cursor.bytesTaken() >= before, "bytes taken fall");
                before = cursor.bytesTaken();
            }
            assertEquals(drawable, cursor.report().objects());
            assertEquals(
                    invalid,
                    cursor.report().invalid().values().stream()
                            .mapToLong(x -> x)
                            .sum());
        }
    }

    @Test
    void aCursorMayBeClosedAtAnyTime() throws Exception {
        ObjectSource source = open();
        source.cursor(Footprint.ALL).close();
        ObjectCursor begun = source.cursor(Footprint.ALL);
        begun.advance();
        begun.close();
        begun.close();
        assertFalse(all(source, Footprint.ALL).isEmpty());
    }

    @Test
    void itHasANameAndAFolder() throws Exception {
        ObjectSource source = open();
        assertFalse(source.name().isBlank());
        assertNotNull(source.folder());
        assertTrue(source.bytes() >= 0);
    }
}
