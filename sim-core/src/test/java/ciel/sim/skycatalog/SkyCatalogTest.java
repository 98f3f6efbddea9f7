package ciel.sim.skycatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkyCatalogTest {
    @TempDir
    Path folder;

    private Path copy(String name) throws Exception {
        Path to = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(SmallCatalog.yaml().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to.resolve("catalog.yaml");
    }

    @Test
    void everyKindIsRead() throws Exception {
        List<String> notes = new ArrayList<>();
        List<SkyObject> objects =
                SmallCatalog.read(SmallCatalog.open(SmallCatalog.yaml(), "integrated"), Footprint.ALL, notes);
        assertEquals(
                40,
                objects.stream()
                        .filter(o -> o.shape() instanceof Shape.DiskKnots)
                        .count());
        assertEquals(
                80,
                objects.stream().filter(o -> o.shape() instanceof Shape.Sersic).count());
        assertEquals(
                39 + 3,
                objects.stream().filter(o -> o.shape() instanceof Shape.Point).count());
        assertTrue(notes.toString().contains("object_type is sncosmo"), notes.toString());
    }

    @Test
    void aRegionNamesTheHealpixelsThatAreNotThere() throws Exception {
        List<String> notes = new ArrayList<>();
        SmallCatalog.read(SmallCatalog.open(SmallCatalog.yaml(), "integrated"), Footprint.cone(56, -34, 2), notes);
        assertTrue(
                notes.stream().anyMatch(n -> n.startsWith("galaxy: the region touches") && n.contains("9428")),
                notes.toString());
        notes.clear();
        SmallCatalog.read(SmallCatalog.open(SmallCatalog.yaml(), "integrated"), Footprint.cone(56, -34, 0.05), notes);
        assertTrue(notes.stream().noneMatch(n -> n.contains("the region touches")), notes.toString());
    }

    @Test
    void theShareThatWasReadRisesToAll() throws Exception {
        try (ciel.sim.catalog.ObjectCursor cursor =
                SmallCatalog.open(SmallCatalog.yaml(), "integrated").cursor(Footprint.ALL)) {
            double before = 0;
            boolean between = false;
            while (cursor.advance() != null) {
                double share = cursor.share();
                assertTrue(share >= before && share <= 1, before + " " + share);
                between |= share > 0 && share < 1;
                before = share;
            }
            assertTrue(between);
            assertEquals(1, cursor.share(), 1e-9);
        }
    }

    @Test
    void storedFluxesAreOfTheSameRows() throws Exception {
        List<String> notes = new ArrayList<>();
        SmallCatalog.read(SmallCatalog.open(SmallCatalog.yaml(), "compare", "star"), Footprint.ALL, notes);
        assertTrue(notes.toString().contains("median of stored over integrated"), notes.toString());
        Path yaml = copy("mismatch");
        Files.copy(
                yaml.resolveSibling("pointsource_9556.parquet"),
                yaml.resolveSibling("pointsource_flux_9556.parquet"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        String message = assertThrows(
                        InputException.class,
                        () -> SmallCatalog.read(
                                SmallCatalog.open(yaml, "stored", "star"), Footprint.ALL, new ArrayList<>()))
                .getMessage();
        assertTrue(message.contains("lsst_flux_r"), message);
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        Path yaml = copy("wrong");
        String text = Files.readString(yaml);
        for (String[] each : new String[][] {
            {text.replace("  snana:", "  lensed_quasar:"), "lensed_quasar"},
            {text.replace("galaxy.yaml", "bad.yaml"), "levels deep"},
            {text.replace("galaxy.yaml", "nothing.yaml"), "nothing.yaml"},
            {text.replace("nside: 32", "nside: 33"), "power of two"},
            {text.replace("(?P<healpix>\\d+)", "(?P<healpix>\\d+"), "regular expression"},
            {text.replace("object_types:", "object_kinds:"), "object_types"},
            {text.replace("  snana:", "  gaia_star:\n    area_partition: None\n  snana:"), "not from a Butler"},
            {text.replace("_(?P<healpix>", "_x_(?P<healpix>").replace("galaxy:", "star2:"), "star2"},
        }) {
            Path bad = Files.writeString(yaml.resolveSibling("bad.yaml"), each[0]);
            String message = assertThrows(
                            InputException.class,
                            () -> SmallCatalog.read(
                                    SmallCatalog.open(bad, "integrated"), Footprint.ALL, new ArrayList<>()),
                            each[1])
                    .getMessage();
            assertTrue(message.contains(each[1]), message);
        }
        Path module = Files.writeString(
                yaml.resolveSibling("module.yaml"), text.replace("  snana:", "  agn:\n    module: a.b\n  snana:"));
        assertTrue(SmallCatalog.open(module, "integrated").notes().toString().contains("agn"));
    }

    @Test
    void damagedFilesAreReadOrNamed() throws Exception {
        Random random = new Random(3);
        int refused = 0;
        int runs = 0;
        for (String name : List.of(
                "galaxy_9556.parquet", "pointsource_9556.parquet", "snana_9556.hdf5", "catalog.yaml", "galaxy.yaml")) {
            Path yaml = copy("mutated-" + name);
            Path target = yaml.resolveSibling(name);
            byte[] whole = Files.readAllBytes(target);
            for (int i = 0; i < 60; i++) {
                byte[] bytes = whole.clone();
                switch (i % 3) {
                    case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> {
                        int from = random.nextInt(bytes.length);
                        for (int k = from; k < Math.min(bytes.length, from + 1 + random.nextInt(30)); k++) {
                            bytes[k] = (byte) random.nextInt(256);
                        }
                    }
                    default -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                }
                Files.write(target, bytes);
                runs++;
                try {
                    SmallCatalog.read(SmallCatalog.open(yaml, "integrated"), Footprint.ALL, new ArrayList<>());
                } catch (InputException e) {
                    refused++;
                    assertTrue(
                            e.getMessage()
                                            .contains(yaml.getParent()
                                                    .getFileName()
                                                    .toString())
                                    || e.getMessage().contains("skycatalog"),
                            e.getMessage());
                }
            }
        }
        assertTrue(refused > runs / 4, "refused: " + refused + " of " + runs);
    }
}
