package ciel.kernels.opencl;

import ciel.sim.photon.SourceTable;
import java.util.Arrays;

/**
 * The photons of a range of sources, shared out: chunks of bright sources, one work-group each, and the photons of
 * faint sources one after the other.
 *
 * @param from        first source of the range
 * @param to          end of the range (exclusive)
 * @param chunkSource source of each chunk, from 0 at {@code from}
 * @param chunkPhoton its first photon
 * @param chunkCount  its photons
 * @param faint       the faint sources, from 0 at {@code from}
 * @param sums        photons of the faint sources before each, and in all at the end
 */
record WorkList(int from, int to, int[] chunkSource, long[] chunkPhoton, int[] chunkCount, int[] faint, int[] sums) {
    /** Photons from which a source has chunks of its own: enough to pay for clearing and flushing a tile. */
    static final int BRIGHT = 16_384;
    /** Photons of a chunk. */
    static final int CHUNK = 65_536;
    /** What a source and a chunk take on the device, with their counts (bytes). */
    private static final int SOURCE_BYTES = 8 + 4 * SourceTable.INTS + 4 * SourceTable.FLOATS + 12;

    private static final int CHUNK_BYTES = 20;

    /**
     * Lists the next range.
     *
     * @param from      its first source
     * @param fromPhoton that source's first photon
     * @param room      bytes that the list may take on the device; one source, or one chunk, is listed in any case
     * @param most      photons from which on a range ends, at most 2^30: bounds the time of a launch
     * @return a range that may end within the photons of its last source
     */
    static WorkList next(SourceTable batch, int from, long fromPhoton, long room, long most) {
        int chunks = 0;
        int[] chunkSource = new int[256];
        long[] chunkPhoton = new long[256];
        int[] chunkCount = new int[256];
        int[] faint = new int[256];
        int[] sums = new int[257];
        int faints = 0;
        long total = 0;
        long faintTotal = 0;
        int source = from;
        long photon = fromPhoton;
        while (source < batch.size()
                && total < most
                && (source == from
                        || (long) (source - from + 1) * SOURCE_BYTES + (long) chunks * CHUNK_BYTES <= room)) {
            long photons = batch.photons()[source];
            if (photons < BRIGHT) {
                if (faints == faint.length) {
                    faint = Arrays.copyOf(faint, 2 * faints);
                    sums = Arrays.copyOf(sums, 2 * faints + 1);
                }
                faint[faints++] = source - from;
                faintTotal += photons;
                sums[faints] = (int) faintTotal;
                total += photons;
                source++;
                photon = 0;
                continue;
            }
            while (photon < photons
                    && total < most
                    && (chunks == 0
                            || (long) (source - from + 1) * SOURCE_BYTES + (chunks + 1L) * CHUNK_BYTES <= room)) {
                if (chunks == chunkSource.length) {
                    chunkSource = Arrays.copyOf(chunkSource, 2 * chunks);
                    chunkPhoton = Arrays.copyOf(chunkPhoton, 2 * chunks);
                    chunkCount = Arrays.copyOf(chunkCount, 2 * chunks);
                }
                int count = (int) Math.min(CHUNK, photons - photon);
                chunkSource[chunks] = source - from;
                chunkPhoton[chunks] = photon;
                chunkCount[chunks++] = count;
                photon += count;
                total += count;
            }
            if (photon < photons) {
                break;
            }
            source++;
            photon = 0;
        }
        int to = photon > 0 ? source + 1 : source;
        return new WorkList(
                from,
                to,
                Arrays.copyOf(chunkSource, chunks),
                Arrays.copyOf(chunkPhoton, chunks),
                Arrays.copyOf(chunkCount, chunks),
                Arrays.copyOf(faint, faints),
                Arrays.copyOf(sums, faints + 1));
    }

    /** @return where the next range begins: the first source that is not finished */
    int nextSource(SourceTable batch) {
        return to > from && unfinished(batch) ? to - 1 : to;
    }

    /** @return the first photon of the next range's first source */
    long nextPhoton(SourceTable batch) {
        return to > from && unfinished(batch)
                ? chunkPhoton[chunkPhoton.length - 1] + chunkCount[chunkCount.length - 1]
                : 0;
    }

    private boolean unfinished(SourceTable batch) {
        int last = chunkSource.length - 1;
        return last >= 0
                && chunkSource[last] == to - 1 - from
                && chunkPhoton[last] + chunkCount[last] < batch.photons()[to - 1];
    }

    int slots() {
        return sums[sums.length - 1];
    }

    long photons() {
        long sum = slots();
        for (int count : chunkCount) {
            sum += count;
        }
        return sum;
    }
}
