package ciel.sim.photon;

/**
 * The 64-bit key of a source: its part of every counter. Made of what the source is, so that neither the order of a
 * catalog nor the other sources in it matter.
 */
public final class SourceKey {
    private SourceKey() {}

    /**
     * FNV-1a over the characters of the identifier, finished, with the other properties, by the mixer of SplitMix64
     * (Steele et al. 2014). The properties keep two
     * components that share an identifier (bulge and disc) apart.
     */
    public static long of(String id, double... properties) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = mix(hash);
        for (double property : properties) {
            hash = mix(hash + 0x9E3779B97F4A7C15L ^ Double.doubleToLongBits(property));
        }
        return hash;
    }

    static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
