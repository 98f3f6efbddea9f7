package ciel.sim.readout;

import ciel.sim.camera.Vendor;

/**
 * Blooming: charge above the full well spills along its column.
 *
 * <p>Each contiguous run of pixels above the full well, from small to large y, is cut down to it; the excess is
 * handed to the next pixel below the run, the
 * next above, the second below, and so on, each taking what it has room for, until nothing is left. imSim's rule (its
 * {@code bleed_trails.py}), with
 * the edges mended:
 * <ul>
 * <li><b>readout edges</b> (row 0 and the top row, both makers) drain: the serial register behind them takes one full
 * well at each step, and
 *     that charge is lost. imSim drains the upper half of an E2V at the midline and not at its register.</li>
 * <li><b>midline of an E2V</b> (row 2002) is a wall, as its implant is: what cannot go one way goes the other.</li>
 * <li><b>ITL</b> columns are one piece from register to register.</li>
 * </ul>
 * Charge is conserved to the electron: what was there = what is there + what drained. In a half whose pixels are all
 * full, the drain takes the rest.
 */
public final class Bleeding {
    private Bleeding() {}

    /**
     * @param data     electrons, row-major, the whole CCD; changed in place
     * @param fullWell electrons, &gt; 0
     * @return electrons lost through the readout edges
     */
    public static long apply(int[] data, Vendor vendor, int fullWell) {
        int wall = vendor == Vendor.E2V ? vendor.height() / 2 : vendor.height();
        return apply(data, vendor.width(), vendor.height(), wall, fullWell);
    }

    /** As above for any size; {@code wall} is the first row above the wall, or {@code height} for none. */
    static long apply(int[] data, int width, int height, int wall, int fullWell) {
        boolean[] saturated = new boolean[width];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            for (int x = 0; x < width; x++) {
                saturated[x] |= data[row + x] > fullWell;
            }
        }
        long drained = 0;
        int[] column = new int[height];
        for (int x = 0; x < width; x++) {
            if (!saturated[x]) {
                continue;
            }
            for (int y = 0; y < height; y++) {
                column[y] = data[y * width + x];
            }
            drained += bleedPart(column, 0, wall, true, wall == height, fullWell);
            if (wall < height) {
                drained += bleedPart(column, wall, height, false, true, fullWell);
            }
            for (int y = 0; y < height; y++) {
                data[y * width + x] = column[y];
            }
        }
        return drained;
    }

    /** Rows from ... to - 1 of a column; an end that does not drain is a wall. */
    private static long bleedPart(
            int[] column, int from, int to, boolean drainBelow, boolean drainAbove, int fullWell) {
        long drained = 0;
        int y = from;
        while (y < to) {
            if (column[y] <= fullWell) {
                y++;
                continue;
            }
            int first = y;
            long excess = 0;
            while (y < to && column[y] > fullWell) {
                excess += column[y] - fullWell;
                column[y] = fullWell;
                y++;
            }
            drained += spill(column, from, to, first - 1, y, excess, drainBelow, drainAbove, fullWell);
        }
        return drained;
    }

    private static long spill(
            int[] column,
            int from,
            int to,
            int below,
            int above,
            long excess,
            boolean drainBelow,
            boolean drainAbove,
            int fullWell) {
        long drained = 0;
        boolean down = true;
        while (excess > 0) {
            if (below < from && above >= to) {
                // The part is full: one of its ends drains, and takes all the rest.
                return drained + excess;
            }
            int target = down ? below-- : above++;
            if (target >= from && target < to) {
                int taken = (int) Math.min(excess, Math.max(0, fullWell - column[target]));
                column[target] += taken;
                excess -= taken;
            } else if (target < from ? drainBelow : drainAbove) {
                long taken = Math.min(excess, fullWell);
                excess -= taken;
                drained += taken;
            }
            down = !down;
        }
        return drained;
    }
}
