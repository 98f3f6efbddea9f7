package ciel.kernels.opencl;

import ciel.sim.photon.Pieces;
import ciel.sim.photon.SourceTable;
import java.util.Arrays;

/**
 * A range of pieces, shared out: chunks of bright pieces, one work-group each, and the photons of faint pieces one
 * after the other. Sources are counted from {@code from}.
 *
 * @param from    first source of the range
 * @param to      end of the sources (exclusive)
 * @param chunks  {@value #PIECE_INTS} ints a chunk: source, photons, first photon (low, high), bits of the begin and
 *      the span of its time
 * @param faint   the same of the faint pieces
 * @param sums    photons of the faint pieces before each, and in all at the end
 * @param next    where the next range begins: the piece after this one's last, or that one
 * @param done    photons of that piece that are in this range
 */
public record WorkList(int from, int to, int[] chunks, int[] faint, int[] sums, int next, long done) {
    public static final int PIECE_INTS = 6;
    /** Photons from which a piece has chunks of its own: enough to pay for clearing and flushing a tile. */
    static final int BRIGHT = 16_384;
    /** Photons of a chunk. */
    static final int CHUNK = 65_536;

    /** What a piece takes on the device, with its count and its sum (bytes). */
    private static final int PIECE_BYTES = 4 * PIECE_INTS + 8;

    /**
     * Lists the next range.
     *
     * @param first its first piece
     * @param done  photons of that piece that are in the ranges before
     * @param room  bytes that the list may take on the device; one piece is listed in any case
     * @param most  photons from which on a range ends, at most 2^30: bounds the time of a launch
     * @return a range that may end within the photons of its last piece
     */
    public static WorkList next(SourceTable table, Pieces pieces, int first, long done, long room, long most) {
        int sourceBytes = 8 + 4 * table.path().sourceInts() + 4 * table.path().sourceFloats();
        Lists lists = new Lists();
        int from = pieces.source()[first];
        int low = from;
        int high = from;
        int k = first;
        long total = 0;
        long bytes = 0;
        while (k < pieces.size() && total < most && bytes <= room) {
            int source = pieces.source()[k];
            int lowest = Math.min(low, source);
            int highest = Math.max(high, source);
            bytes = (highest - lowest + 1L) * sourceBytes + (lists.size() + 1L) * PIECE_BYTES;
            if (bytes > room && lists.size() > 0) {
                break;
            }
            low = lowest;
            high = highest;
            long photons = pieces.to()[k] - pieces.from()[k];
            if (photons < BRIGHT) {
                lists.addFaint(pieces, k, photons);
                total += photons;
                k++;
                continue;
            }
            while (done < photons && total < most && (bytes <= room || lists.size() == 0)) {
                int count = (int) Math.min(CHUNK, photons - done);
                lists.addChunk(pieces, k, done, count);
                done += count;
                total += count;
                bytes += PIECE_BYTES;
            }
            if (done < photons) {
                break;
            }
            done = 0;
            k++;
        }
        return lists.range(low, high + 1, k, done);
    }

    /** Two lists that grow. */
    private static final class Lists {
        private int[] chunks = new int[64 * PIECE_INTS];
        private int[] faint = new int[64 * PIECE_INTS];
        private int[] sums = new int[65];
        private int chunkCount;
        private int faintCount;

        int size() {
            return chunkCount + faintCount;
        }

        void addChunk(Pieces pieces, int k, long done, int count) {
            if (chunks.length == chunkCount * PIECE_INTS) {
                chunks = Arrays.copyOf(chunks, 2 * chunks.length);
            }
            put(chunks, chunkCount++, pieces, k, pieces.from()[k] + done, count);
        }

        void addFaint(Pieces pieces, int k, long photons) {
            if (faint.length == faintCount * PIECE_INTS) {
                faint = Arrays.copyOf(faint, 2 * faint.length);
                sums = Arrays.copyOf(sums, 2 * sums.length);
            }
            put(faint, faintCount++, pieces, k, pieces.from()[k], (int) photons);
            sums[faintCount] = sums[faintCount - 1] + (int) photons;
        }

        private static void put(int[] list, int at, Pieces pieces, int k, long photon, int count) {
            int i = at * PIECE_INTS;
            list[i] = pieces.source()[k];
            list[i + 1] = count;
            list[i + 2] = (int) photon;
            list[i + 3] = (int) (photon >>> 32);
            list[i + 4] = Float.floatToRawIntBits(pieces.begin()[k]);
            list[i + 5] = Float.floatToRawIntBits(pieces.span()[k]);
        }

        WorkList range(int from, int to, int next, long done) {
            for (int i = 0; i < chunkCount * PIECE_INTS; i += PIECE_INTS) {
                chunks[i] -= from;
            }
            for (int i = 0; i < faintCount * PIECE_INTS; i += PIECE_INTS) {
                faint[i] -= from;
            }
            return new WorkList(
                    from,
                    to,
                    Arrays.copyOf(chunks, chunkCount * PIECE_INTS),
                    Arrays.copyOf(faint, faintCount * PIECE_INTS),
                    Arrays.copyOf(sums, faintCount + 1),
                    next,
                    done);
        }
    }

    public int chunkCount() {
        return chunks.length / PIECE_INTS;
    }

    public int faintCount() {
        return faint.length / PIECE_INTS;
    }

    public int slots() {
        return sums[sums.length - 1];
    }

    public long photons() {
        long sum = slots();
        for (int i = 1; i < chunks.length; i += PIECE_INTS) {
            sum += chunks[i];
        }
        return sum;
    }
}
