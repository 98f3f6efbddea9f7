package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SedFileTest {
    private static Sed read(String text) {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Sed read(byte[] bytes) {
        return SedFile.read("a.spec", new ByteArrayInputStream(bytes));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    @Test
    void readsCommentsBlankLinesTabsAndWindowsLineEnds() {
        Sed sed = read("# nm flux\r\n\r\n 300\t1 # first\r\n500.0 2e0\n1200 +.5E+1\n");
        assertEquals(300, sed.firstNm());
        assertEquals(1200, sed.lastNm());
        assertEquals(10959.08, sed.photons(500), 0.01);
        assertEquals(10959.08 / 2 * 300 / 500, sed.photons(300), 0.01);
    }

    @Test
    void plainAndPackedAreTheSame() {
        String text = "300 1\n500 2\n1200 3\n";
        assertEquals(read(text).photons(777), read(gzip(text)).photons(777));
    }

    @Test
    void aStepAtOneWavelengthIsAllowed() {
        Sed sed = read("300 1\n600 1\n600 3\n1200 3\n");
        assertEquals(3, sed.photons(700) / sed.photons(500) * 500 / 700, 1e-12);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        300 1;400 NaN;500 1            | a.spec:2 | flux 'NaN'
        300 1;400 0x1p3;500 1          | a.spec:2 | flux '0x1p3'
        300 1;400 1d;500 1             | a.spec:2 | flux '1d'
        300 1;400 Infinity;500 1       | a.spec:2 | 'Infinity'
        300 1;400 1e999;500 1          | a.spec:2 | '1e999'
        300 1;400 -2;500 1             | a.spec:2 | flux -2.0 at 400.0 nm is negative
        0 1;400 2;500 1                | a.spec:1 | wavelength 0.0 nm
        300 1;500 2;400 1              | a.spec:3 | below the one before, 500.0 nm
        300 1;400;500 1                | a.spec:2 | has 1 columns
        300 1;400 1 7;500 1            | a.spec:2 | has 3 columns
        300 1                          | a.spec:1 | ends after 1 samples
        # nothing                      | a.spec:1 | ends after 0 samples
        600 1;700 1                    | a.spec   | covers 600.0 to 700.0 nm
        3000 1;4000 1;5000 1           | a.spec   | the first column must be wavelength in nm
        300 1;400 0;600 0;700 1        | a.spec   | too small to normalise
        300 1e300;499 0;500 1e-300;501 0;700 1 | a.spec | too small to normalise
        """)
    void everyFaultIsNamedWithItsLine(String lines, String place, String problem) {
        InputException e = assertThrows(InputException.class, () -> read(lines.replace(';', '\n') + "\n"));
        assertTrue(e.getMessage().startsWith(place + ":") && e.getMessage().contains(problem), e.getMessage());
        assertEquals(3, e.exitCode());
    }

    @Test
    void whatIsOddAndHoldsNothing_isReadAndRemarked(@TempDir Path folder) throws IOException {
        for (String[] odd : new String[][] {
            {
                "300 1\n400 -1e-20\n500 2\n900 -1e-4\n1200 3\n",
                "2 negative samples are taken as 0, the lowest -1.0E-4 at 900.0 nm"
            },
            {"0.0 0.0\n300 1\n500 2\n1200 3\n", "its first sample, at 0 nm, is left out"},
            {"\ufeff300 1\n500 2\n1200 3\n", ""},
            {"300,1".replace(',', '\t') + "\r\n500\t2\r\n1200\t3\r\n", ""}
        }) {
            List<String> remarks = new java.util.ArrayList<>();
            Path file = Files.writeString(folder.resolve("a.spec"), odd[0]);
            Sed sed = SedFile.read(file, remarks::add);
            assertEquals(odd[1], String.join("|", remarks));
            assertEquals(300, sed.firstNm());
            assertTrue(sed.photons(400) >= 0);
        }
    }

    @Test
    void aGzipCutShortIsDamagedAndNotShort() {
        byte[] whole = gzip("300 1\n".repeat(1) + "500 2\n".repeat(5000) + "1200 3\n");
        for (int cut : new int[] {3, 12, 20, whole.length / 2, whole.length - 5}) {
            InputException e =
                    assertThrows(InputException.class, () -> read(Arrays.copyOf(whole, cut)), "cut at " + cut);
            assertTrue(e.getMessage().contains("damaged or cut short"), e.getMessage());
        }
    }

    @Test
    void aMissingFileIsAnInputError(@TempDir Path folder) {
        assertTrue(assertThrows(InputException.class, () -> SedFile.read(folder.resolve("no.spec")))
                .getMessage()
                .contains("cannot be read"));
    }

    @Test
    void aFileWithoutLineEndsIsRefusedEarly() {
        byte[] zeros = new byte[50_000_000];
        assertTrue(assertThrows(InputException.class, () -> read(zeros))
                .getMessage()
                .contains("line of more than 1000 characters"));
    }

    /**
     * Property: whatever is done to a file, it is read or refused with an explanation that names the file; nothing
     * else.
     */
    @Test
    void mutatedFilesAreReadOrRefused() {
        StringBuilder good = new StringBuilder("# wavelength flux\n");
        for (int i = 0; i < 60; i++) {
            good.append(100 + 40 * i).append(' ').append(1 + i % 7).append(".5e-3\n");
        }
        byte[] plain = good.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] packed = gzip(good.toString());
        List<String> tokens = List.of(
                "NaN",
                "-1",
                "1e308",
                "1e-320",
                "",
                "\n",
                "#",
                "\0",
                " ",
                "-",
                "e",
                "9".repeat(400),
                "\u00e9",
                "1,5",
                "inf");
        Random random = new Random(20);
        int refused = 0;
        Pattern named = Pattern.compile("^a\\.spec[: ].*", Pattern.DOTALL);
        for (int trial = 0; trial < 20_000; trial++) {
            byte[] bytes = mutate(trial % 4 == 0 ? packed : plain, random, tokens);
            try {
                Sed sed = read(bytes);
                double[] photons = new double[2];
                sed.photons(new double[] {400, 700, 900}, 0.3, photons);
                assertTrue(
                        photons[0] >= 0 && photons[0] < Double.POSITIVE_INFINITY && photons[1] >= 0, "trial " + trial);
            } catch (InputException e) {
                refused++;
                assertTrue(
                        named.matcher(e.getMessage()).matches()
                                && e.getMessage().length() < 300,
                        e.getMessage());
                assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c < 127), e.getMessage());
            }
        }
        assertTrue(refused > 2000 && refused < 20_000, refused + " of 20000 refused");
    }

    private static byte[] mutate(byte[] source, Random random, List<String> tokens) {
        byte[] bytes = source.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 2 -> {
                    byte[] token = tokens.get(random.nextInt(tokens.size())).getBytes(StandardCharsets.ISO_8859_1);
                    byte[] longer = new byte[bytes.length + token.length];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    System.arraycopy(token, 0, longer, at, token.length);
                    System.arraycopy(bytes, at, longer, at + token.length, bytes.length - at);
                    bytes = longer;
                }
                default -> {
                    int length = Math.min(bytes.length - at, random.nextInt(30));
                    System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
                }
            }
        }
        return bytes;
    }
}
