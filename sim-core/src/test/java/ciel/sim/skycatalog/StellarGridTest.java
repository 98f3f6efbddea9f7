package ciel.sim.skycatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.catalog.Light;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StellarGridTest {
    private static final double[] LOG_Z = {-4.5, -2.5, -1.2};
    /** erg nm. */
    private static final double HC = 6.62607015e-27 * 2.99792458e17;

    @TempDir
    Path folder;

    /** Flux of the surface (erg s^-1 cm^-2 A^-1). */
    interface Surface {
        double flux(double logT, double logg, double logZ, double nm);
    }

    /** Writes a grid of logT 3.3 to 4.9, logg -1 to 6.5 (from 2 on above 4.5), as pystellibs has them. */
    static Path write(Path file, Surface surface) throws Exception {
        int temperatures = 33;
        int gravities = 16;
        int waves = 250;
        int nodes = LOG_Z.length * temperatures * gravities;
        float[][] lines = new float[nodes + 1][waves];
        float[] logT = new float[nodes];
        float[] logg = new float[nodes];
        float[] logZ = new float[nodes];
        for (int i = 0; i < waves; i++) {
            lines[nodes][i] = 2000 + 50 * i;
        }
        int n = 0;
        for (double z : LOG_Z) {
            for (int t = 0; t < temperatures; t++) {
                for (int g = 0; g < gravities; g++) {
                    logT[n] = 3.3f + 0.05f * t;
                    logg[n] = -1 + 0.5f * g;
                    logZ[n] = (float) z;
                    for (int i = 0; i < waves; i++) {
                        lines[n][i] = (float) surface.flux(logT[n], logg[n], logZ[n], lines[nodes][i] / 10);
                    }
                    n++;
                }
            }
        }
        BinaryTable table = new BinaryTable();
        table.addColumn(logT);
        table.addColumn(logg);
        table.addColumn(logZ);
        BinaryTableHDU hdu = table.toHDU();
        hdu.setColumnName(0, "logT", "");
        hdu.setColumnName(1, "logg", "");
        hdu.setColumnName(2, "logZ", "");
        try (Fits fits = new Fits();
                FileOutputStream out = new FileOutputStream(file.toFile());
                java.io.DataOutputStream data = new java.io.DataOutputStream(out)) {
            fits.addHDU(FitsFactory.hduFactory(lines));
            fits.addHDU(hdu);
            fits.write(data);
        }
        return file;
    }

    @Test
    void spectraAreLinearBetweenNodesAndNoneAreOutside() throws Exception {
        Surface plane = (logT, logg, logZ, nm) -> 1000 * (logT + 0.1 * logg + 0.05 * logZ) + nm;
        StellarGrid grid = StellarGrid.read(write(folder.resolve("grid.fits"), plane));
        Random random = new Random(2);
        for (int run = 0; run < 200; run++) {
            double logT = random.nextDouble(3.3, 4.89);
            double logg = random.nextDouble(-1, 6.5);
            double logZ = random.nextDouble(-4.5, -1.2);
            Light.Samples samples = new StellarGrid.Star(grid, logT, logg, logZ, 3).samples();
            int i = random.nextInt(samples.nm().length);
            double expected = 3 * plane.flux(logT, logg, logZ, samples.nm()[i]) * 10 / HC;
            assertEquals(1, samples.value()[i] / expected, 1e-5);
            assertTrue(grid.has(logT, logg, logZ));
        }
        assertTrue(grid.has(3.3, -1, -4.5) && grid.has(4.9, 6.5, -1.2));
        assertFalse(grid.has(3.25, 0, -2) || grid.has(5, 0, -2) || grid.has(4, 7, -2) || grid.has(4, 4, -0.9));
        assertFalse(grid.has(Double.NaN, 4, -2));
    }

    @Test
    void theSunAtTenParsecsIsAsLargeAsItIs() {
        // radius 6.955e10 cm at 5778 K
        double parsecs = 10 * 3.0857e18;
        double expected = 6.955e10 * 6.955e10 / (parsecs * parsecs);
        assertEquals(1, StellarGrid.dilution(Math.log10(5778), 0, 0) / expected, 0.01);
        assertEquals(1e-2, StellarGrid.dilution(3.76, 0, 5) / StellarGrid.dilution(3.76, 0, 0), 1e-9);
    }

    @Test
    void whatIsNoGridIsReadOrRefusedByName() throws Exception {
        byte[] whole = Files.readAllBytes(write(folder.resolve("grid.fits"), (t, g, z, nm) -> 1));
        Random random = new Random(6);
        int refused = 0;
        for (int run = 0; run < 90; run++) {
            byte[] bytes = whole.clone();
            if (run % 3 == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                int in = run % 3 == 1 ? 2880 : bytes.length;
                for (int k = 0; k < 4; k++) {
                    bytes[random.nextInt(in)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            Path bad = Files.write(folder.resolve("bad.fits"), bytes);
            try {
                StellarGrid.read(bad);
            } catch (InputException e) {
                refused++;
                assertTrue(e.getMessage().contains("bad.fits"), e.getMessage());
            }
        }
        assertTrue(refused > 25, refused + " refused");
        assertThrows(InputException.class, () -> StellarGrid.read(folder.resolve("none.fits")));
        Path text = Files.writeString(folder.resolve("text.fits"), "wavelength flux");
        assertThrows(InputException.class, () -> StellarGrid.read(text));
    }
}
