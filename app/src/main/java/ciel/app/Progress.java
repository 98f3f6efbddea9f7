package ciel.app;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How far a long piece of work is: a bar that is drawn again and again where a person watches, a line now and then
 * elsewhere, nothing with --quiet. The bar fits the terminal, down to 40 columns, and is made of plain characters: no
 * escape sequences, no colours.
 *
 * <p>The time left is that of all the work, and never rises: where the work turns out longer than was thought, the time
 * so far stands in its place until the estimate has come down again.
 *
 * <p>{@link #advance} may be called from any thread and costs a few nanoseconds; drawing is done by a thread of its own.
 * Close it before data are printed.
 */
public final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 30_000_000_000L;
    private static final double STEP = 0.25;
    /** The estimate of the time left may be this much above what was shown before it is taken for a surprise. */
    private static final double SURPRISE = 1.5;

    private static final double SURPRISE_SECONDS = 5;
    /** Before, a rate says little. */
    private static final double FIRST_ESTIMATE_SECONDS = 1;

    /** What is counted. */
    public enum Unit {
        PHOTONS("photons", new String[] {"", " k", " M", " G", " T"}),
        OBJECTS("objects", new String[] {"", " k", " M", " G"}),
        BYTES("B", new String[] {" ", " k", " M", " G", " T"}),
        FILES("files", new String[] {""});

        private final String name;
        private final String[] prefixes;

        Unit(String name, String[] prefixes) {
            this.name = name;
            this.prefixes = prefixes;
        }

        /** @return such as "12.3 M photons", "4.00 GB", "17 files" */
        String quantity(double amount) {
            return scaled(amount) + (this == BYTES ? "" : " ") + name;
        }

        /** @return such as "12.3 M/s", "4.00 GB/s", "17/s" */
        String rate(double perSecond) {
            return scaled(perSecond) + (this == BYTES ? name : "") + "/s";
        }

        private String scaled(double amount) {
            int i = 0;
            double scaled = amount;
            while (scaled >= 1000 && i < prefixes.length - 1) {
                scaled /= 1000;
                i++;
            }
            String number = i == 0 || scaled >= 100 ? "%.0f" : scaled >= 10 ? "%.1f" : "%.2f";
            return String.format(Locale.ROOT, number, scaled) + prefixes[i];
        }
    }

    private enum Style {
        SILENT,
        LINES,
        BAR
    }

    private final PrintStream err;
    private final Style style;
    private final IntSupplier columns;
    private final LongSupplier clock;
    private final LongAdder done = new LongAdder();
    private final LongAdder workDone = new LongAdder();
    private final SmoothRate rate = new SmoothRate();
    private final SmoothRate workRate = new SmoothRate();
    private Thread drawer;
    private String label = "";
    private String detail = "";
    private Unit unit = Unit.PHOTONS;
    private boolean preparing;
    private long total;
    private long workTotal;
    private double shownFraction;
    private double shownLeft;
    private long begun;
    private long lastLine;
    private double nextStep;
    private int drawn;

    private Progress(Terminal terminal, Style style, LongSupplier clock) {
        this.err = terminal.err();
        this.columns = terminal.columns();
        this.style = style;
        this.clock = clock;
    }

    private static Style style(Terminal terminal) {
        return terminal.errIsTty() ? Style.BAR : Style.LINES;
    }

    /** @return a progress that draws by itself @param quiet draw nothing */
    public static Progress on(Terminal terminal, boolean quiet) {
        return new Progress(terminal, quiet ? Style.SILENT : style(terminal), System::nanoTime);
    }

    /** @return a progress whose clock (ns) and {@link #tick} are the caller's */
    static Progress driven(Terminal terminal, LongSupplier clock) {
        return new Progress(terminal, style(terminal), clock);
    }

    /**
     * Begins to draw. May be called again for the next piece of work.
     *
     * @param what        a word or two, such as R22_S11
     * @param counted     unit of the amounts
     * @param totalAmount how much there is in all; 0: not known
     */
    public synchronized void begin(String what, Unit counted, long totalAmount) {
        reset(what, counted, totalAmount);
        draws();
    }

    /**
     * As {@link #begin}, for what comes before the work itself: no time left is shown, since what follows is not known
     * yet, and without a terminal only what takes half a minute or more is reported.
     */
    public synchronized void prepare(String what, Unit counted, long totalAmount) {
        reset(what, counted, totalAmount);
        preparing = true;
        draws();
    }

    private void draws() {
        if (style != Style.SILENT && drawer == null) {
            drawer = Thread.ofPlatform().daemon().name("progress").start(this::draw);
        }
    }

    /** As {@link #begin}, without a thread: the caller ticks. */
    synchronized void reset(String what, Unit counted, long totalAmount) {
        label = what;
        detail = "";
        unit = counted;
        preparing = false;
        total = totalAmount;
        workTotal = 0;
        done.reset();
        workDone.reset();
        begun = clock.getAsLong();
        lastLine = begun;
        nextStep = STEP;
        shownFraction = 0;
        shownLeft = Double.POSITIVE_INFINITY;
        rate.restart(begun);
        workRate.restart(begun);
    }

    /** @param totalAmount how much there is in all, as it is known now, &ge; 0 */
    public synchronized void expect(long totalAmount) {
        total = totalAmount;
    }

    /** @param amount how much more is done */
    public void advance(long amount) {
        done.add(amount);
    }

    /** @param amount how much is done in all; to be called by one thread alone, which does not {@link #advance} */
    public synchronized void at(long amount) {
        done.add(amount - done.sum());
    }

    /**
     * From now on percent and time left are those of the whole work, of which the counted amount is only a part.
     *
     * @param totalWork all of it, in any unit that goes with the time it takes; 0: the counted amount is the work
     */
    public synchronized void expectWork(long totalWork) {
        workTotal = totalWork;
    }

    /** @param amount how much more of the whole work is done, in the unit of {@link #expectWork} */
    public void advanceWork(long amount) {
        workDone.add(amount);
    }

    /** @param what what is being done now */
    public synchronized void label(String what) {
        label = what;
    }

    /** @param text something short that stands behind the amount, such as "8 lanes"; empty for nothing */
    public synchronized void detail(String text) {
        detail = text;
    }

    /** Prints a line above the bar. */
    public synchronized void note(String text) {
        if (style != Style.SILENT) {
            wipe();
            err.println(text);
        }
    }

    private void draw() {
        try {
            while (true) {
                Thread.sleep(REDRAW_NANOS / 1_000_000);
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Draws what is due. */
    synchronized void tick() {
        long now = clock.getAsLong();
        long amount = done.sum();
        rate.sample(now, amount);
        workRate.sample(now, workDone.sum());
        double fraction = fraction(amount);
        if (style == Style.BAR) {
            // one column less than there are: a terminal wraps when the last one is written
            int width = Math.max(1, columns.getAsInt() - 1);
            String text = line(now, amount, fraction).within(width);
            err.print("\r" + text + " ".repeat(Math.max(0, Math.min(drawn, width) - text.length())));
            err.flush();
            drawn = text.length();
        } else if (style == Style.LINES
                && (now - lastLine >= LINE_NANOS || !preparing && fraction < 1 && fraction >= nextStep)) {
            err.println(line(now, amount, fraction).plain());
            lastLine = now;
            while (fraction >= nextStep) {
                nextStep += STEP;
            }
        }
    }

    /** @return of the work that is done, 0 to 1, never less than was shown; NaN where the total is not known */
    private double fraction(long amount) {
        if (total <= 0 && workTotal <= 0) {
            return Double.NaN;
        }
        double now = workTotal > 0 ? (double) workDone.sum() / workTotal : (double) amount / total;
        shownFraction = Math.max(shownFraction, Math.min(1, now));
        return shownFraction;
    }

    private ProgressLine line(long now, long amount, double fraction) {
        String counted = unit == Unit.FILES && total > 0 ? amount + "/" + total + " files" : unit.quantity(amount);
        return new ProgressLine(label, fraction, counted, detail, unit.rate(rate.perSecond()), time(now, amount));
    }

    private String time(long now, long amount) {
        double left = workTotal > 0
                ? (workTotal - workDone.sum()) / workRate.perSecond()
                : total > 0 ? (total - amount) / rate.perSecond() : Double.NaN;
        double soFar = (now - begun) * 1e-9;
        boolean known = left > 0 && left < Double.POSITIVE_INFINITY && soFar >= FIRST_ESTIMATE_SECONDS;
        if (preparing || !known || left > SURPRISE * shownLeft + SURPRISE_SECONDS) {
            return duration(soFar) + " so far";
        }
        shownLeft = Math.min(shownLeft, left);
        return duration(shownLeft) + " left";
    }

    /** @return such as 7 s, 3:05, 2:00:00 */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    private void wipe() {
        if (drawn > 0) {
            int blank = Math.max(1, Math.min(drawn, columns.getAsInt() - 1));
            err.print("\r" + " ".repeat(blank) + "\r");
            drawn = 0;
        }
    }

    /** Ends the drawing and wipes the bar. */
    @Override
    public synchronized void close() {
        if (drawer != null) {
            drawer.interrupt();
            drawer = null;
        }
        wipe();
        err.flush();
    }
}
