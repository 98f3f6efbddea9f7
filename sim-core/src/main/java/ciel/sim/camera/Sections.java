package ciel.sim.camera;

import java.util.List;

/** The segments of a CCD, and which of them reads a pixel. */
public final class Sections {
    /** Columns of a raw frame of LSST, pre- and overscan included (px). */
    public static final int RAW_WIDTH = 576;

    /** Rows of a raw frame of LSST, overscan included (px). */
    public static final int RAW_HEIGHT = 2048;

    /** Amplifiers of a science CCD of LSST. */
    public static final int SEGMENTS = 16;

    private final DetectorFormat format;
    private final List<Segment> segments;
    private final Segment[][] places;

    private Sections(DetectorType type) {
        format = type.format();
        segments = type.segments();
        places = new Segment[format.height() / format.amplifierHeight()][format.width() / format.amplifierWidth()];
        for (Segment segment : segments) {
            places[segment.y0() / format.amplifierHeight()][segment.x0() / format.amplifierWidth()] = segment;
        }
    }

    /** @return the sections of a kind of CCD */
    public static Sections of(DetectorType type) {
        return new Sections(type);
    }

    /** @return the sections of LSST's CCDs by a maker */
    public static Sections of(Vendor vendor) {
        return of(DetectorType.of(vendor));
    }

    /** @return the sections of a CCD */
    public static Sections of(Detector detector) {
        return of(detector.type());
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
        if (x < 0 || x >= format.width() || y < 0 || y >= format.height()) {
            throw new IndexOutOfBoundsException("pixel (" + x + ", " + y + ") is off the CCD of " + format.width()
                    + " x " + format.height() + " px");
        }
        return places[y / format.amplifierHeight()][x / format.amplifierWidth()];
    }
}
