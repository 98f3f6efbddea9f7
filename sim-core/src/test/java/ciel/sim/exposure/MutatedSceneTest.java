package ciel.sim.exposure;

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
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsFactory;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and extreme catalogs all the way to electrons: each is rendered, or refused by an error that says where;
 * none hangs. {@code -Dciel.fuzz=100000} for the full run; the seed
 * is fixed, and every failure names its number.
 */
class MutatedSceneTest {
    private static final int RUNS = Integer.getInteger("ciel.fuzz", 1000);
    private static final int FIRST = Integer.getInteger("ciel.fuzz.first", 0);
    private static final String[] WORDS = {
        "nan",
        "inf",
        "1e309",
        "",
        "abc",
        "none",
        "object",
        "1,5",
        "point",
        "knots",
        "sersic2d",
        "streak",
        "\0",
        "\u00e9",
        "CCM",
        "0.1 0",
        "picture.fits",
        "catalog.txt"
    };
    /** Bright, faint, huge, tiny, at the pole. */
    private static final String[] NUMBERS = {
        "-1",
        "0",
        "1",
        "2",
        "5",
        "-30",
        "-9.5",
        "3",
        "30",
        "49.99",
        "50",
        "90",
        "-90",
        "89.9999",
        "360",
        "-0",
        "1e6",
        "3600",
        "36000",
        "1e-6",
        "1e-300",
        "6.2",
        "0.3",
        "4",
        "0.99",
        "-0.9",
        "0.6",
        "10",
        "20",
        "60.4905",
        "-38.1644",
        "100000",
        "2147483648",
        "1e300"
    };

    private static final Settings SETTINGS = Rendering.settings(
            Rendering.PHOTONS_ONLY,
            "output.eimage=false",
            "output.truth=true",
            "output.overwrite=true",
            "photons.max_per_object=2000");
    private static final Settings LENIENT =
            SETTINGS.with("catalog.skip_invalid=false").with("catalog.edge_pix=5000");

    @TempDir
    private Path dir;

    private static String objects() {
        return String.join(
                "\n",
                "object p1 60.49 -38.16 19.3 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none "
                        + "CCM 0.0635 3.1",
                "object s1 60.50 -38.17 22.07 galaxySED/Exp.40E09.02Z.spec.gz 0.55 0.01 -0.02 0.03 0 0 sersic2d "
                        + "0.58 0.44 2.7 1 CCM 0.1 3.1 CCM 0.06 3.1",
                "object k1 60.48 -38.15 23.0 galaxySED/Exp.32E09.04Z.spec.gz 0.5 0 0 0 0 0 knots 0.41 0.27 74.2 "
                        + "23 none none",
                "object t1 60.47 -38.14 16.0 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 streak 600 1 "
                        + "12 none none",
                "object i1 60.51 -38.18 18. galaxySED/Const.25E09.02Z.spec.gz 1.2 0 0 0 0 0 picture.fits 0.1 20 "
                        + "none none",
                "");
    }

    @Test
    void mutatedCatalogs_areRenderedOrRefusedWithAPlace() throws IOException {
        try (Fits fits = new Fits();
                FitsFile file = new FitsFile(dir.resolve("picture.fits").toFile(), "rw")) {
            fits.addHDU(FitsFactory.hduFactory(new float[][] {{0, 1, 2}, {3, 9, 1}}));
            fits.write(file);
        }
        int refused = 0;
        for (int run = FIRST; run < FIRST + RUNS; run++) {
            int number = run;
            refused += assertTimeoutPreemptively(Duration.ofSeconds(60), () -> survives(number), "run " + run) ? 0 : 1;
        }
        System.out.printf("%d mutated catalogs: %d refused, %d rendered%n", RUNS, refused, RUNS - refused);
        assertTrue(refused > RUNS / 5 && refused < RUNS * 4 / 5, refused + " of " + RUNS + " refused");
    }

    private boolean survives(int run) throws IOException {
        SplittableRandom random = new SplittableRandom(run);
        byte[] bytes = mutate((Rendering.HEADER + objects()).getBytes(StandardCharsets.UTF_8), random);
        boolean zipped = run % 8 == 0;
        Path file = dir.resolve("catalog.txt" + (zipped ? ".gz" : ""));
        if (zipped) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            }
            bytes = out.toByteArray();
            bytes = random.nextBoolean() ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
        }
        Files.write(file, bytes);
        Path out = dir.resolve("out");
        try {
            RenderSummary summary = Rendering.render(file, out, 1, run % 2 == 0 ? SETTINGS : LENIENT, "R22_S11");
            RenderSummary.DetectorRow row = summary.detectors().getFirst();
            if (row.electrons() < 0 || row.photons() < 0) {
                fail("run " + run + ": " + row);
            }
            return true;
        } catch (InputException e) {
            if (!e.getMessage().contains("catalog.txt") && !e.getMessage().contains("picture.fits")) {
                fail("run " + run + ": no place: " + e.getMessage());
            }
            return false;
        } catch (RuntimeException | Error e) {
            return fail("run " + run, e);
        } finally {
            clear(out);
        }
    }

    private static void clear(Path out) throws IOException {
        if (Files.exists(out)) {
            try (var files = Files.list(out)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static byte[] mutate(byte[] original, SplittableRandom random) {
        List<String> lines =
                new java.util.ArrayList<>(List.of(new String(original, StandardCharsets.UTF_8).split("\n")));
        byte[] bytes = null;
        for (int change = random.nextInt(3) / 2; change >= 0; change--) {
            int kind = random.nextInt(12);
            if (kind < 11 && bytes == null) { // a token of an object, mostly, or of the header
                int at = random.nextInt(8) == 0
                        ? random.nextInt(lines.size())
                        : Math.max(0, lines.size() - 1 - random.nextInt(5));
                String[] tokens = lines.get(at).split(" ");
                tokens[random.nextInt(tokens.length)] = switch (random.nextInt(10)) {
                    case 0 -> WORDS[random.nextInt(WORDS.length)];
                    case 1, 2 -> Double.toString((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-12, 12)));
                    default -> NUMBERS[random.nextInt(NUMBERS.length)];
                };
                lines.set(at, String.join(" ", tokens));
                continue;
            }
            if (bytes == null) {
                bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
            }
            if (bytes.length == 0) {
                break;
            }
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> {
                    byte[] noise = new byte[random.nextInt(1, 64)];
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
                }
                default -> {
                    int to = Math.min(bytes.length, at + random.nextInt(200));
                    byte[] shorter = new byte[bytes.length - to + at];
                    System.arraycopy(bytes, 0, shorter, 0, at);
                    System.arraycopy(bytes, to, shorter, at, bytes.length - to);
                    bytes = shorter;
                }
            }
        }
        return bytes == null ? (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8) : bytes;
    }
}
