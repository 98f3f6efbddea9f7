package ciel.sim.camera;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of CCD: what all detectors of a camera that are built alike share.
 *
 * @param name       such as E2V
 * @param silicon    whose silicon it is made of: absorption, diffusion, boundaries of pixels, tree rings, fringes
 * @param format     sizes
 * @param pixelMm    pitch of the pixels (mm), both axes
 * @param xReference pixel that sits at {@link Detector#xCenter}, LSST numbering (first pixel 0)
 * @param yReference pixel that sits at {@link Detector#yCenter}
 * @param barrier    whether charge cannot pass between the lower and the upper row of amplifiers
 * @param crosstalk  whether the amplifiers have the crosstalk that was measured on LSST's ITL devices
 * @param efficiency quantum efficiency
 * @param segments   of the amplifiers, in raw-file order; they tile the CCD in one or two rows
 */
public record DetectorType(
        String name,
        Vendor silicon,
        DetectorFormat format,
        double pixelMm,
        double xReference,
        double yReference,
        boolean barrier,
        boolean crosstalk,
        Curve efficiency,
        List<Segment> segments) {
    /** Pixel pitch of the LSST CCDs (mm). */
    public static final double LSST_PIXEL_MM = 0.01;

    private static final Map<Vendor, DetectorType> LSST = lsst();

    public DetectorType {
        segments = List.copyOf(segments);
    }

    /**
     * The reference pixel is the middle of an E2V, (2047.5, 2001.5). For ITL it is (2036.5, 2000.5), one pixel from
     * the middle (2035.5, 1999.5): so in lsst/obs_lsst (refpos in policy/cameraHeader.yaml), and therefore in the
     * coordinates of every LSST image.
     *
     * @return what the CCDs of the LSST camera are
     */
    public static DetectorType of(Vendor vendor) {
        return LSST.get(vendor);
    }

    private static Map<Vendor, DetectorType> lsst() {
        Map<Vendor, DetectorType> types = new EnumMap<>(Vendor.class);
        for (Vendor vendor : Vendor.values()) {
            types.put(
                    vendor,
                    new DetectorType(
                            vendor.name(),
                            vendor,
                            vendor.format(),
                            LSST_PIXEL_MM,
                            vendor == Vendor.E2V ? 2047.5 : 2036.5,
                            switch (vendor) {
                                case E2V -> 2001.5;
                                case ITL -> 2000.5;
                                case ITL_WF -> 1000.5;
                            },
                            vendor == Vendor.E2V,
                            vendor == Vendor.ITL,
                            new Curve.Packaged(vendor == Vendor.E2V ? "e2v" : "itl"),
                            segments(vendor)));
        }
        return types;
    }

    /**
     * C10 to C17 (upper half, x from left to right), then C07 to C00; a wavefront sensor is an upper half, its C17 at
     * the left. Flips (x, y) of the raw frame against the CCD: E2V C1n (yes, yes), C0n (no, no); ITL C1n (yes, yes),
     * C0n (yes, no) (lsst/obs_lsst policy/cameraHeader.yaml).
     */
    private static List<Segment> segments(Vendor vendor) {
        DetectorFormat format = vendor.format();
        boolean half = vendor == Vendor.ITL_WF;
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < (half ? Sections.SEGMENTS / 2 : Sections.SEGMENTS); i++) {
            boolean upper = i < 8;
            int column = upper ? i : 15 - i;
            int place = half ? 7 - column : column;
            segments.add(new Segment(
                    i,
                    "C" + (upper ? 1 : 0) + column,
                    format,
                    place * format.amplifierWidth(),
                    upper && !half ? format.amplifierHeight() : 0,
                    upper || vendor == Vendor.ITL,
                    upper));
        }
        return segments;
    }

    /** @return whether it is read out as the science CCDs of LSST are: 16 outputs, frames of 576 x 2048 px */
    public boolean readsLikeLsst() {
        return segments.equals(of(Vendor.E2V).segments) && barrier
                || segments.equals(of(Vendor.ITL).segments) && !barrier;
    }

    /** @return the same with another quantum efficiency */
    DetectorType withEfficiency(Curve curve) {
        return new DetectorType(
                name, silicon, format, pixelMm, xReference, yReference, barrier, crosstalk, curve, segments);
    }
}
