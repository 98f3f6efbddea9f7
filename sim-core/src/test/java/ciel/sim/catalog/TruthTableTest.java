package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.catalog.ParquetColumn.Kind;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, read by Hardwood's reader, which shares nothing with our writer. */
class TruthTableTest {
    private static final int RUNS = Integer.getInteger("ciel.fuzz", 1000);
    private static final String[] TYPES = {"point", "sersic2d", "knots", "streak", "image"};

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 1000, 65_535, 65_536, 65_537, 140_003})
    void everyRow_comesBack(int rows) throws IOException {
        Path file = dir.resolve("truth.parquet");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                TruthTable table = new TruthTable(out, Map.of("visit", "398414"))) {
            for (int i = 0; i < rows; i++) {
                table.add(
                        "id \u00e9" + i,
                        TYPES[i % (rows % 5 + 1)],
                        i * 1e-3,
                        -i * 1e-4,
                        i + 0.25,
                        i == 3 ? Double.NaN : -i,
                        1e9 / (i + 1),
                        i,
                        "photons");
            }
        }
        int row = 0;
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader read = reader.rowReader()) {
            assertEquals(rows, reader.getFileMetaData().numRows());
            while (read.hasNext()) {
                read.next();
                assertEquals("id \u00e9" + row, read.getString("object_id"));
                assertEquals(TYPES[row % (rows % 5 + 1)], read.getString("type"));
                assertEquals(row * 1e-3, read.getDouble("ra"));
                assertEquals(-row * 1e-4, read.getDouble("dec"));
                assertEquals(row + 0.25, read.getDouble("x"));
                assertEquals(row == 3 ? Double.NaN : -row, read.getDouble("y"));
                assertEquals(1e9 / (row + 1), read.getDouble("nominal_flux"));
                assertEquals(row, read.getDouble("realized_flux"));
                assertEquals("photons", read.getString("mode"));
                row++;
            }
        }
        assertEquals(rows, row);
    }

    private Path scene(int rows, String lastType) throws IOException {
        Path file = dir.resolve("scene.parquet");
        List<ParquetColumn> columns = new ArrayList<>();
        for (String name : List.of("type", "id", "flux", "x", "y", "n", "hlr", "q", "beta", "g1", "g2", "colour")) {
            columns.add(new ParquetColumn(
                    name, name.equals("id") ? Kind.TEXT : name.equals("type") ? Kind.LABEL : Kind.DOUBLE));
        }
        try (OutputStream out = Files.newOutputStream(file);
                ParquetWriter writer = new ParquetWriter(out, columns, Map.of())) {
            for (int i = 0; i < rows; i++) {
                columns.get(0).add(i == rows - 1 ? lastType : i % 3 == 0 ? "star" : "sersic");
                columns.get(1).add("o" + i);
                double[] values = {i * 10.5, i, 2 * i, 2.5, 0.5, 0.75, 30, 0.01, -0.02, 7};
                for (int k = 0; k < values.length; k++) {
                    columns.get(k + 2).add(values[k]);
                }
                writer.endRow();
            }
        }
        return file;
    }

    @Test
    void sceneInParquet_isTheSceneInCsv() throws IOException {
        List<SceneObject> objects = new ArrayList<>();
        SceneTable table = SceneTable.open(scene(70_001, "star"));
        assertEquals(70_001, table.forEach(objects::add));
        assertEquals(new SceneObject("o0", 0, 0, 0, 0, 0, 1, 0, 0, 0), objects.get(0));
        assertEquals(
                new SceneObject("o66001", 66_001, 132_002, 66_001 * 10.5, 2.5, 0.5, 0.75, 30, 0.01, -0.02),
                objects.get(66_001));
        assertTrue(table.notes().getFirst().contains("colour"));
    }

    private static Path ofAnotherWriter(String name) throws Exception {
        return Path.of(TruthTableTest.class.getResource(name).toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scene_snappy.parquet", "scene_zstd.parquet"})
    void sceneOfAnotherWriter_isRead(String name) throws Exception {
        List<SceneObject> objects = new ArrayList<>();
        SceneTable.open(ofAnotherWriter(name)).forEach(objects::add);
        assertEquals(20, objects.size());
        assertEquals(
                new SceneObject("1000000000018", 1804.5, 9, 324, 2.5, 0.5, 0.75, 30, 0.01, -0.02), objects.get(18));
        assertEquals(new SceneObject("1000000000019", 1904.75, 9.5, 361, 0, 0, 1, 0, 0, 0), objects.get(19));
    }

    @Test
    void badRowsOfParquet_sayTheRow() throws IOException {
        SceneTable table = SceneTable.open(scene(12, "nebula"));
        String message = assertThrows(InputException.class, () -> table.forEach(object -> {}))
                .getMessage();
        assertTrue(message.contains("scene.parquet: row 12: column 'type' is 'nebula'"), message);
    }

    @Test
    void whatTheConsumerThrows_isNotTakenForADamagedFile() throws IOException {
        SceneTable table = SceneTable.open(scene(12, "star"));
        assertEquals(
                "mine",
                assertThrows(
                                IllegalStateException.class,
                                () -> table.forEach(object -> {
                                    throw new IllegalStateException("mine");
                                }))
                        .getMessage());
    }

    /**
     * The library that reads Parquet loops, or ends the JVM, on some of these unless they are held back (see
     * ParquetPages).
     */
    @Test
    void damagedParquet_isReadOrRefused() throws Exception {
        byte[] ours = Files.readAllBytes(scene(100, "star"));
        byte[] snappy = Files.readAllBytes(ofAnotherWriter("scene_snappy.parquet"));
        byte[] zstd = Files.readAllBytes(ofAnotherWriter("scene_zstd.parquet"));
        assertTimeoutPreemptively(Duration.ofSeconds(120 + RUNS / 20), () -> {
            for (byte[] good : List.of(ours, snappy, zstd)) {
                int refused = 0;
                for (int run = 0; run < RUNS; run++) {
                    refused += isRefused(good, new SplittableRandom(run)) ? 1 : 0;
                }
                assertTrue(refused > RUNS / 5 && refused < RUNS, refused + " of " + RUNS);
            }
        });
    }

    private boolean isRefused(byte[] good, SplittableRandom random) throws IOException {
        Path file = dir.resolve("damaged.parquet");
        byte[] bytes = good.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            // the footer is where a reader can be led astray
            int at = random.nextBoolean()
                    ? random.nextInt(bytes.length)
                    : bytes.length - 1 - random.nextInt(Math.min(bytes.length, 1200));
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
        try {
            SceneTable.open(file).forEach(object -> {});
            return false;
        } catch (InputException e) {
            assertTrue(e.getMessage().contains("damaged.parquet: "), e.getMessage());
            return true;
        }
    }
}
