package ciel.sim.fits;

import ciel.sim.camera.Segment;
import ciel.sim.optics.WcsKeyword;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The world coordinates of a whole CCD as header cards (TAN-SIP: CTYPEi, CRPIXi, CRVALi, CUNITi, CDi_j, A_p_q, B_p_q,
 * AP_p_q, BP_p_q),
 * in FITS pixels: the centre of the first pixel is 1.0.
 *
 * @param cards in the order in which they are written
 */
public record WcsHeader(List<Card> cards) {
    /** No world coordinates: bias, dark, or a scene given in pixels. */
    public static final WcsHeader NONE = new WcsHeader(List.of());

    private static final Pattern CD = Pattern.compile("CD[12]_([12])");
    private static final Pattern SIP = Pattern.compile("(AP?|BP?)_(\\d)_(\\d)");

    /** Adds RADESYS ICRS where there are coordinates without it. */
    public WcsHeader {
        List<Card> all = new ArrayList<>(cards);
        if (!cards.isEmpty() && cards.stream().noneMatch(card -> card.key().equals("RADESYS"))) {
            all.addFirst(new Card("RADESYS", "ICRS", "frame of the coordinates"));
        }
        cards = List.copyOf(all);
    }

    /** @return the header of a fitted world coordinate system */
    public static WcsHeader of(List<WcsKeyword> keywords) {
        return new WcsHeader(keywords.stream()
                .map(keyword -> new Card(keyword.key(), keyword.value(), keyword.comment()))
                .toList());
    }

    /**
     * @return the coordinates of one raw frame: of its own pixels as read out, with prescan and flips. (imSim leaves
     * the prescan out.)
     */
    public WcsHeader of(Segment segment) {
        int signX = segment.flippedX() ? -1 : 1;
        int signY = segment.flippedY() ? -1 : 1;
        // Raw FITS pixel 1 is raw column 0, and lies on CCD column ccdX(0), which is FITS pixel ccdX(0) + 1.
        return mapped(signX, segment.ccdX(0) + 1 - signX, signY, segment.ccdY(0) + 1 - signY);
    }

    /**
     * The same coordinates for an image whose pixels are laid out as {@code x = signX * x' + offsetX}, {@code y =
     * signY * y' + offsetY},
     * where x, y are pixels of the CCD and x', y' those of the new image. With u = x - CRPIX, u' = signX u: the
     * linear terms change sign
     * with the axis they multiply, and the polynomial terms as signX^p signY^q, once more for the axis that they
     * correct
     * (Shupe et al. 2005, eq. 1 to 3).
     *
     * @param signX   +1 or -1
     * @param offsetX px
     * @param signY   +1 or -1
     * @param offsetY px
     */
    WcsHeader mapped(int signX, double offsetX, int signY, double offsetY) {
        List<Card> out = new ArrayList<>(cards.size());
        for (Card card : cards) {
            Matcher cd = CD.matcher(card.key());
            Matcher sip = SIP.matcher(card.key());
            if (card.key().equals("CRPIX1")) {
                out.add(with(card, signX * (number(card) - offsetX)));
            } else if (card.key().equals("CRPIX2")) {
                out.add(with(card, signY * (number(card) - offsetY)));
            } else if (cd.matches()) {
                out.add(with(card, (cd.group(1).equals("1") ? signX : signY) * number(card)));
            } else if (sip.matches()) {
                int axis = sip.group(1).startsWith("A") ? signX : signY;
                out.add(with(card, axis * power(signX, sip.group(2)) * power(signY, sip.group(3)) * number(card)));
            } else {
                out.add(card);
            }
        }
        return new WcsHeader(out);
    }

    /**
     * @return direction of north in the image, counterclockwise from up (deg); NaN where there are no coordinates or
     *      east does not lie to its left
     */
    public double north() {
        double[] cd = new double[4];
        int found = 0;
        for (Card card : cards) {
            Matcher matcher = CD.matcher(card.key());
            if (matcher.matches()) {
                cd[(card.key().charAt(2) - '1') * 2 + card.key().charAt(4) - '1'] = number(card);
                found++;
            }
        }
        double determinant = cd[0] * cd[3] - cd[1] * cd[2];
        if (found < cd.length || !(determinant < 0)) {
            return Double.NaN;
        }
        // pixels for a step (0, 1) on the sky, by the inverse of CD
        return Math.toDegrees(StrictMath.atan2(cd[1] / determinant, cd[0] / determinant));
    }

    private static int power(int sign, String exponent) {
        return exponent.charAt(0) % 2 == 0 ? 1 : sign;
    }

    private static double number(Card card) {
        return ((Number) card.value()).doubleValue();
    }

    private static Card with(Card card, double value) {
        return new Card(card.key(), value + 0.0, card.comment());
    }
}
