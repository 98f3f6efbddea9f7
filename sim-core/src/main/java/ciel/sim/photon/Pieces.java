package ciel.sim.photon;

/**
 * The photons of a table in pieces: each a range of one source's photons that fall within one span of time. What
 * engines share out among threads and work-items.
 *
 * @param size   pieces
 * @param source of each piece
 * @param from   its first photon
 * @param to     end of its photons (exclusive)
 * @param begin  when its span of time begins, in exposures: 0 to 1
 * @param span   how long that is, in exposures
 */
public record Pieces(int size, int[] source, long[] from, long[] to, float[] begin, float[] span) {
    /** @return one piece a source, over the whole exposure */
    public static Pieces whole(SourceTable table) {
        int size = table.size();
        Pieces pieces =
                new Pieces(size, new int[size], new long[size], new long[size], new float[size], new float[size]);
        for (int k = 0; k < size; k++) {
            pieces.source[k] = k;
            pieces.to[k] = table.photons()[k];
            pieces.span[k] = 1;
        }
        return pieces;
    }
}
