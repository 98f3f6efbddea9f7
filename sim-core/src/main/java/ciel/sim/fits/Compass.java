package ciel.sim.fits;

/** North, east and a scale in the lower left corner of a picture of the sky. */
final class Compass {
    private static final int LIGHT = 230;
    private static final int SHADE = 0;
    private static final int MARGIN = 14;
    private static final int[] LENGTHS_ARCMIN = {60, 30, 20, 10, 5, 2, 1};

    private Compass() {}

    /**
     * @param canvas       where they are drawn
     * @param bottom       rows of the picture above its caption
     * @param north        direction of north, counterclockwise from up (deg); NaN: the scale alone
     * @param arcminPerPx  scale of the picture
     */
    static void draw(Canvas canvas, int bottom, double north, double arcminPerPx) {
        int most = Math.min(canvas.width(), bottom) / 4;
        int baseline = bottom - MARGIN;
        for (int length : LENGTHS_ARCMIN) {
            int px = (int) Math.rint(length / arcminPerPx);
            if (px <= most) {
                canvas.fill(MARGIN - 1, baseline - 4, px + 2, 5, SHADE);
                canvas.fill(MARGIN, baseline - 3, px, 3, LIGHT);
                label(canvas, length == 60 ? "1 deg" : length + "'", MARGIN + px + 8, baseline - 9);
                break;
            }
        }
        if (Double.isNaN(north)) {
            return;
        }
        int arm = Math.clamp(most / 3, 16, 60);
        int x = MARGIN + arm + 14;
        int y = baseline - arm - 36;
        arrow(canvas, x, y, arm, north, "N");
        // The sky is seen from inside: east is a quarter turn counterclockwise from north.
        arrow(canvas, x, y, arm, north + 90, "E");
    }

    private static void arrow(Canvas canvas, int x, int y, int length, double angle, String name) {
        double dx = -StrictMath.sin(Math.toRadians(angle));
        double dy = -StrictMath.cos(Math.toRadians(angle));
        for (int width = 2; width >= 1; width--) {
            for (int i = 0; i <= 2 * length; i++) {
                int px = (int) Math.rint(x + dx * i / 2);
                int py = (int) Math.rint(y + dy * i / 2);
                canvas.fill(px - width, py - width, 2 * width + 1, 2 * width + 1, width == 2 ? SHADE : LIGHT);
            }
        }
        int letterX = (int) Math.rint(x + dx * (length + 13)) - DotFont.WIDTH;
        int letterY = (int) Math.rint(y + dy * (length + 13)) - DotFont.HEIGHT;
        label(canvas, name, letterX, letterY);
    }

    private static void label(Canvas canvas, String text, int x, int y) {
        for (int dx = -1; dx <= 1; dx++) {
            for (int dy = -1; dy <= 1; dy++) {
                canvas.text(text, x + dx, y + dy, 2, SHADE);
            }
        }
        canvas.text(text, x, y, 2, LIGHT);
    }
}
