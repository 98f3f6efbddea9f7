package ciel.sim.sky;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.spectrum.Throughputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkyTableTest {
    private static final double HC = 6.62607015e-27 * 2.99792458e17;

    @TempDir
    Path dir;

    private Path fits(double unit, int rows) throws Exception {
        double[] lam = new double[rows];
        double[] flux = new double[rows];
        for (int i = 0; i < rows; i++) {
            lam[i] = (299 + 852.0 * i / (rows - 1)) * unit;
            flux[i] = 100 + (i % 2 == 0 ? 50 : -50); // lines narrower than a nm
        }
        BinaryTable table = new BinaryTable();
        table.addColumn(lam);
        table.addColumn(flux);
        BinaryTableHDU hdu = BinaryTableHDU.wrap(table);
        hdu.setColumnName(0, "lam", "");
        hdu.setColumnName(1, "flux", "");
        Path file = dir.resolve("skytable" + unit + ".fits");
        try (Fits out = new Fits()) {
            out.addHDU(hdu);
            out.write(file.toFile());
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"1", "1e-3"})
    void readsSkyCalcsTableInNanometresAndInMicrometres(double unit) throws Exception {
        double[] sky =
                SkyTable.read(fits(unit, 20_001)).parts(new Direction(90, 0)).total();
        double expected = 100e-7 * HC / 600;
        assertEquals(expected, sky[600 - Throughputs.FIRST_NM], 0.01 * expected);
    }

    @Test
    void readsATextOfTwoColumns() throws IOException {
        Path file = Files.writeString(dir.resolve("sky.txt"), "# nm photons\n300 10\n700 30\n1150 30\n");
        double[] sky = SkyTable.read(file).parts(new Direction(30, 0)).total();
        assertEquals(20e-7 * HC / 500, sky[500 - Throughputs.FIRST_NM], 1e-20);
    }

    @ParameterizedTest
    @CsvSource({
        "'300 1\n400 x\n', 'line 2'",
        "'300 1\n300 2\n1150 1\n', 'row 2'",
        "'300 1\n400 -2\n1150 1\n', '-2.0'",
        "'400 1\n1150 1\n', '400.0 to 1150.0 nm'",
        "'', '0 rows'"
    })
    void saysWhatIsWrong(String text, String problem) throws IOException {
        Path file = Files.writeString(dir.resolve("bad.txt"), text);
        InputException e = assertThrows(InputException.class, () -> SkyTable.read(file));
        assertTrue(e.getMessage().contains(problem) && e.getMessage().contains("sky.table"), e.getMessage());
    }

    @Test
    void aDamagedFitsFileIsReadOrRefused() throws Exception {
        byte[] good = Files.readAllBytes(fits(1, 2001));
        Random chance = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            for (int k = 0; k < 1 + i % 5; k++) {
                bad[chance.nextInt(k % 2 == 0 ? 8640 : bad.length)] = (byte) chance.nextInt(256);
            }
            Path file = Files.write(
                    dir.resolve("bad.fits"), i % 7 == 0 ? java.util.Arrays.copyOf(bad, bad.length / 2) : bad);
            try {
                SkyTable.read(file);
            } catch (InputException e) {
                assertTrue(e.getMessage().contains("bad.fits"), e.getMessage());
            }
        }
    }
}
