package ciel.sim.camera;

import java.util.ArrayList;
import java.util.List;

/**
 * The 16 segments of a CCD, 8 of a wavefront sensor, and the way between CCD pixels and raw frames, per maker.
 * Raw-file order is C10 to C17, then C07 to C00. C1n lie in the upper half, n from left to right;
 * a wavefront sensor is an upper half, its C17 at the left.
 * Flips (x, y) of the raw frame against the CCD: E2V C1n (yes, yes), C0n (no, no); ITL C1n (yes, yes), C0n (yes, no)
 * (lsst/obs_lsst policy/cameraHeader.yaml).
 */
public final class Sections {
    /** Columns of a raw frame, pre- and overscan included (px). */
    public static final int RAW_WIDTH = 576;

    /** Rows of a raw frame, overscan included (px). */
    public static final int RAW_HEIGHT = 2048;

    /** Amplifiers of a science CCD, the most that there are. */
    public static final int SEGMENTS = 16;

    private static final Sections E2V = new Sections(Vendor.E2V);
    private static final Sections ITL = new Sections(Vendor.ITL);
    private static final Sections ITL_WF = new Sections(Vendor.ITL_WF);

    private final Vendor vendor;
    private final List<Segment> segments;

    private Sections(Vendor vendor) {
        this.vendor = vendor;
        List<Segment> list = new ArrayList<>();
        boolean half = vendor == Vendor.ITL_WF;
        for (int i = 0; i < (half ? SEGMENTS / 2 : SEGMENTS); i++) {
            boolean upper = i < 8;
            int column = upper ? i : 15 - i;
            int place = half ? 7 - column : column;
            boolean flippedX = upper || vendor == Vendor.ITL;
            list.add(new Segment(
                    i,
                    "C" + (upper ? 1 : 0) + column,
                    vendor,
                    place * vendor.amplifierWidth(),
                    upper && !half ? vendor.amplifierHeight() : 0,
                    flippedX,
                    upper));
        }
        segments = List.copyOf(list);
    }

    /** @return the sections of a maker's CCDs */
    public static Sections of(Vendor vendor) {
        return switch (vendor) {
            case E2V -> E2V;
            case ITL -> ITL;
            case ITL_WF -> ITL_WF;
        };
    }

    /** @return the sections of a CCD */
    public static Sections of(Detector detector) {
        return of(detector.vendor());
    }

    /** @return the segments in raw-file order */
    public List<Segment> segments() {
        return segments;
    }

    /**
     * @param x CCD column, from 0
     * @param y CCD row, from 0
     * @return the segment that reads this pixel
     * @throws IndexOutOfBoundsException off the CCD
     */
    public Segment at(int x, int y) {
        if (x < 0 || x >= vendor.width() || y < 0 || y >= vendor.height()) {
            throw new IndexOutOfBoundsException("pixel (" + x + ", " + y + ") is off the CCD of " + vendor.width()
                    + " x " + vendor.height() + " px");
        }
        int column = x / vendor.amplifierWidth();
        return segments.get(
                vendor == Vendor.ITL_WF ? 7 - column : y >= vendor.amplifierHeight() ? column : 15 - column);
    }
}
