package ciel.sim.skycatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.catalog.Dust;
import ciel.sim.spectrum.BaselineBand;
import ciel.sim.spectrum.Sed;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TophatTest {
    @Test
    void binsThatNoCameraSeesMakeNoDifferenceToTheLastBit() {
        Random random = new Random(4);
        double[] edges = new double[31];
        edges[0] = 10;
        for (int i = 1; i < edges.length; i++) {
            edges[i] = edges[i - 1] * 1.19;
        }
        Tophat tophat = new Tophat(edges);
        int fewest = tophat.bins();
        for (int run = 0; run < 200; run++) {
            double z = random.nextDouble(-0.1, 4);
            float[] values = new float[tophat.bins()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            int kept = tophat.reaching(z);
            fewest = Math.min(fewest, kept);
            BaselineBand band = new BaselineBand(Band.values()[run % Band.values().length]);
            assertEquals(flux(band, tophat, values, z), flux(band, tophat, Arrays.copyOf(values, kept), z));
            if (kept > 2) {
                assertTrue(flux(new BaselineBand(Band.Y), tophat, Arrays.copyOf(values, kept - 2), z)
                        < flux(new BaselineBand(Band.Y), tophat, values, z));
            }
        }
        assertTrue(fewest < 20, fewest + " bins kept");
    }

    private static double flux(BaselineBand band, Tophat tophat, float[] values, double z) {
        var samples = tophat.row(values, 1, 1).samples();
        return band.flux(Sed.absolute("spectrum", samples.nm(), samples.value()), z, Dust.NONE);
    }
}
