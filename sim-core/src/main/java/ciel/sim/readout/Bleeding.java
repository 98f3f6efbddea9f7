package ciel.sim.readout;

import ciel.sim.camera.DetectorFormat;
import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Sections;

/**
 * Blooming: charge above the full well spills along its column. The full well is that of the output which reads the
 * pixel.
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
     * @param fullWell electrons, &gt; 0, of each output in raw-file order
     * @return electrons lost through the readout edges
     */
    public static long apply(int[] data, DetectorType type, int[] fullWell) {
        DetectorFormat format = type.format();
        int width = format.width();
        int height = format.height();
        Sections sections = Sections.of(type);
        int[] lower = new int[width];
        int[] upper = new int[width];
        for (int x = 0; x < width; x++) {
            lower[x] = fullWell[sections.at(x, 0).index()];
            upper[x] = fullWell[sections.at(x, height - 1).index()];
        }
        return apply(data, width, height, format.amplifierHeight(), type.barrier(), lower, upper);
    }

    /**
     * As above for any size.
     *
     * @param middle first row of the upper outputs
     * @param wall   whether charge cannot pass between the rows below the middle and those above
     * @param lower  full well of each column below the middle
     * @param upper  the same above
     */
    static long apply(int[] data, int width, int height, int middle, boolean wall, int[] lower, int[] upper) {
        boolean[] saturated = new boolean[width];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            int[] wells = y < middle ? lower : upper;
            for (int x = 0; x < width; x++) {
                saturated[x] |= data[row + x] > wells[x];
            }
        }
        long drained = 0;
        int[] charge = new int[height];
        for (int x = 0; x < width; x++) {
            if (!saturated[x]) {
                continue;
            }
            for (int y = 0; y < height; y++) {
                charge[y] = data[y * width + x];
            }
            Column column = new Column(charge, middle, lower[x], upper[x]);
            if (wall) {
                drained += column.bleed(0, middle, true, false);
                drained += column.bleed(middle, height, false, true);
            } else {
                drained += column.bleed(0, height, true, true);
            }
            for (int y = 0; y < height; y++) {
                data[y * width + x] = charge[y];
            }
        }
        return drained;
    }

    /** The charge of one column, and what its pixels hold. */
    private record Column(int[] charge, int middle, int lower, int upper) {
        int well(int y) {
            return y < middle ? lower : upper;
        }

        /** Rows from ... to - 1; an end that does not drain is a wall. */
        long bleed(int from, int to, boolean drainBelow, boolean drainAbove) {
            long drained = 0;
            int y = from;
            while (y < to) {
                if (charge[y] <= well(y)) {
                    y++;
                    continue;
                }
                int first = y;
                long excess = 0;
                while (y < to && charge[y] > well(y)) {
                    excess += charge[y] - well(y);
                    charge[y] = well(y);
                    y++;
                }
                drained += spill(from, to, first - 1, y, excess, drainBelow, drainAbove);
            }
            return drained;
        }

        private long spill(
                int from, int to, int below, int above, long excess, boolean drainBelow, boolean drainAbove) {
            long drained = 0;
            boolean down = true;
            while (excess > 0) {
                if (below < from && above >= to) {
                    // The part is full: one of its ends drains, and takes all the rest.
                    return drained + excess;
                }
                int target = down ? below-- : above++;
                if (target >= from && target < to) {
                    int taken = (int) Math.min(excess, Math.max(0, well(target) - charge[target]));
                    charge[target] += taken;
                    excess -= taken;
                } else if (target < from ? drainBelow : drainAbove) {
                    long taken = Math.min(excess, target < from ? lower : upper);
                    excess -= taken;
                    drained += taken;
                }
                down = !down;
            }
            return drained;
        }
    }
}
