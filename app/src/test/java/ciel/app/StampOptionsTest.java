package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StampOptionsTest {
    @TempDir
    private Path dir;

    @Test
    void aFileOfStampsHasATableAndACubeForEachDetector() throws Exception {
        Path file = dir.resolve("stamps.fits");
        Path png = dir.resolve("stamps.png");
        Captured drawn = Captured.ciel(
                "psf",
                "--stamps",
                file.toString(),
                "--png",
                png.toString(),
                "--detector",
                "R22_S11,R01_S00",
                "--grid",
                "2",
                "--size",
                "31",
                "--electrons",
                "5000",
                "--physics",
                "fast",
                "--seeing",
                "0.8",
                "--engine",
                "scalar",
                "--json");
        assertEquals(0, drawn.code(), drawn.err());
        JsonNode said = new ObjectMapper().readTree(drawn.out());
        assertEquals(0.8, said.get("seeing").asDouble(), 1e-9);
        assertEquals(8, said.get("stamps").size());
        try (Fits fits = new Fits(file.toFile())) {
            assertEquals(4, fits.read().length);
            BinaryTableHDU table = (BinaryTableHDU) fits.getHDU(1);
            assertEquals(8, table.getNRows());
            float[][][] second = (float[][][]) ((ImageHDU) fits.getHDU(3)).getKernel();
            assertEquals("R01_S00", fits.getHDU(3).getHeader().getStringValue("EXTNAME"));
            assertEquals(4, second.length);
            for (int row = 0; row < 8; row++) {
                JsonNode stamp = said.get("stamps").get(row);
                assertEquals(
                        stamp.get("electrons").asDouble(),
                        table.getData().getDouble(row, table.findColumn("electrons")),
                        1e-9);
                assertEquals(
                        stamp.get("fwhm").asDouble(), table.getData().getDouble(row, table.findColumn("fwhm")), 1e-9);
            }
            double sum = 0;
            for (float[] line : second[3]) {
                for (float value : line) {
                    sum += value;
                }
            }
            assertEquals(said.get("stamps").get(7).get("electrons").asDouble(), sum, 1e-6);
        }
        assertTrue(ImageIO.read(png.toFile()).getWidth() >= 720);
        assertEquals(0, Captured.ciel("inspect", file.toString()).code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--grid 0 | --grid 0: must be from 1 to 200",
                "--size 40 | --size 40: must be odd",
                "--oversampling 33 | must be from 1 to 32",
                "--electrons 1 | must be from 100 to 1e9",
                "--seeing 0 | psf.model=none",
            })
    void wrongNumbersAreNamed(String options, String message) {
        Captured refused = Captured.ciel(("psf --stamps " + dir.resolve("none.fits") + " " + options).split(" "));
        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains(message), refused.err());
    }
}
