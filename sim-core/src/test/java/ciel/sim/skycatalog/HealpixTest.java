package ciel.sim.skycatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealpixTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 32, 64, 256})
    void theMiddleOfAPixelIsInIt(int nside) {
        Healpix healpix = new Healpix(nside);
        double[] at = new double[2];
        long step = Math.max(1, healpix.pixels() / 5000);
        for (long pixel = 0; pixel < healpix.pixels(); pixel += step) {
            healpix.middle(pixel, at);
            assertEquals(pixel, healpix.pixel(at[0], at[1]), "nside " + nside);
        }
    }

    @Test
    void everyPlaceIsNearTheMiddleOfItsPixel() {
        Random random = new Random(2);
        Healpix healpix = new Healpix(32);
        double[] at = new double[2];
        for (int i = 0; i < 100_000; i++) {
            double ra = 360 * random.nextDouble();
            double dec = Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
            healpix.middle(healpix.pixel(ra, dec), at);
            assertTrue(ciel.sim.catalog.Footprint.cone(at[0], at[1], healpix.radius())
                    .mayContain(ra, dec));
        }
    }

    /** Places of public catalogs and their files' pixels (LSSTDESC/skyCatalogs, ci_sample). */
    @Test
    void knownPixels() {
        Healpix healpix = new Healpix(32);
        assertEquals(9556, healpix.pixel(55.9944705, -33.1805499));
        assertEquals(9557, healpix.pixel(58.484068129372055, -34.774670013168446));
        assertEquals(9683, healpix.pixel(54.37190839773204, -35.83690691982822));
    }

    @Test
    void trianglesOfGaia() {
        assertTrue(Htm.mayTouch(131072, 7, 0.2723, -0.1386, 0));
        assertTrue(!Htm.mayTouch(131072, 7, 180, 30, 1));
        assertTrue(!Htm.mayTouch(5, 7, 0, 0, 180));
    }
}
