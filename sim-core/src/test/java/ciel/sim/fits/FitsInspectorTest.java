package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Segment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.ImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitsInspectorTest {
    @TempDir
    Path directory;

    @Test
    void rawFile_isReportedSegmentBySegment() throws IOException {
        int[][] segments = FitsFixture.segments(3);
        WrittenFile raw = RawWriter.write(
                directory,
                segments,
                FitsFixture.input(FitsFixture.e2v()),
                FitsFixture.wcs(),
                WholeFile.Existing.REPLACE);
        FitsReport report = FitsInspector.inspect(raw.path());
        assertEquals(17, report.hdus().size());
        assertEquals(raw.bytes(), report.bytes());
        FitsReport.Hdu hdu = report.hdus().get(3);
        assertEquals("Segment12", hdu.name());
        assertEquals("compressed image", hdu.kind());
        assertEquals("RICE_1", hdu.compression());
        assertEquals("int32", hdu.type());
        assertEquals(java.util.List.of(576L, 2048L), hdu.dimensions());
        assertEquals("ok", hdu.checksum());
        int[] sorted = segments[2].clone();
        Arrays.sort(sorted);
        assertEquals(sorted[0], hdu.statistics().min());
        assertEquals(sorted[sorted.length - 1], hdu.statistics().max());
        assertEquals(
                (sorted[sorted.length / 2] + (double) sorted[sorted.length / 2 - 1]) / 2,
                hdu.statistics().median());
        assertEquals(
                Arrays.stream(segments[2]).asLongStream().sum(),
                hdu.statistics().total());
        assertEquals(0.2001, hdu.wcs().pixelScale(), 1e-3);
        assertTrue(report.hdus().getFirst().header().stream()
                .anyMatch(card -> card.startsWith("OBSID   = 'MC_S_20230717_000000'")));
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        assertEquals(17, json.get("hdus").size());
        assertTrue(report.toText(true).contains("Segment00")
                && report.toText(false).contains("RICE_1"));
    }

    @Test
    void aLongString_isListedCardByCard() throws Exception {
        Path file = directory.resolve("long.fits");
        try (Fits fits = new Fits()) {
            var hdu = FitsFactory.hduFactory(new int[2][3]);
            hdu.getHeader().addValue("PHYSICS", "dispersion rays vanes ".repeat(6), "what is followed");
            fits.addHDU(hdu);
            fits.write(file.toFile());
        }
        java.util.List<String> cards =
                FitsInspector.inspect(file).hdus().getFirst().header();
        assertTrue(cards.stream().allMatch(card -> card.length() <= 80), cards::toString);
        assertTrue(cards.stream().anyMatch(card -> card.startsWith("CONTINUE")), cards::toString);
    }

    /** Validation: statistics restated the plain way, over types, odd and even counts, ties and negative numbers. */
    @Test
    void statistics_areThoseOfTheSortedPixels() throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        for (int n : new int[] {1, 2, 3, 16, 17, 255, 4098}) {
            for (int kind = 0; kind < 5; kind++) {
                double[] values = new double[n];
                for (int i = 0; i < n; i++) {
                    values[i] = switch (kind) {
                        case 0 -> random.nextInt(-3, 3);
                        case 1 -> random.nextGaussian() * 1e-3;
                        case 2 -> random.nextInt();
                        case 3 -> 7;
                        default -> Math.exp(100 * random.nextGaussian());
                    };
                }
                ImageStatistics s = ImageStatistics.of(new ArrayRows(new double[][] {values}, 1, 0, Double.NaN));
                double[] sorted = values.clone();
                Arrays.sort(sorted);
                assertEquals(n, s.pixels());
                assertEquals((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, s.median(), 0, n + " values of kind " + kind);
                assertEquals(sorted[0], s.min());
                assertEquals(sorted[n - 1], s.max());
                double mean = Arrays.stream(values).sum() / n;
                assertEquals(mean, s.mean(), 1e-12 * Math.abs(mean) + 1e-15);
                assertEquals(
                        Math.sqrt(Arrays.stream(values)
                                        .map(v -> (v - mean) * (v - mean))
                                        .sum()
                                / n),
                        s.sigma(),
                        1e-9 * Math.abs(s.sigma()));
            }
        }
    }

    @Test
    void everyPixelType_scaleAndBlank_isUnderstood() throws Exception {
        Object[] arrays = {
            new byte[][] {{0, 1, (byte) 200}},
            new short[][] {{-5, 0, 5}},
            new int[][] {{-5, 0, 5}},
            new long[][] {{-5, 0, 1L << 40}},
            new float[][] {{-1.5f, Float.NaN, 2.5f}},
            new double[][] {{-1.5, Double.NaN, 2.5}}
        };
        String[] types = {"uint8", "int16", "int32", "int64", "float32", "float64"};
        double[] max = {200, 5, 5, 1L << 40, 2.5, 2.5};
        for (int i = 0; i < arrays.length; i++) {
            Path file = directory.resolve(types[i] + ".fits");
            write(file, arrays[i], 1, 0, null);
            FitsReport.Hdu hdu = FitsInspector.inspect(file).hdus().getFirst();
            assertEquals(types[i], hdu.type());
            assertEquals(max[i], hdu.statistics().max());
            assertEquals(types[i].startsWith("float") ? 1 : 0, hdu.statistics().undefined());
            assertEquals("absent", hdu.checksum());
            assertNull(hdu.wcs());
        }
        Path scaled = directory.resolve("scaled.fits");
        write(scaled, new short[][] {{-32768, 0, 100}}, 0.5, 10, (long) -32768);
        ImageStatistics s = FitsInspector.inspect(scaled).hdus().getFirst().statistics();
        assertEquals(1, s.undefined());
        assertEquals(60, s.max());
        assertEquals(35, s.mean());
    }

    @Test
    void fileWithoutAnyValue_hasNullsInJson() throws Exception {
        Path file = directory.resolve("nan.fits");
        write(file, new float[][] {{Float.NaN, Float.NaN}}, 1, 0, null);
        JsonNode statistics = new ObjectMapper()
                .readTree(FitsInspector.inspect(file).toJson())
                .get("hdus")
                .get(0)
                .get("statistics");
        assertTrue(statistics.get("mean").isNull());
        assertEquals(2, statistics.get("undefined").asInt());
    }

    @Test
    void fileCutShort_isSaidSoWithBothSizes() throws Exception {
        Path file = directory.resolve("cut.fits");
        write(file, new int[100][100], 1, 0, null);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20_000));
        assertTrue(message(file).contains("20000") && message(file).contains("cut short"), message(file));
    }

    @Test
    void gzippedFile_isRead() throws Exception {
        Path plain = directory.resolve("a.fits");
        write(plain, new int[][] {{1, 2}, {3, 4}}, 1, 0, null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Files.readAllBytes(plain));
        }
        Path packed = Files.write(directory.resolve("a.fits.gz"), bytes.toByteArray());
        assertEquals(
                10, FitsInspector.inspect(packed).hdus().getFirst().statistics().total());
    }

    @Test
    void changedByte_isSeenByTheChecksum() throws IOException {
        WrittenFile raw = RawWriter.write(
                directory,
                FitsFixture.segments(3),
                FitsFixture.input(FitsFixture.e2v()),
                FitsFixture.wcs(),
                WholeFile.Existing.REPLACE);
        byte[] content = Files.readAllBytes(raw.path());
        int at = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("R22_S11");
        content[at + 6] = '2';
        Path changed = Files.write(directory.resolve("changed.fits.fz"), content);
        FitsReport.Hdu hdu = FitsInspector.inspect(changed).hdus().getFirst();
        assertEquals("wrong", hdu.checksum());
        assertFalse(hdu.notes().isEmpty());
    }

    @Test
    void whatIsNoFitsFile_isSaidSo() throws IOException {
        assertTrue(message(directory.resolve("missing.fits")).contains("is not there"));
        assertTrue(message(directory).contains("is a directory"));
        assertTrue(message(Files.writeString(directory.resolve("text.fits"), "hello"))
                .contains("is not a FITS file"));
        assertTrue(message(Files.write(directory.resolve("empty.fits"), new byte[0]))
                .contains("is not a FITS file"));
        Path huge = directory.resolve("huge.fits");
        String header = String.format(
                "%-80s%-80s%-80s%-80s%-80s%-80s",
                "SIMPLE  =                    T",
                "BITPIX  =                  -64",
                "NAXIS   =                    2",
                "NAXIS1  =              2000000",
                "NAXIS2  =              2000000",
                "END");
        Files.writeString(huge, header + " ".repeat(2880 - header.length()));
        assertTrue(message(huge).contains("HDU 0"));
    }

    /**
     * Whatever is cut off or changed, the answer is a report or an error that names the file; never another exception,
     * never a hang.
     */
    @Test
    void damagedFiles_giveAReportOrAnExplanation() throws Exception {
        Path raw = directory.resolve("small.fits");
        ImageHDU image = (ImageHDU) Fits.makeHDU(new int[40][30]);
        try (Fits fits = new Fits()) {
            fits.addHDU(image);
            nom.tam.image.compression.hdu.CompressedImageHDU packed =
                    nom.tam.image.compression.hdu.CompressedImageHDU.fromImageHDU(
                            (ImageHDU) Fits.makeHDU(new int[40][30]), 30, 1);
            packed.setCompressAlgorithm("RICE_1").setQuantAlgorithm((String) null);
            packed.compress();
            fits.addHDU(packed);
            fits.write(raw.toFile());
        }
        byte[] whole = Files.readAllBytes(raw);
        SplittableRandom random = new SplittableRandom(21);
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            byte[] damaged;
            if (i % 3 == 0) {
                damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
            } else {
                damaged = whole.clone();
                for (int k = 0; k < 1 + i % 20; k++) {
                    damaged[random.nextInt(damaged.length)] =
                            (byte) (i % 2 == 0 ? random.nextInt(256) : random.nextInt(32, 127));
                }
            }
            Path file = Files.write(directory.resolve("damaged.fits"), damaged);
            try {
                FitsInspector.inspect(file).toJson();
                FitsInspector.picture(file, directory.resolve("damaged.png"), WholeFile.Existing.REPLACE);
            } catch (InputException e) {
                assertTrue(e.getMessage().contains("damaged.fits"), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 25, "refused " + refused);
    }

    @Test
    void pictureOfARawFile_isTheCcdPutTogether() throws Exception {
        Detector detector = FitsFixture.itl();
        int[][] segments = new int[16][Sections.RAW_WIDTH * Sections.RAW_HEIGHT];
        // One bright square at CCD pixels 1000..1063, 3000..3063; every amplifier has a level of its own, and its data
        // lie 20 above its overscan.
        for (Segment segment : Sections.of(detector).segments()) {
            int[] frame = segments[segment.index()];
            Arrays.fill(frame, 25_000 + 100 * segment.index());
            for (int row = 0; row < 2000; row++) {
                for (int column = 3; column < 512; column++) {
                    int x = segment.ccdX(column);
                    int y = segment.ccdY(row);
                    frame[row * Sections.RAW_WIDTH + column] +=
                            x >= 1000 && x < 1064 && y >= 3000 && y < 3064 ? 5000 : 20 + (x * 7 + y * 13) % 5;
                }
            }
        }
        WrittenFile raw = RawWriter.write(
                directory, segments, FitsFixture.input(detector), FitsFixture.wcs(), WholeFile.Existing.REPLACE);
        WrittenFile png = FitsInspector.picture(raw.path(), directory.resolve("raw.png"), WholeFile.Existing.REPLACE);
        var raster = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(png.path())))
                .getRaster();
        for (int x = 2; x < 1016; x += 6) {
            for (int y = 2; y < 998; y += 6) {
                int grey = raster.getSample(x, 999 - y, 0);
                boolean square = x >= 250 && x < 266 && y >= 750 && y < 766;
                assertTrue(square ? grey > 240 : grey < 120, x + " " + y + " is " + grey);
            }
        }
    }

    private String message(Path file) {
        return assertThrows(InputException.class, () -> FitsInspector.inspect(file))
                .getMessage();
    }

    private static void write(Path file, Object array, double scale, double zero, Long blank) throws Exception {
        FitsFactory.setUseAsciiTables(false);
        try (Fits fits = new Fits()) {
            ImageHDU hdu = (ImageHDU) Fits.makeHDU(array);
            if (scale != 1) {
                hdu.getHeader().addValue("BSCALE", scale, "");
                hdu.getHeader().addValue("BZERO", zero, "");
            }
            if (blank != null) {
                hdu.getHeader().addValue("BLANK", blank, "");
            }
            fits.addHDU(hdu);
            fits.write(file.toFile());
        }
    }
}
