package ciel.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ciel render} of a visit with a damaged database or skyCatalog: an image, or exit code 3 and a message that names
 * the file; never anything else. More mutants: {@code -Dciel.fuzz.inputs=500}.
 */
class MutatedInputsTest {
    private static final int MUTANTS = Integer.getInteger("ciel.fuzz.inputs", 9);
    /** The small skyCatalog of the readers' own tests. */
    private static final Path SKY_CATALOG = Path.of("../sim-core/src/test/resources/ciel/sim/skycatalog");

    private static final List<String> FILES = List.of(
            "catalog.yaml",
            "galaxy.yaml",
            "galaxy_9556.parquet",
            "pointsource_9556.parquet",
            "pointsource_flux_9556.parquet",
            "snana_9556.parquet",
            "snana_9556.hdf5");

    @TempDir
    private Path dir;

    @BeforeEach
    void inputs() throws Exception {
        for (String name : FILES) {
            Files.copy(SKY_CATALOG.resolve(name), dir.resolve(name));
        }
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("visits.db"));
                Statement s = c.createStatement()) {
            s.executeUpdate("PRAGMA page_size = 512");
            s.executeUpdate(
                    "CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL,"
                            + " observationStartMJD REAL, visitExposureTime REAL, numExposures INTEGER, filter TEXT,"
                            + " rotTelPos REAL, rotSkyPos REAL, altitude REAL, azimuth REAL, seeingFwhm500 REAL, night INTEGER)");
            for (int i = 1; i < 20; i++) {
                s.executeUpdate("INSERT INTO observations VALUES (" + i
                        + ", 56, -34, 61000.2, 30, 1, 'r', 10, 20, 84.2, 220, 0.7, 1)");
            }
        }
    }

    private Captured render(String out) {
        return Captured.ciel(
                "render",
                "--opsim",
                dir.resolve("visits.db").toString(),
                "--visit",
                "7",
                "--sky",
                dir.resolve("catalog.yaml").toString(),
                "--detector",
                "R22_S11",
                "--out",
                dir.resolve(out).toString(),
                "--engine",
                "scalar",
                "--physics",
                "fast",
                "--set",
                "readout.enabled=false",
                "--set",
                "sky.enabled=false",
                "--set",
                "output.png=false",
                "--set",
                "cosmic_rays.enabled=false",
                "--set",
                "sed.allow_substitutes=true");
    }

    private static byte[] mutant(byte[] whole, int i, Random random) {
        byte[] bytes = whole.clone();
        switch (i % 3) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                int from = random.nextInt(bytes.length);
                for (int k = from; k < Math.min(bytes.length, from + 1 + random.nextInt(40)); k++) {
                    bytes[k] = (byte) random.nextInt(256);
                }
            }
            default -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog.yaml", "galaxy_9556.parquet", "snana_9556.hdf5", "visits.db"})
    void rendersOrEndsWithThreeAndSaysWhere(String name) throws Exception {
        Path file = dir.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(name.hashCode());
        int refused = 0;
        int rendered = 0;
        for (int i = 0; i < MUTANTS; i++) {
            Files.write(file, mutant(whole, i, random));
            Captured ciel = render("out" + i);
            String seen = name + ", mutant " + i + ": " + ciel.code() + ": " + ciel.err();
            if (ciel.code() == ExitCode.INPUT) {
                refused++;
                assertTrue(ciel.err().contains(dir.toString()) || ciel.err().contains("visit"), seen);
                assertFalse(Files.exists(dir.resolve("out" + i)), seen);
            } else {
                assertTrue(ciel.code() == ExitCode.DONE, seen);
                rendered++;
            }
            assertFalse(ciel.err().contains("Exception") || ciel.err().contains("\tat "), seen);
        }
        assertTrue(refused > 0, name + ": none of " + MUTANTS + " was refused");
        assertTrue(rendered > 0, name + ": none of " + MUTANTS + " was rendered");
    }
}
