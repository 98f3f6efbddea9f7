package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.readout.DefectTable;
import ciel.sim.readout.Defects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefectsTest {
    @TempDir
    private Path dir;

    private static String example() {
        return (Files.exists(Path.of("examples/camera.yaml")) ? "" : "../") + "examples/camera.yaml";
    }

    /** A flat of 1000 e- on the example's CCD of two amplifiers, with four kinds of defect. */
    @Test
    void defectsActAtTheReadout_andTheElectronImageIsWithoutThem() throws Exception {
        Path table = Files.writeString(dir.resolve("defects.csv"), """
                # bad columns, a dark spot, a hot pixel, a dead amplifier
                detector,kind,x0,y0,width,height,value
                LEFT,dead,100,0,2,1200,
                LEFT,dark,200,300,10,10,0.5
                LEFT,hot,400,600,1,1,100
                LEFT,amplifier,0,0,1,1,B
                """);
        Path catalog = Rendering.catalog(dir, "none.txt", "");
        List<String> flat = List.of(
                "camera=" + example(),
                "cosmic_rays.enabled=false",
                "sky.electrons=1000",
                "sky.vignetting=false",
                "readout.read_noise=0",
                "readout.dark_current=0",
                "readout.pcti=0",
                "readout.scti=0",
                "psf.fwhm=1",
                "output.png=false");
        Rendering.render(catalog, dir.resolve("good"), 1, Rendering.settings(flat), "LEFT");
        Rendering.render(catalog, dir.resolve("bad"), 1, Rendering.settings(flat, "readout.defects=" + table), "LEFT");
        int[] electrons = Rendering.electrons(dir.resolve("bad"), "LEFT");
        assertArrayEquals(Rendering.electrons(dir.resolve("good"), "LEFT"), electrons);
        int[][][] good = raw(dir.resolve("good"), 0);
        int[][][] bad = raw(dir.resolve("bad"), 4);
        for (int y = 0; y < 1200; y += 7) {
            assertEquals(1000, bad[0][y][8 + 100], "dead column: bias alone");
            assertEquals(1000, bad[0][y][8 + 101]);
            assertEquals(good[0][y][8 + 102], bad[0][y][8 + 102], "its neighbour is as before");
            assertEquals(1100, bad[1][y][20], "the dead amplifier shows its bias");
        }
        assertEquals(0.5 * electrons[305 * 1000 + 205] / 1.5 + 1000, bad[0][305][8 + 205], 1);
        // 30 s and 3 s of readout
        assertEquals((electrons[600 * 1000 + 400] + 3300) / 1.5 + 1000, bad[0][600][8 + 400], 1);
        String manifest = Files.readString(file(dir.resolve("bad"), "manifest"));
        assertTrue(manifest.contains("defects.csv"), "the manifest names the table");
    }

    private static Path file(Path folder, String start) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** @param defects 0: the header says nothing of defects */
    private static int[][][] raw(Path folder, int defects) throws Exception {
        try (Fits fits = new Fits(file(folder, "amp_").toFile())) {
            BasicHDU<?>[] hdus = fits.read();
            assertEquals(defects > 0, hdus[0].getHeader().containsKey("DEFPIX"));
            if (defects > 0) {
                assertEquals(2400 + 100 + 1, hdus[0].getHeader().getLongValue("DEFPIX"));
                assertEquals(1, hdus[0].getHeader().getIntValue("DEFAMP"));
            }
            int[][][] segments = new int[hdus.length - 1][][];
            for (int i = 1; i < hdus.length; i++) {
                segments[i - 1] =
                        (int[][]) ((CompressedImageHDU) hdus[i]).asImageHDU().getKernel();
            }
            return segments;
        }
    }

    @Test
    void obsLsstsTablesAreRead_aFileADetector() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("defects"));
        Files.writeString(folder.resolve("r22_s11.ecsv"), """
                # %ECSV 0.9
                # ---
                # datatype:
                # - {name: x0, datatype: int32}
                # meta: {INSTRUME: LSSTCam}
                x0 y0 width height
                10 20 1 2000
                4095 4003 1 1
                """);
        Map<String, Defects> all = DefectTable.read(folder, Camera.lsst());
        assertEquals(Set.of("R22_S11"), all.keySet());
        assertEquals(
                List.of(new Defects.Region(10, 20, 1, 2000, 0, 0), new Defects.Region(4095, 4003, 1, 1, 0, 0)),
                all.get("R22_S11").regions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "R22_S11,dead,4096,0,1,1,|x0 4096 is outside",
                "R22_S11,dead,4000,0,97,1,|width 97 is outside 1.0 to 96",
                "R22_S11,warm,0,0,1,1,|kind 'warm'",
                "R99_S11,dead,0,0,1,1,|R99_S11",
                "R22_S11,dark,0,0,1,1,2|value 2 is outside",
                "R22_S11,hot,0,0,1,1,|value '' is not a number",
                "R22_S11,dead,0.5,0,1,1,|not a whole number",
                "R22_S11,amplifier,0,0,1,1,C18|'C18' is no amplifier",
                "R22_S11,dead,0,0|has 4 values"
            })
    void aWrongRowIsRefused_withItsLine(String row, String problem) throws IOException {
        Path table = Files.writeString(
                dir.resolve("wrong.csv"),
                "detector,kind,x0,y0,width,height,value\nR22_S11,dead,0,0,1,1,\n" + row + "\n");
        InputException error = assertThrows(InputException.class, () -> DefectTable.read(table, Camera.lsst()));
        assertTrue(
                error.getMessage().contains("wrong.csv:3") && error.getMessage().contains(problem), error.getMessage());
    }

    @Test
    void aTableOfNoDetectorsIsRefused() throws IOException {
        Path table = Files.writeString(dir.resolve("t.csv"), "x0,y0,width,height\n1,1,1,1\n");
        assertTrue(assertThrows(InputException.class, () -> DefectTable.read(table, Camera.lsst()))
                .getMessage()
                .contains("no column detector"));
        assertThrows(InputException.class, () -> DefectTable.read(dir.resolve("none.csv"), Camera.lsst()));
    }

    /** An output that is dead, and all of them: the readout goes on. */
    @Test
    void aDeadDetectorIsReadOut() throws Exception {
        Path table = Files.writeString(
                dir.resolve("dead.csv"),
                "detector,kind,x0,y0,width,height,value\nLEFT,amplifier,0,0,1,1,A\nLEFT,amplifier,0,0,1,1,B\n");
        Path out = dir.resolve("dead");
        Rendering.render(
                Rendering.catalog(dir, "none.txt", ""),
                out,
                1,
                Rendering.settings(
                        List.of(
                                "camera=" + example(),
                                "cosmic_rays.enabled=false",
                                "sky.electrons=1000",
                                "readout.read_noise=0",
                                "psf.fwhm=1",
                                "output.png=false"),
                        "readout.defects=" + table),
                "LEFT");
        try (Fits fits = new Fits(file(out, "amp_").toFile())) {
            BasicHDU<?>[] hdus = fits.read();
            int[][] a = (int[][]) ((CompressedImageHDU) hdus[1]).asImageHDU().getKernel();
            assertEquals(1000, a[600][100]);
        }
    }
}
