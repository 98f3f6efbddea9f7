package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ciel.sim.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged catalogs: each is read, or refused by an error that says where. {@code -Dciel.fuzz=100000} for the full run
 * (5,000 without it); the seed is fixed,
 * and every failure names its number.
 */
class MutatedCatalogTest {
    private static final int RUNS = Integer.getInteger("ciel.fuzz", 5000);
    private static final String[] VALUES = {
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1e309",
        "-1e309",
        "1e-320",
        "",
        "-1",
        "0",
        "abc",
        "\0",
        "none",
        "#",
        "object",
        "includeobj",
        "99999999999999999999999",
        "1e300",
        "-1e300",
        "0x1p3",
        "../x.fits",
        "/",
        ".fits",
        "\u00e9\u00e9",
        "1,5",
        "point",
        "knots",
        "2147483648",
        "\ud83d\ude00"
    };

    @TempDir
    private Path dir;

    @Test
    void mutatedCatalogs_areReadOrRefusedWithAPlace() {
        assertTimeoutPreemptively(Duration.ofSeconds(60 + RUNS / 50), () -> {
            int refused = 0;
            for (int run = 0; run < RUNS; run++) {
                refused += survives(run) ? 0 : 1;
            }
            // a mutation that never hurts would test nothing
            assertTrue(refused > RUNS / 4 && refused < RUNS, refused + " of " + RUNS + " refused");
        });
    }

    private boolean survives(int run) throws IOException {
        SplittableRandom random = new SplittableRandom(run);
        String text = Catalogs.HEADER
                + String.join(
                        "\n",
                        Catalogs.POINT,
                        Catalogs.SERSIC,
                        "includeobj part.txt" + (run % 3 == 0 ? ".gz" : ""),
                        Catalogs.KNOTS,
                        Catalogs.STREAK,
                        Catalogs.IMAGE,
                        "")
                + (Catalogs.SERSIC + "\n").repeat(random.nextInt(4));
        byte[] bytes = mutate(text.getBytes(StandardCharsets.UTF_8), random);
        byte[] part = mutate((Catalogs.SERSIC + "\n" + Catalogs.POINT + "\n").getBytes(StandardCharsets.UTF_8), random);
        boolean zipped = run % 4 == 0;
        Path file = Files.write(
                dir.resolve("catalog.txt" + (zipped ? ".gz" : "")), zipped ? damagedZip(bytes, random) : bytes);
        Files.write(
                dir.resolve("part.txt" + (run % 3 == 0 ? ".gz" : "")), run % 3 == 0 ? damagedZip(part, random) : part);
        try {
            ReadReport strict = read(file, false);
            ReadReport lenient = read(file, true);
            if (strict.objects() != lenient.objects() || lenient.badLines() != 0) {
                fail("run " + run + ": a catalog without bad lines is read differently when they would be skipped");
            }
            return true;
        } catch (InputException e) {
            if (!e.getMessage().matches("(?s).*(catalog|part)\\.txt(\\.gz)?:\\d+: .*")
                    || e.getMessage().chars().anyMatch(Character::isISOControl)) {
                fail("run " + run + ": no place, or unprintable: " + e.getMessage());
            }
            try {
                read(file, true);
            } catch (InputException again) {
                // the header, or the file as such
            }
            return false;
        } catch (RuntimeException | Error e) {
            return fail("run " + run, e);
        }
    }

    private static ReadReport read(Path file, boolean skipBadLines) {
        return InstanceCatalog.open(file, new InstanceCatalog.Options(true, skipBadLines))
                .forEach(Footprint.ALL, object -> {
                    for (double number : new double[] {
                        object.ra(), object.dec(), object.magnorm(), object.redshift(), Lensing.magnification(object)
                    }) {
                        assertTrue(Double.isFinite(number));
                    }
                    for (double element : ShapeMatrix.matrix(object, true)) {
                        assertTrue(Double.isFinite(element), object.toString());
                    }
                });
    }

    private static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int change = random.nextInt(3); change >= 0 && bytes.length > 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = splice(bytes, at, Math.min(bytes.length, at + random.nextInt(200)), new byte[0]);
                case 4 ->
                    bytes = splice(
                            bytes,
                            at,
                            at,
                            Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(300))));
                case 5 -> {
                    byte[] noise = new byte[random.nextInt(64)];
                    random.nextBytes(noise);
                    bytes = splice(bytes, at, at, noise);
                }
                default -> {
                    // a whole token
                    int from = at;
                    int to = at;
                    while (from > 0 && bytes[from - 1] != ' ' && bytes[from - 1] != '\n') {
                        from--;
                    }
                    while (to < bytes.length && bytes[to] != ' ' && bytes[to] != '\n') {
                        to++;
                    }
                    bytes = splice(
                            bytes, from, to, VALUES[random.nextInt(VALUES.length)].getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] put) {
        byte[] result = new byte[from + put.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(put, 0, result, from, put.length);
        System.arraycopy(bytes, to, result, from + put.length, bytes.length - to);
        return result;
    }

    private static byte[] damagedZip(byte[] bytes, SplittableRandom random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        byte[] zipped = out.toByteArray();
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(zipped, random.nextInt(zipped.length));
            case 1 -> {
                zipped[random.nextInt(zipped.length)] ^= (byte) (1 << random.nextInt(8));
                yield zipped;
            }
            default -> zipped;
        };
    }
}
