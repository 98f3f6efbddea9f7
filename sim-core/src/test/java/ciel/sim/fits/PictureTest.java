package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
    @TempDir
    Path directory;

    @Test
    void png_isReadBackByAnotherReaderPixelByPixel() throws IOException {
        for (int[] size : new int[][] {{1, 1}, {7, 3}, {64, 65}, {1001, 17}}) {
            Canvas canvas = new Canvas(size[0], size[1], 0);
            SplittableRandom random = new SplittableRandom(size[0]);
            int[][] expected = new int[size[1]][size[0]];
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++) {
                    expected[y][x] = random.nextInt(256);
                    canvas.set(x, y, expected[y][x]);
                }
            }
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(canvas.png()));
            assertEquals(size[0], image.getWidth());
            for (int y = 0; y < size[1]; y++) {
                assertArrayEquals(expected[y], image.getRaster().getSamples(0, y, size[0], 1, 0, (int[]) null));
            }
        }
    }

    @Test
    void thumbnail_isTheMeanOfSquaresAndOfWhatIsLeftAtTheEdge() {
        int[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        Thumbnail image = Thumbnail.of(pixels, 5, 3, 2);
        assertEquals(3, image.width());
        assertEquals(2, image.height());
        assertArrayEquals(
                new float[] {
                    (1 + 2 + 6 + 7) / 4f, (3 + 4 + 8 + 9) / 4f, (5 + 10) / 2f, (11 + 12) / 2f, (13 + 14) / 2f, 15
                },
                image.values());
        assertArrayEquals(
                new float[] {1, 2, 3, 4},
                Thumbnail.of(new int[] {1, 2, 3, 4}, 2, 2, 1).values());
        assertEquals(4, Preview.bin(4096, 4004));
        assertEquals(1, Preview.bin(64, 64));
    }

    @Test
    void stretch_showsSkyDarkFaintSourcesGreyAndBrightStarsWhite() {
        float[] values = new float[100_000];
        Random random = new Random(5);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (800 + 7 * random.nextGaussian());
        }
        for (int i = 0; i < 200; i++) {
            values[i * 400] = 50_000;
        }
        Stretch stretch = Stretch.of(List.of(new Thumbnail(1000, 100, 4, values)));
        assertTrue(stretch.grey(800) > 5 && stretch.grey(800) < 60, "sky " + stretch.grey(800));
        assertTrue(stretch.grey(842) > stretch.grey(800) + 20, "six sigma above the sky is seen");
        assertEquals(255, stretch.grey(60_000));
        assertEquals(0, stretch.grey(0));
        for (int v = 0; v < 60_000; v += 100) {
            assertTrue(stretch.grey(v + 100) >= stretch.grey(v));
        }
    }

    @Test
    void imagesWithoutNoise_valuesOrSize_stillGiveAPicture() throws IOException {
        assertEquals(
                0, Stretch.of(List.of(new Thumbnail(10, 1, 1, new float[10]))).grey(0), "an empty image is black");
        float[] nothing = {Float.NaN, Float.NaN};
        assertEquals(
                256,
                ImageIO.read(new ByteArrayInputStream(Preview.png(new Thumbnail(2, 1, 1, nothing), "", "")))
                        .getWidth());
        float[] one = new float[100];
        one[55] = 1000;
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Preview.png(new Thumbnail(10, 10, 1, one), "", "")));
        // Value 55 is column 5 of row 5 from below: row 4 from the top, enlarged 25 times.
        assertEquals(250, image.getWidth());
        assertEquals(255, image.getRaster().getSample(5 * 25 + 12, 4 * 25 + 12, 0));
        assertEquals(0, image.getRaster().getSample(5 * 25 + 12, 5 * 25 + 12, 0));
    }

    @Test
    void caption_isWrittenBelowAndLeavesThePictureAlone() throws IOException {
        Thumbnail image = new Thumbnail(300, 200, 4, new float[60_000]);
        BufferedImage with = ImageIO.read(new ByteArrayInputStream(Preview.png(image, "R22_S11", "30 s")));
        assertEquals(200 + Preview.stripHeight(300), with.getHeight());
        int bright = 0;
        for (int y = 200; y < with.getHeight(); y++) {
            for (int x = 0; x < 300; x++) {
                bright += with.getRaster().getSample(x, y, 0) > 100 ? 1 : 0;
            }
        }
        assertTrue(bright > 100, "letters are there: " + bright);
        assertEquals(0, with.getRaster().getSample(150, 199, 0));
    }

    @Test
    void mosaic_placesEachCcdWhereItSits_whateverTheOrder() throws IOException {
        List<Detector> camera = Camera.lsst().detectors();
        List<Detector> shuffled = new ArrayList<>(camera);
        Collections.shuffle(shuffled, new Random(3));
        byte[] first = mosaic(camera, camera);
        assertArrayEquals(first, mosaic(camera, shuffled));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(first));
        assertTrue(
                image.getWidth() > 1900 && image.getWidth() < 2100,
                "about 640 mm at 0.32 mm a pixel: " + image.getWidth());
        // R22_S11 is the centre; R01_S00 lies in the lower half, left of the middle; the corners hold no science CCD.
        int middle = image.getWidth() / 2;
        assertEquals(
                255,
                image.getRaster()
                        .getSample(middle, (image.getHeight() - Preview.stripHeight(image.getWidth())) / 2, 0));
        assertTrue(image.getRaster().getSample(20, 20, 0) < 20);
        assertThrows(IllegalArgumentException.class, () -> new Mosaic(camera, Double.NaN)
                .add(camera.getFirst(), new Thumbnail(1, 1, 4, new float[1])));
    }

    private static byte[] mosaic(List<Detector> camera, List<Detector> order) {
        Mosaic mosaic = new Mosaic(camera, Double.NaN);
        for (Detector detector : order) {
            if (detector.number() % 7 != 0) {
                float[] values = new float[128 * 126];
                java.util.Arrays.fill(values, detector.number());
                if (detector.name().equals("R22_S11")) {
                    for (int y = 58; y < 68; y++) {
                        java.util.Arrays.fill(values, y * 128 + 59, y * 128 + 69, 1e6f);
                    }
                }
                mosaic.add(detector, new Thumbnail(128, 126, Mosaic.BIN, values));
            }
        }
        return mosaic.draw("visit", "all").png();
    }

    @Test
    void mosaic_isCroppedToWhatWasDrawn() {
        List<Detector> camera = Camera.lsst().detectors();
        Mosaic mosaic = new Mosaic(camera, 30);
        for (String name : List.of("R22_S10", "R22_S12")) {
            mosaic.add(Camera.lsst().detector(name), new Thumbnail(128, 126, Mosaic.BIN, new float[128 * 126]));
        }
        Canvas canvas = mosaic.draw("visit", "2 CCDs");
        // three CCDs wide (the one in the middle is a frame), one high
        assertEquals(3 * 132, canvas.width(), 20);
        assertEquals(126 + 16 + Preview.stripHeight(canvas.width()), canvas.height(), 4);
    }

    /** What vignetting does at the rim, and a step between CCDs. */
    @Test
    void skyLevel_isTakenOff_andStarsStay() {
        float[] values = new float[128 * 126];
        for (int y = 0; y < 126; y++) {
            for (int x = 0; x < 128; x++) {
                values[y * 128 + x] = 1000 - 3 * x - y;
            }
        }
        values[60 * 128 + 64] += 500;
        Thumbnail flat = new SkyLevel(new Thumbnail(128, 126, Mosaic.BIN, values)).flattened();
        for (int y = 0; y < 126; y++) {
            for (int x = 0; x < 128; x++) {
                assertEquals(x == 64 && y == 60 ? 500 : 0, flat.values()[y * 128 + x], 8, x + ", " + y);
            }
        }
    }

    @Test
    void north_isWhereTheCoordinatesPutIt() {
        // CD of imSim's R22_S11: a step north is (CD^-1)(0, 1), to the right and down
        double[] step = {3.67284438721814E-05, -4.17336688279287E-05};
        double expected = Math.toDegrees(Math.atan2(-step[0], step[1]));
        assertEquals(expected, FitsFixture.wcs().north(), 0.01);
        assertTrue(Double.isNaN(WcsHeader.NONE.north()));
    }

    @Test
    void previewOfAnEimage_hasItsNameAndFits() throws IOException {
        Detector detector = FitsFixture.itl();
        int[] electrons = FitsFixture.pixels(4072 * 4000, 900, 30, 2);
        WrittenFile written =
                Preview.eimage(directory, electrons, FitsFixture.input(detector), WholeFile.Existing.REPLACE);
        assertEquals(
                "preview_00398414-0-r-R01_S00-det000.png",
                written.path().getFileName().toString());
        BufferedImage image = ImageIO.read(written.path().toFile());
        assertEquals(1018, image.getWidth());
        assertEquals(1000 + Preview.stripHeight(1018), image.getHeight());
    }
}
