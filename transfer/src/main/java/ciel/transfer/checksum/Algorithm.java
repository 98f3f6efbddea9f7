package ciel.transfer.checksum;

import java.util.Locale;
import java.util.Optional;

/** Checksums the mover knows. */
public enum Algorithm {
    /** RFC 1950; eight hexadecimal digits, zero padded, the currency of Rucio and Rubin. Combinable. */
    ADLER32(8, true),
    /** Castagnoli polynomial, RFC 3720; eight hexadecimal digits. Combinable. */
    CRC32C(8, true),
    /** FIPS 180-4; 64 hexadecimal digits. */
    SHA256(64, false);

    private final int digits;
    private final boolean combinable;

    Algorithm(int digits, boolean combinable) {
        this.digits = digits;
        this.combinable = combinable;
    }

    /** @return number of hexadecimal digits */
    public int digits() {
        return digits;
    }

    /** @return whether the checksum of a whole follows from those of its parts */
    public boolean combinable() {
        return combinable;
    }

    /** @return name in manifests: lower case */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param key name in any case, with or without a dash
     * @return the algorithm, if it is known
     */
    public static Optional<Algorithm> of(String key) {
        String plain = key.replace("-", "").toUpperCase(Locale.ROOT);
        for (Algorithm a : values()) {
            if (a.name().equals(plain)) {
                return Optional.of(a);
            }
        }
        return Optional.empty();
    }
}
