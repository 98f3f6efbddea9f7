package ciel.workflow.page;

/**
 * A state of a unit as the page shows it: a colour and a glyph. The colours differ for readers with protanopia,
 * deuteranopia and tritanopia too (PaletteTest computes it after Machado, Oliveira and Fernandes 2009, table 1); nobody
 * depends on the colour, because the glyphs differ as well. The order is that of a unit's way.
 */
public enum PageState {
    /** Not yet given to a scheduler. */
    PLANNED("", "2b323b", "dfe4ea"),
    /** In a job that waits. */
    QUEUED("q", "89d1ff", "93ccff"),
    /** In a job that runs. */
    RUNNING("r", "2f70da", "2e4dc9"),
    /** Rendered, exit file and manifest read. */
    RENDERED("i", "f5ec4b", "fce618"),
    /** On its way to a destination. */
    MOVING("\u2192", "e59d00", "eb941b"),
    /** Read again at the destination, all checksums equal. */
    VERIFIED("v", "69f8c7", "64f396"),
    /** Acknowledged by every destination. */
    DONE("\u2713", "007a5a", "007a5a"),
    /** Also deleted at the render site. */
    PURGED("\u2022", "14491b", "003c40"),
    /** Every attempt used up. */
    FAILED("\u2715", "e0500f", "c8400a"),
    /** Waits for a human. */
    HELD("!", "df86c5", "c367ab"),
    /** Taken back by a human. */
    CANCELLED("\u2013", "746a84", "8ab19c");

    private static final String INK_DARK = "10151b";
    private static final String INK_LIGHT = "ffffff";

    private final String glyph;
    private final String dark;
    private final String light;

    PageState(String glyph, String dark, String light) {
        this.glyph = glyph;
        this.dark = dark;
        this.light = light;
    }

    /** @return what stands in a cell of that state */
    public String glyph() {
        return glyph;
    }

    /** @return sRGB, six hexadecimal digits, on a dark page */
    public String dark() {
        return dark;
    }

    /** @return sRGB, six hexadecimal digits, on a light page */
    public String light() {
        return light;
    }

    /** @return its letter in the feed: a for the first */
    char code() {
        return (char) ('a' + ordinal());
    }

    /** @return lower-case name */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @return black or white, sRGB: what has the higher contrast on that colour */
    static String ink(String background) {
        return contrast(background, INK_DARK) > contrast(background, INK_LIGHT) ? INK_DARK : INK_LIGHT;
    }

    /** @return contrast of two sRGB colours, 1 to 21 (WCAG 2.1) */
    static double contrast(String a, String b) {
        double high = Math.max(luminance(a), luminance(b));
        double low = Math.min(luminance(a), luminance(b));
        return (high + 0.05) / (low + 0.05);
    }

    /** @return relative luminance of an sRGB colour, 0 to 1 (WCAG 2.1) */
    static double luminance(String rgb) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(rgb.substring(2 * i, 2 * i + 2), 16) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : StrictMath.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
