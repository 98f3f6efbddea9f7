package ciel.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that are shorter than the indices of the passes are refused before a photon is shot. */
class TableBoundsTest {
    private static final int[] NO_EDGES = {};

    private static PhotonPath path(int bins) {
        List<PhotonStep> steps =
                List.of(new Wavelength(new int[bins]), new Spread(new float[QuantileTable.STRIDE]), new Pixels());
        return new PhotonPath(steps);
    }

    private static SourceTable table(int spectrum, int profile) {
        PhotonPath path = path(SourceTable.BINS);
        int[] ints = new int[path.sourceInts()];
        ints[SourceTable.I_KIND] = SourceKind.RADIAL.code();
        ints[SourceTable.I_SPECTRUM] = spectrum;
        ints[SourceTable.I_TABLE] = profile;
        return new SourceTable(
                1,
                8,
                8,
                1,
                new long[1],
                new long[] {1},
                ints,
                new float[path.sourceFloats()],
                path,
                new float[2 * QuantileTable.STRIDE],
                new float[0],
                new int[0],
                new int[2 * SourceTable.BINS]);
    }

    @Test
    void wavelengthBinsOfAPath_mustAllBeThere() {
        assertDoesNotThrow(() -> TableBounds.check(path(SourceTable.BINS), NO_EDGES));
        assertThrows(IndexOutOfBoundsException.class, () -> TableBounds.check(path(SourceTable.BINS - 1), NO_EDGES));
    }

    @Test
    void spectrumAndProfileOfASource_mustLieWithinTheTables() {
        assertDoesNotThrow(() -> TableBounds.check(table(SourceTable.BINS, QuantileTable.STRIDE), 0));
        for (int wrong : new int[] {-1, 1}) {
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> TableBounds.check(table(wrong < 0 ? -1 : SourceTable.BINS + 1, 0), 0));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> TableBounds.check(table(0, wrong < 0 ? -1 : QuantileTable.STRIDE + 1), 0));
        }
    }
}
