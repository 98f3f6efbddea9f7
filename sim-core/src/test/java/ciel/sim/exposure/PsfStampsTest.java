package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.fits.PsfStamp;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PsfStampsTest {
    private static final Visit VISIT = new Visit(1, 0, Band.R, 150, -30, 20, 0, 66.4, 0, 60750.15, 30, 0.7, 1, 9);
    private static final double ELECTRONS = 20_000;
    private static final double ARCSEC = 0.2;

    private static List<PsfStamp> draw(int threads, int places, PsfStamp.Grid grid, Settings settings) {
        return PsfStamps.draw(
                new PsfStamps.Request(
                        VISIT,
                        settings,
                        List.of(
                                settings.camera().detector("R22_S11"),
                                settings.camera().detector("R30_S02")),
                        places,
                        grid,
                        ELECTRONS,
                        "scalar",
                        OptionalInt.empty(),
                        OptionalInt.of(threads)),
                (name, device, each, note) -> new ScalarEngine(each),
                RenderListener.SILENT);
    }

    private static Settings gaussian(String... more) {
        return Rendering.settings(List.of("psf.model=gaussian", "psf.fwhm=0.9", "psf.chromatic=false"), more);
    }

    @Test
    void aGaussianHasItsSizeAndItsLight() {
        List<PsfStamp> stamps = draw(2, 2, new PsfStamp.Grid(41, 5), gaussian());
        assertEquals(8, stamps.size());
        double size = 0;
        double light = 0;
        for (PsfStamp stamp : stamps) {
            size += stamp.fwhm(ARCSEC) / stamps.size();
            light += stamp.electrons() / stamps.size();
            // five times 4/3 sigma/sqrt(N), which is 0.018 px: the weight leaves out most of the light far from the
            // middle
            assertEquals(0, stamp.shape().x(), 0.09);
            assertEquals(0, stamp.shape().y(), 0.09);
        }
        // an adaptive size is good to 1/sqrt(2 N): 0.2 % of eight stars; the plate scale changes by as much over the
        // field
        assertEquals(0.9, size, 0.9 * 0.008);
        // the mirror's hole takes 0.4 %, and the other detector sees 4 % less behind its edge of the field
        assertEquals(ELECTRONS, light, 0.03 * ELECTRONS);
    }

    @Test
    void partsOfPixelsAddUpToThePixelsOfTheImage() {
        Settings full =
                gaussian("optics.rays=true", "optics.vanes=true", "sensor.silicon=true", "optics.dispersion=true");
        List<PsfStamp> whole = draw(1, 2, new PsfStamp.Grid(15, 1), full);
        List<PsfStamp> parts = draw(2, 2, new PsfStamp.Grid(15, 3), full);
        for (int k = 0; k < whole.size(); k++) {
            float[] sums = new float[15 * 15];
            for (int p = 0; p < 45 * 45; p++) {
                sums[p / 45 / 3 * 15 + p % 45 / 3] += parts.get(k).pixels()[p];
            }
            assertArrayEquals(whole.get(k).pixels(), sums, "star " + k);
        }
    }

    @Test
    void aBrightStarIsWiderWhereItsChargeMovesThePixels() {
        Settings still = gaussian("sensor.silicon=true");
        Settings moved = gaussian("sensor.silicon=true", "sensor.brighter_fatter=true");
        double before = sizeOfBright(still);
        double after = sizeOfBright(moved);
        assertTrue(after > 1.005 * before, before + " and " + after + " arcsec");
    }

    private static double sizeOfBright(Settings settings) {
        return PsfStamps.draw(
                        new PsfStamps.Request(
                                VISIT,
                                settings,
                                List.of(settings.camera().middle()),
                                1,
                                new PsfStamp.Grid(41, 1),
                                1e6,
                                "scalar",
                                OptionalInt.empty(),
                                OptionalInt.of(2)),
                        (name, device, each, note) -> new ScalarEngine(each),
                        RenderListener.SILENT)
                .getFirst()
                .fwhm(ARCSEC);
    }

    @Test
    void stampsThatOverlapOrAreTooManyAreRefused() {
        InputException overlap =
                assertThrows(InputException.class, () -> draw(1, 100, new PsfStamp.Grid(41, 1), gaussian()));
        assertTrue(overlap.getMessage().contains("40 px apart"), overlap.getMessage());
        InputException many =
                assertThrows(InputException.class, () -> draw(1, 50, new PsfStamp.Grid(41, 32), gaussian()));
        assertTrue(many.getMessage().contains("the limit is"), many.getMessage());
    }
}
