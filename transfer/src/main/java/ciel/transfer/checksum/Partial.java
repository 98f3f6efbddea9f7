package ciel.transfer.checksum;

/**
 * The combinable checksums of a run of bytes.
 *
 * @param length  number of bytes, &ge; 0
 * @param adler32 of them (low 32 bits); 1 for none
 * @param crc32c  of them (low 32 bits); 0 for none
 */
public record Partial(long length, long adler32, long crc32c) {
    /** No bytes. */
    public static final Partial EMPTY = new Partial(0, 1, 0);

    /** @return that of these bytes followed by those */
    public Partial then(Partial next) {
        return new Partial(
                length + next.length,
                Combine.adler32(adler32, next.adler32, next.length),
                Combine.crc32c(crc32c, next.crc32c, next.length));
    }
}
