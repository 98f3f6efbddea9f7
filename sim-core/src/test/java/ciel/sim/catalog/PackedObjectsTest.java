package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Objects come back equal to what was put in, whatever they are and whatever the ones before them were. */
class PackedObjectsTest {
    private record Own(String name, int number) implements Light.Density {
        @Override
        public Light.Samples samples() {
            return new Light.Samples(new double[] {300, 1100}, new double[] {number, 1});
        }
    }

    private record Numbers(int length) implements Light.Table {
        @Override
        public Light.Row row(float[] values, double distance, double scale) {
            List<Float> list = new ArrayList<>();
            for (float value : values) {
                list.add(value);
            }
            return new OfTable(this, list, distance, scale);
        }
    }

    private record OfTable(Numbers table, List<Float> list, double distance, double scale) implements Light.Row {
        @Override
        public String name() {
            return "row";
        }

        @Override
        public float[] values() {
            float[] values = new float[list.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = list.get(i);
            }
            return values;
        }

        @Override
        public Light.Samples samples() {
            return new Light.Samples(new double[] {300, 1100}, new double[] {1, 1});
        }
    }

    private final Numbers[] tables = {new Numbers(1), new Numbers(30), new Numbers(1000)};

    private Light light() {
        return switch (random.nextInt(3)) {
            case 0 -> new Light.Library("sed" + random.nextInt(7));
            case 1 -> new Own("own", random.nextInt());
            default -> {
                Numbers table = tables[random.nextInt(tables.length)];
                float[] values = new float[1 + random.nextInt(table.length())];
                for (int i = 0; i < values.length; i++) {
                    values[i] = random.nextInt(3) == 0 ? 0 : (float) real();
                }
                yield table.row(values, real(), real());
            }
        };
    }

    private final SplittableRandom random = new SplittableRandom(5);

    private double real() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -0.0;
            case 2 -> (float) random.nextDouble(-1e6, 1e6);
            default -> random.nextDouble(-400, 400);
        };
    }

    private Dust dust() {
        return switch (random.nextInt(4)) {
            case 0 -> Dust.NONE;
            case 1 -> new Dust(0, 2.5);
            default -> new Dust(real(), real());
        };
    }

    private Shape shape() {
        return switch (random.nextInt(6)) {
            case 0 -> new Shape.Point();
            case 1 -> new Shape.Sersic(real(), real(), real(), real());
            case 2 -> new Shape.Knots(real(), real(), real(), random.nextInt());
            case 3 -> new Shape.DiskKnots(real(), real(), real(), real(), random.nextInt(), real());
            case 4 -> new Shape.Streak(real(), real(), real());
            default -> new Shape.Image(Path.of("/scratch/ciel/" + random.nextInt(5) + ".fits"), real(), real());
        };
    }

    private SkyObject next(SkyObject before, int i) {
        Light light = light();
        if (before != null && random.nextInt(3) > 0) {
            // another component of the same galaxy
            return new SkyObject(
                    before.id(),
                    before.ra(),
                    before.dec(),
                    real(),
                    light,
                    before.redshift(),
                    before.gamma1(),
                    before.gamma2(),
                    random.nextBoolean() ? before.kappa() : real(),
                    shape(),
                    dust(),
                    before.galactic());
        }
        String id = random.nextInt(50) == 0 ? "\u03b1".repeat(random.nextInt(40_000)) : "id" + i + "_\u00e9";
        return new SkyObject(
                id, real(), real(), real(), light, real(), real(), real(), real(), shape(), dust(), dust());
    }

    @Test
    void objectsComeBackToTheLastBit() {
        List<SkyObject> objects = new ArrayList<>();
        PackedObjects packed = new PackedObjects();
        SkyObject before = null;
        for (int i = 0; i < 20_000; i++) {
            before = next(before, i);
            objects.add(before);
            assertEquals(i, packed.add(before));
        }
        assertEquals(objects.size(), packed.size());
        assertTrue(packed.bytes() > 4 << 20, "several chunks: " + packed.bytes());
        // records compare doubles by their bits, so that -0 is not 0
        for (int i = 0; i < objects.size(); i++) {
            assertEquals(objects.get(i), packed.get(i), "object " + i);
            assertEquals(objects.get(i).magnorm(), packed.magnorm(i));
        }
    }

    @Test
    void aStarTakesFewBytes_andComponentsShareWhatTheyHaveInCommon() {
        PackedObjects stars = new PackedObjects();
        PackedObjects galaxies = new PackedObjects();
        for (int i = 0; i < 100_000; i++) {
            stars.add(new SkyObject(
                    "123456789", i, 2, 20, "s", 0, 0, 0, 0, new Shape.Point(), Dust.NONE, new Dust(0.1, 3.1)));
            for (int part = 0; part < 3; part++) {
                galaxies.add(new SkyObject(
                        "g" + i,
                        i,
                        2,
                        20,
                        "s",
                        1,
                        0.1,
                        0.2,
                        0.3,
                        new Shape.Sersic(1, 1, part, 1),
                        Dust.NONE,
                        new Dust(0.1, 3.1)));
            }
        }
        assertTrue(stars.bytes() < 90 * 100_000, stars.bytes() + " byte for 100,000 stars");
        assertTrue(galaxies.bytes() < 100 * 300_000, galaxies.bytes() + " byte for 300,000 components");
    }

    @Test
    void anIdentifierOfAMegabyteIsRefused() {
        SkyObject object =
                new SkyObject("i".repeat(1 << 20), 1, 2, 3, "s", 0, 0, 0, 0, new Shape.Point(), Dust.NONE, Dust.NONE);
        assertThrows(InputException.class, () -> new PackedObjects().add(object));
    }
}
