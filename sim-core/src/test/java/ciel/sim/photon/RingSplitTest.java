package ciel.sim.photon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A bright source's photons by rings: every word once, every photon once, counts as independent photons have them. */
class RingSplitTest {
    private static final long SEED = 3;

    /** Each 32-bit word belongs to one ring of a source, and its share of words is its share of photons. */
    @Test
    void ringsOfAPoint_cutTheWordsIntoPieces() {
        List<RingSplit.Share> shares = RingSplit.of(10_000_000, SEED, 7, false);
        double words = 0;
        long photons = 0;
        for (RingSplit.Share share : shares) {
            Ring ring = share.ring();
            assertEquals(0, ring.spreadFree() & ring.spreadGiven(), ring + ": a bit is free or given");
            assertEquals(-1, ring.profileFree());
            double part = Math.scalb(1.0, Integer.bitCount(ring.spreadFree()) - 32);
            words += part;
            photons += share.photons();
            double expected = part * 10_000_000;
            assertEquals(expected, share.photons(), 4.5 * Math.sqrt(expected * (1 - part)), ring.toString());
        }
        assertEquals(1, words);
        assertEquals(10_000_000, photons);
        for (int word :
                new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x80001234, 0xC0000000, 0xA0000000}) {
            long owners = shares.stream()
                    .map(RingSplit.Share::ring)
                    .filter(ring -> (word & ~ring.spreadFree()) == ring.spreadGiven())
                    .count();
            assertEquals(1, owners, Integer.toHexString(word));
        }
    }

    @Test
    void ringsOfARadialProfile_coverBothWords() {
        double words = 0;
        long photons = 0;
        Set<Integer> codes = new HashSet<>();
        for (RingSplit.Share share : RingSplit.of(3_000_000, SEED, 7, true)) {
            Ring ring = share.ring();
            words += Math.scalb(1.0, Integer.bitCount(ring.spreadFree()) + Integer.bitCount(ring.profileFree()) - 64);
            photons += share.photons();
            assertTrue(codes.add(ring.code()), "each ring has numbers of its own");
            assertTrue(ring.code() < 1 << 14);
        }
        assertEquals(1, words);
        assertEquals(3_000_000, photons);
        assertTrue(codes.size() > 30, codes.size() + " rings");
    }

    @Test
    void aFaintSourceIsWhole_asItAlwaysWas() {
        assertEquals(
                List.of(new RingSplit.Share(Ring.ALL, RingSplit.BRIGHT - 1)),
                RingSplit.of(RingSplit.BRIGHT - 1, SEED, 7, true));
        assertEquals(0, Ring.ALL.firstPhoton());
        assertEquals(-1, Ring.ALL.spreadFree());
        assertEquals(0, Ring.ALL.spreadGiven());
    }

    /** A ring's largest radius is that of the outermost word that it may hold, and rings follow one another outwards. */
    @Test
    void radiiGrowFromRingToRing() {
        float[] table = QuantileTable.of(new SersicProfile(1));
        double last = 0;
        List<RingSplit.Share> shares = new ArrayList<>(RingSplit.of(1L << 30, SEED, 7, false));
        for (RingSplit.Share share : shares) {
            Ring ring = share.ring();
            double radius = ring.spreadRadius(table, 0);
            assertTrue(radius > last, ring + " reaches to " + radius);
            for (int bits : new int[] {0, 0x0F0F0F0F, 0x55555555, -1, 1}) {
                float r = QuantileTable.value(table, 0, bits & ring.spreadFree() | ring.spreadGiven());
                assertTrue(r <= radius && r >= last * (1 - 1e-4), ring + " holds radius " + r);
            }
            last = radius;
        }
        assertEquals(Ring.ALL.spreadRadius(table, 0), last, 1e-9);
    }

    /** Over many sources the counts of two rings vary and vary together as a multinomial distribution has it. */
    @Test
    void countsOfRings_haveTheCovarianceOfIndependentPhotons() {
        int sources = 4000;
        long n = 100_000;
        double a = 0.25;
        double b = 0.125;
        double aa = 0;
        double ab = 0;
        for (int key = 0; key < sources; key++) {
            List<RingSplit.Share> shares = RingSplit.of(n, SEED, SourceKey.of("s" + key), false);
            double second = shares.get(1).photons() - a * n;
            double third = shares.get(2).photons() - b * n;
            aa += second * second / sources;
            ab += second * third / sources;
        }
        double variance = n * a * (1 - a);
        assertEquals(variance, aa, 4.5 * variance * Math.sqrt(2.0 / sources));
        assertEquals(-n * a * b, ab, 4.5 * variance * Math.sqrt(1.0 / sources));
    }
}
