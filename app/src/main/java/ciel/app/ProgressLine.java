package ciel.app;

import java.util.Locale;

/**
 * One line that says how far a piece of work is, in as many characters as there are. Where the room is short it leaves
 * out, in this order: half of the bar, the rate, the detail, the amount, the bar, the end of the label.
 *
 * @param label    what is being done, may be empty
 * @param fraction done, 0 to 1; NaN where the total is not known
 * @param amount   such as "100 M photons"
 * @param detail   more, such as "8 lanes"; may be empty
 * @param rate     such as "10.0 M/s"; may be empty
 * @param time     such as "30 s left"
 */
record ProgressLine(String label, double fraction, String amount, String detail, String rate, String time) {
    private static final int BAR = 20;
    private static final int SHORT_BAR = 10;
    private static final int LEAST_LABEL = 4;

    /** @return the line, without a bar */
    String plain() {
        return text(label, 0, true, true, true);
    }

    /** @param width most characters, &ge; 1 @return a line that fits */
    String within(int width) {
        String[] shorter = {
            text(label, BAR, true, true, true),
            text(label, SHORT_BAR, true, true, true),
            text(label, SHORT_BAR, true, true, false),
            text(label, SHORT_BAR, true, false, false),
            text(label, SHORT_BAR, false, false, false),
            text(label, 0, false, false, false)
        };
        for (String line : shorter) {
            if (line.length() <= width) {
                return line;
            }
        }
        String last = shorter[shorter.length - 1];
        int room = label.length() - (last.length() - width);
        String cut = room >= LEAST_LABEL
                ? text(label.substring(0, room - 1) + "~", 0, false, false, false)
                : text("", 0, false, false, false);
        return cut.length() <= width ? cut : cut.substring(0, width);
    }

    private String text(String what, int bar, boolean withAmount, boolean withDetail, boolean withRate) {
        StringBuilder text = new StringBuilder(what.isEmpty() ? "" : what + " ");
        boolean known = !Double.isNaN(fraction);
        if (known && bar > 0) {
            int full = (int) (fraction * bar);
            text.append('[')
                    .append("#".repeat(full))
                    .append(".".repeat(bar - full))
                    .append("] ");
        }
        if (known) {
            text.append(String.format(Locale.ROOT, "%3.0f%%", Math.floor(100 * fraction)));
        }
        String separator = known ? " " : "";
        // without a total there is nothing else that tells how far it is
        if (withAmount || !known) {
            text.append(separator).append(amount);
            separator = ", ";
        } else {
            separator = ", ";
        }
        if (withDetail && !detail.isEmpty()) {
            text.append(separator).append(detail);
        }
        if (withRate && !rate.isEmpty()) {
            text.append(separator).append(rate);
        }
        return text.append(separator).append(time).toString();
    }
}
