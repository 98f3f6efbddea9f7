package ciel.sim.engine;

/**
 * How a thread lays out the charge that it collects: in rows, as a {@link ciel.sim.photon.ChargeMap}, or in square
 * tiles. Rows of 4096 pixels lie a multiple of 4 kB apart, so that all pixels of a column share one set of each cache and
 * the low bits of their addresses; the photons of a galaxy, which fall on 50 rows, then take 6 ns each to be counted
 * where they take 0.4 ns in tiles of 16 x 16.
 *
 * <p>Pixel (column, line) is at
 * {@code ((line >> bits) * across + (column >> bits)) << 2 bits | (line & mask) << bits | column & mask}, which is
 * {@code line * width + column} for bits = 0.
 *
 * @param width  pixels along x
 * @param height pixels along y
 * @param bits   2^bits is the side of a tile (px); 0 for rows
 */
public record ChargeTiles(int width, int height, int bits) {
    /** @return tiles along x */
    public int across() {
        return width + mask() >> bits;
    }

    /** @return side of a tile - 1 */
    public int mask() {
        return (1 << bits) - 1;
    }

    /** @return pixels in all, those of tiles that overhang the detector included */
    int length() {
        return Math.multiplyExact(across(), height + mask() >> bits) << 2 * bits;
    }

    /** @return where a pixel's charge is */
    int index(int column, int line) {
        return (line >> bits) * across() + (column >> bits) << 2 * bits | (line & mask()) << bits | column & mask();
    }
}
