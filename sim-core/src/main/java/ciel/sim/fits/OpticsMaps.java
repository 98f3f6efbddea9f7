package ciel.sim.fits;

import ciel.sim.optics.SagMap;
import ciel.sim.optics.Telescope;
import ciel.sim.optics.Wavefront;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Maps of the optics as FITS images of 64-bit numbers: optical path differences with the keywords that imSim writes, and
 * heights of surfaces.
 */
public final class OpticsMaps {
    /** Columns and rows of imSim's maps. */
    public static final int SIDE = 255;

    private OpticsMaps() {}

    /** A field angle (deg): where in the telescope's entrance pupil light comes from. */
    public record Field(double thx, double thy) {}

    /**
     * Writes one image a field angle; NaN where no light comes through.
     *
     * @param telescope  as it stands
     * @param fields     gnomonic field angles (deg) in the frame of the entrance pupil, at least one
     * @param wavelength nm
     */
    public static WrittenFile opd(
            Path target, Telescope telescope, List<Field> fields, double wavelength, WholeFile.Existing existing) {
        try (WholeFile file = WholeFile.create(target, existing)) {
            boolean first = true;
            for (Field field : fields) {
                Wavefront map = Wavefront.trace(
                        telescope,
                        StrictMath.tan(Math.toRadians(field.thx())),
                        StrictMath.tan(Math.toRadians(field.thy())),
                        wavelength,
                        SIDE);
                List<Card> cards = new ArrayList<>(image(first, SIDE));
                cards.add(new Card("UNITS", "nm", "OPD units"));
                cards.add(new Card("DX", map.step(), "[m] entrance pupil coord scale"));
                cards.add(new Card("DY", map.step(), "[m] entrance pupil coord scale"));
                cards.add(new Card("THX", field.thx(), "[deg] field angle"));
                cards.add(new Card("THY", field.thy(), "[deg] field angle"));
                cards.add(new Card("R_THX", field.thx(), "[deg] rotated field angle"));
                cards.add(new Card("R_THY", field.thy(), "[deg] rotated field angle"));
                cards.add(new Card("WAVELEN", wavelength, "[nm]"));
                cards.add(new Card("PRJCT", "gnomonic", "field angle map projection"));
                cards.add(new Card("SPH_RAD", Wavefront.SPHERE_RADIUS, "[m] reference sphere radius"));
                cards.add(new Card("SPH_REF", "chief", "reference point"));
                cards.add(new Card("EPS", Wavefront.OBSCURATION, "annular Zernike obscuration fraction"));
                cards.add(new Card("JMAX", Wavefront.MAX_NOLL, "max index of annular Zernike coefficients"));
                cards.add(new Card("TELESCOP", "LSST", ""));
                cards.add(new Card("FILTER", telescope.band().letter(), "band"));
                for (int j = 1; j <= Wavefront.MAX_NOLL; j++) {
                    cards.add(new Card(String.format(Locale.ROOT, "AZ_%03d", j), map.zernike(j), "[nm]"));
                }
                pupil(cards, map.step());
                write(file, cards, map.nanometres());
                first = false;
            }
            return file.publish();
        }
    }

    /** Writes one image a surface: its height (m) above the vertex, figure errors included. */
    public static WrittenFile sag(
            Path target, Telescope telescope, List<String> surfaces, WholeFile.Existing existing) {
        try (WholeFile file = WholeFile.create(target, existing)) {
            boolean first = true;
            for (String surface : surfaces) {
                double step = 2 * SagMap.radius(telescope, surface) / (SIDE - 1);
                List<Card> cards = new ArrayList<>(image(first, SIDE));
                cards.add(new Card("EXTNAME", surface, ""));
                cards.add(new Card("UNITS", "m", "height above the vertex"));
                cards.add(new Card("DX", step, "[m] scale"));
                cards.add(new Card("DY", step, "[m] scale"));
                cards.add(new Card("TELESCOP", "LSST", ""));
                pupil(cards, step);
                write(file, cards, SagMap.heights(telescope, surface, SIDE));
                first = false;
            }
            return file.publish();
        }
    }

    private static List<Card> image(boolean first, int side) {
        List<Card> cards = new ArrayList<>();
        cards.add(
                first
                        ? new Card("SIMPLE", true, "conforms to FITS standard")
                        : new Card("XTENSION", "IMAGE", "image extension"));
        cards.add(new Card("BITPIX", -64, "array data type"));
        cards.add(new Card("NAXIS", 2, "number of array dimensions"));
        cards.add(new Card("NAXIS1", side, ""));
        cards.add(new Card("NAXIS2", side, ""));
        if (first) {
            cards.add(new Card("EXTEND", true, ""));
        } else {
            cards.add(new Card("PCOUNT", 0, "number of parameters"));
            cards.add(new Card("GCOUNT", 1, "number of groups"));
        }
        return cards;
    }

    private static void pupil(List<Card> cards, double step) {
        double middle = (SIDE + 1) / 2.0;
        cards.add(new Card("CRPIX1", middle, "x = 0"));
        cards.add(new Card("CRPIX2", middle, "y = 0"));
        cards.add(new Card("CRVAL1", 0.0, "[m]"));
        cards.add(new Card("CRVAL2", 0.0, "[m]"));
        cards.add(new Card("CD1_1", step, ""));
        cards.add(new Card("CD1_2", 0.0, ""));
        cards.add(new Card("CD2_1", 0.0, ""));
        cards.add(new Card("CD2_2", step, ""));
    }

    private static void write(WholeFile file, List<Card> cards, double[] values) {
        int length = values.length * Double.BYTES;
        byte[] bytes = new byte[length + FitsBlock.padding(length)];
        ByteBuffer.wrap(bytes).asDoubleBuffer().put(values);
        file.write(FitsBlock.header(cards, FitsBlock.sum(bytes, 0, bytes.length)));
        file.write(bytes, 0, bytes.length);
    }
}
