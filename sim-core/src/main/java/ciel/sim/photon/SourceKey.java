package ciel.sim.photon;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The 64-bit key of a source: its part of every counter. Made of what the source is, so that neither the order of a
 * catalog nor the other sources in it matter.
 */
public final class SourceKey {
    private SourceKey() {}

    /**
     * FNV-1a over the characters of the identifier, finished, with the other properties, by the mixer of SplitMix64
     * (Steele et al. 2014). The properties keep two components that share an identifier (bulge and disc) apart.
     */
    public static long of(String id, double... properties) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = mix(hash);
        for (double property : properties) {
            hash = with(hash, Double.doubleToLongBits(property + 0.0)); // -0 counts as 0
        }
        return hash;
    }

    /** @return a key of its own for something of a source: a component, a second equal line, a ring */
    public static long with(long key, long property) {
        return mix(key + 0x9E3779B97F4A7C15L ^ property);
    }

    static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /**
     * Gives equal keys keys of their own: two equal lines of a catalog are two objects with independent photons. The
     * first keeps its key, the n-th is numbered. Which of two is the first does not matter, because objects of equal
     * keys are equal.
     *
     * @param keys of all sources; changed in place
     */
    public static void makeDistinct(long[] keys) {
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        Map<Long, Integer> seen = new HashMap<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                seen.put(sorted[i], 0);
            }
        }
        if (seen.isEmpty()) {
            return;
        }
        for (int i = 0; i < keys.length; i++) {
            Integer before = seen.get(keys[i]);
            if (before != null) {
                seen.put(keys[i], before + 1);
                if (before > 0) {
                    keys[i] = with(keys[i], before.longValue());
                }
            }
        }
    }
}
