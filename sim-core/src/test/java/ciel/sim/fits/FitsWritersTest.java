package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Vendor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FitsWritersTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void eimageReadBackByTheLibrary_isTheSamePixelByPixel(Vendor vendor) throws Exception {
        Detector detector =
                switch (vendor) {
                    case E2V -> FitsFixture.e2v();
                    case ITL -> FitsFixture.itl();
                    case ITL_WF -> Camera.lsst().detector("R44_SW0");
                };
        int[] electrons =
                FitsFixture.pixels(vendor.format().width() * vendor.format().height(), 1100, 33, 1);
        WrittenFile written = EImageWriter.write(
                directory, electrons, FitsFixture.input(detector), FitsFixture.wcs(), WholeFile.Existing.REPLACE);
        assertEquals(Files.size(written.path()), written.bytes());
        assertEquals(0, written.bytes() % 2880);
        try (Fits fits = new Fits(written.path().toFile())) {
            ImageHDU hdu = (ImageHDU) fits.getHDU(0);
            int[][] rows = (int[][]) hdu.getKernel();
            assertEquals(vendor.format().height(), rows.length);
            for (int y = 0; y < rows.length; y++) {
                assertArrayEquals(
                        Arrays.copyOfRange(
                                electrons,
                                y * vendor.format().width(),
                                (y + 1) * vendor.format().width()),
                        rows[y]);
            }
            hdu.verifyIntegrity();
            assertEquals(40.0386345, hdu.getHeader().getDoubleValue("HIERARCH.ROTTELPOS"));
            assertEquals("electron", hdu.getHeader().getStringValue("BUNIT"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Vendor.class,
            names = {"E2V", "ITL"})
    void rawReadBackByTheLibrary_isTheSamePixelByPixel(Vendor vendor) throws Exception {
        Detector detector = vendor == Vendor.E2V ? FitsFixture.e2v() : FitsFixture.itl();
        int[][] segments = FitsFixture.segments(7);
        WrittenFile written = RawWriter.write(
                directory, segments, FitsFixture.input(detector), FitsFixture.wcs(), WholeFile.Existing.REPLACE);
        try (Fits fits = new Fits(written.path().toFile())) {
            BasicHDU<?>[] hdus = fits.read();
            assertEquals(17, hdus.length);
            for (int i = 0; i < 16; i++) {
                hdus[i + 1].verifyIntegrity();
                Header header = hdus[i + 1].getHeader();
                assertEquals(
                        "Segment" + detector.amplifiers().get(i).name().substring(1), header.getStringValue("EXTNAME"));
                boolean e2v = vendor == Vendor.E2V;
                assertEquals(e2v ? "[1:4096,1:4004]" : "[1:4072,1:4000]", header.getStringValue("DETSIZE"));
                assertEquals(e2v ? "[523:576,1:2002]" : "[513:576,1:2000]", header.getStringValue("BIASSEC"));
                assertEquals(detector.amplifiers().get(i).gain(), header.getDoubleValue("GAIN"));
                assertEquals(detector.amplifiers().get(i).readNoise(), header.getDoubleValue("RDNOISE"));
                assertEquals(detector.amplifiers().get(i).saturation(), header.getDoubleValue("SATURATE"));
                int[][] rows = (int[][])
                        ((CompressedImageHDU) hdus[i + 1]).asImageHDU().getKernel();
                assertEquals(2048, rows.length);
                for (int y = 0; y < rows.length; y++) {
                    assertArrayEquals(
                            Arrays.copyOfRange(segments[i], y * 576, (y + 1) * 576),
                            rows[y],
                            "segment " + i + " row " + y);
                }
            }
            hdus[0].verifyIntegrity();
        }
        assertTrue(written.bytes() < 16L * 576 * 2048 * 4 / 4, "compression of at least 4, row 56: " + written.bytes());
    }

    /** Acceptance row 60: an empty exposure stays empty. */
    @Test
    void zeros_areWrittenAsZeros() throws Exception {
        int[][] segments = new int[16][576 * 2048];
        WrittenFile written = RawWriter.write(
                directory, segments, FitsFixture.input(FitsFixture.e2v()), WcsHeader.NONE, WholeFile.Existing.REPLACE);
        try (Fits fits = new Fits(written.path().toFile())) {
            for (int[] row : (int[][])
                    ((CompressedImageHDU) fits.getHDU(16)).asImageHDU().getKernel()) {
                assertArrayEquals(new int[576], row);
            }
        }
        assertTrue(written.bytes() < 3_000_000, "zeros compress: " + written.bytes());
    }

    @Test
    void sameInput_givesTheSameBytes() {
        int[] electrons = FitsFixture.pixels(4072 * 4000, 100, 10, 5);
        HeaderInput in = FitsFixture.input(FitsFixture.itl());
        WrittenFile once =
                EImageWriter.write(directory.resolve("a"), electrons, in, FitsFixture.wcs(), WholeFile.Existing.REFUSE);
        WrittenFile twice =
                EImageWriter.write(directory.resolve("b"), electrons, in, FitsFixture.wcs(), WholeFile.Existing.REFUSE);
        assertEquals(once.sha256(), twice.sha256());
    }

    @Test
    void wrongSizes_areRefused() {
        HeaderInput in = FitsFixture.input(FitsFixture.itl());
        assertThrows(
                IllegalArgumentException.class,
                () -> EImageWriter.write(
                        directory, new int[4096 * 4004], in, WcsHeader.NONE, WholeFile.Existing.REFUSE));
        assertThrows(
                IllegalArgumentException.class,
                () -> RawWriter.write(
                        directory, new int[15][576 * 2048], in, WcsHeader.NONE, WholeFile.Existing.REFUSE));
        assertThrows(
                IllegalArgumentException.class,
                () -> RawWriter.write(
                        directory, new int[16][512 * 2002], in, WcsHeader.NONE, WholeFile.Existing.REFUSE));
        assertEquals(0, directory.toFile().list().length, "nothing is left behind");
    }
}
