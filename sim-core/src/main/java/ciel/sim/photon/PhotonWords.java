package ciel.sim.photon;

/**
 * Which random words a photon takes. Fixed for each kind of batch, whatever happens to the photon.
 *
 * <table><caption>Words of photon i</caption>
 * <tr><th></th><th>point spread function: radius, direction</th><th>wavelength, acceptance</th><th>profile: first,
 * second</th></tr>
 * <tr><td>monochromatic, point</td><td>block i / 2, words 0, 1 (i even) or 2, 3 (i odd)</td><td>-</td><td>-</td></tr>
 * <tr><td>monochromatic, extended</td><td>block i, words 0, 1</td><td>-</td><td>block i, words 2, 3</td></tr>
 * <tr><td>chromatic</td><td>block i, words 0, 1</td><td>block i, words 2, 3</td><td>block i of draw 1, words 0,
 * 1</td></tr>
 * </table>
 * Block b of draw d has the counter (b low, key low, key high, d | b high &lt;&lt; 8). Draws from 2 on are free for
 * what comes later (pupil, time, sensor).
 */
public final class PhotonWords {
    private PhotonWords() {}

    /** @return fourth counter word of a block */
    public static int counter3(long block, int draw) {
        return draw | (int) (block >>> 32) << 8;
    }
}
