package ciel.app;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How far a long piece of work is: a bar that is redrawn where a person watches, a line now and then elsewhere,
 * nothing with --quiet.
 * {@link #advance} may be called from any thread and costs a few nanoseconds; drawing is done by a thread of its own.
 * Close it before data are printed.
 */
public final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 30_000_000_000L;
    private static final double STEP = 0.25;
    private static final int BAR = 20;
    private static final int WIDTH = 79;

    /** What is counted. */
    public enum Unit {
        PHOTONS("photons", new String[] {"", " k", " M", " G", " T"}),
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
    private final LongSupplier clock;
    private final LongAdder done = new LongAdder();
    private final Rate rate = new Rate();
    private Thread drawer;
    private String label = "";
    private Unit unit = Unit.PHOTONS;
    private long total;
    private long begun;
    private long lastLine;
    private double nextStep;
    private int drawn;

    private Progress(PrintStream err, Style style, LongSupplier clock) {
        this.err = err;
        this.style = style;
        this.clock = clock;
    }

    /** @return a progress that draws by itself @param quiet draw nothing */
    public static Progress on(Terminal terminal, boolean quiet) {
        return new Progress(
                terminal.err(), quiet ? Style.SILENT : terminal.errIsTty() ? Style.BAR : Style.LINES, System::nanoTime);
    }

    /** @return a progress whose clock (ns) and {@link #tick} are the caller's */
    static Progress driven(Terminal terminal, LongSupplier clock) {
        return new Progress(terminal.err(), terminal.errIsTty() ? Style.BAR : Style.LINES, clock);
    }

    /** Begins to draw. @param what a word or two, such as R22_S11 @param total how much there is in all, &ge; 0 */
    public synchronized void begin(String what, Unit counted, long totalAmount) {
        reset(what, counted, totalAmount);
        if (style != Style.SILENT && drawer == null) {
            drawer = Thread.ofPlatform().daemon().name("progress").start(this::draw);
        }
    }

    /** As {@link #begin}, without a thread: the caller ticks. */
    synchronized void reset(String what, Unit counted, long totalAmount) {
        label = what;
        unit = counted;
        total = totalAmount;
        done.reset();
        begun = clock.getAsLong();
        lastLine = begun;
        nextStep = STEP;
        rate.restart(begun);
    }

    /** @param totalAmount how much there is in all, as it is known now, &ge; 0 */
    public synchronized void expect(long totalAmount) {
        total = totalAmount;
    }

    /** @param amount how much more is done */
    public void advance(long amount) {
        done.add(amount);
    }

    /** @param what what is being done now */
    public synchronized void label(String what) {
        label = what;
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
        if (style == Style.BAR) {
            String line = line(now, amount);
            String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
            err.print("\r" + cut + " ".repeat(Math.max(0, drawn - cut.length())));
            err.flush();
            drawn = cut.length();
        } else if (style == Style.LINES
                && (now - lastLine >= LINE_NANOS || total > 0 && amount < total && amount >= nextStep * total)) {
            err.println(line(now, amount));
            lastLine = now;
            while (total > 0 && amount >= nextStep * total) {
                nextStep += STEP;
            }
        }
    }

    private String line(long now, long amount) {
        double seconds = (now - begun) * 1e-9;
        double perSecond = rate.perSecond();
        StringBuilder text = new StringBuilder(label.isEmpty() ? "" : label + " ");
        if (total > 0) {
            double fraction = Math.min(1, (double) amount / total);
            int full = (int) (fraction * BAR);
            if (style == Style.BAR) {
                text.append('[')
                        .append("#".repeat(full))
                        .append(".".repeat(BAR - full))
                        .append("] ");
            }
            text.append(String.format(Locale.ROOT, "%3.0f%% ", 100 * fraction));
        }
        text.append(unit == Unit.FILES && total > 0 ? amount + "/" + total + " files" : unit.quantity(amount));
        text.append(", ").append(unit.rate(perSecond));
        if (total > amount && perSecond > 0) {
            text.append(", ").append(duration((total - amount) / perSecond)).append(" left");
        } else {
            text.append(", ").append(duration(seconds));
        }
        return text.toString();
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
            err.print("\r" + " ".repeat(drawn) + "\r");
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

    /**
     * Amount per second, smoothed over the last ten seconds or so, so that "time left" follows a change of pace
     * without jumping.
     * Before that it is the mean since the beginning.
     */
    private static final class Rate {
        private static final double MEMORY_SECONDS = 10;
        private long lastTime;
        private long lastAmount;
        private double weight;
        private double smoothed;

        void restart(long now) {
            lastTime = now;
            lastAmount = 0;
            weight = 0;
            smoothed = 0;
        }

        void sample(long now, long amount) {
            double seconds = (now - lastTime) * 1e-9;
            if (seconds <= 0) {
                return;
            }
            // exponentially weighted mean with the weight of the missing past divided out
            double keep = Math.exp(-seconds / MEMORY_SECONDS);
            smoothed = keep * smoothed + (1 - keep) * (amount - lastAmount) / seconds;
            weight = keep * weight + (1 - keep);
            lastTime = now;
            lastAmount = amount;
        }

        double perSecond() {
            return weight > 0 ? smoothed / weight : 0;
        }
    }
}
