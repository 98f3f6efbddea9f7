package ciel.sim.atmosphere;

import ciel.sim.photon.Philox;
import ciel.sim.photon.Screens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Makes the screens of an atmosphere: the gradients of each layer's wavefront on a periodic grid.
 *
 * <p>Gaussian modes with the spectrum of von Karman (wavefront (500 nm)^2 0.00058 r0^(-5/3) (f^2 + L0^-2)^(-11/6), f in
 * cycles/m; Noll 1976, Winker 1991) are drawn in Fourier space up to f = {@value #KICK} / r0 at the effective
 * wavelength; what is above is left to {@link SecondKick}. Both gradients come from one complex transform: the one along
 * u is its real part, the one along v the imaginary. The modes of a layer depend on the seed alone, so that the same
 * seed gives the same screens on any machine and any number of threads.
 */
public final class PhaseScreens {
    /** Boundary between screens and second kick, in cycles per r0 at the effective wavelength. */
    public static final double KICK = 0.2;
    /** Distance of nodes (m). */
    public static final double CELL = 0.2;
    /** Nodes along a side are 2^BITS. */
    public static final int BITS = 12;
    /** Kolmogorov's constant of the phase spectrum in cycles/m, over (2 pi)^2. */
    private static final double CONSTANT = 0.00058;

    private final int key0;
    private final int key1;
    private final ScreenLoops loops;
    private final int n;
    /** modes along an axis: from -most to most */
    private final int most;
    /** 2 pi / L times the amplitude of modes (nm) by the square of their number */
    private final float[] amplitude;

    private PhaseScreens(
            ScreenLoops loops, long seed, double r0, double outerScale, double limit, int bits, boolean gradient) {
        this.loops = loops;
        key0 = Philox.key0(seed);
        key1 = Philox.key1(seed, Philox.Domain.SCREENS);
        n = 1 << bits;
        double side = n * CELL;
        most = (int) Math.min(n / 2 - 1, StrictMath.floor(limit * side));
        amplitude = new float[most * most + 1];
        double scale = Turbulence.REFERENCE * StrictMath.sqrt(CONSTANT) * StrictMath.pow(r0, -5.0 / 6) / side;
        double factor = gradient ? 2 * StrictMath.PI / side : 1;
        for (int m = 1; m < amplitude.length; m++) {
            double f2 = m / (side * side) + 1 / (outerScale * outerScale);
            amplitude[m] = (float) (factor * scale * StrictMath.exp(-11.0 / 12 * StrictMath.log(f2)));
        }
    }

    /**
     * @param seed       exposure seed
     * @param wavelength effective wavelength of the band (nm)
     * @param bits       nodes along a side are 2^bits, bits even
     * @param threads    &ge; 1
     * @return gradients of all layers, one after the other, as {@link ciel.sim.photon.Screens} takes them
     */
    public static int[] make(
            ScreenLoops loops, long seed, Turbulence turbulence, double wavelength, int bits, int threads) {
        int n = 1 << bits;
        double limit = KICK / turbulence.r0At(wavelength);
        PhaseScreens screens =
                new PhaseScreens(loops, seed, turbulence.r0(), turbulence.outerScale(), limit, bits, true);
        Room room = screens.new Room();
        int[] all = new int[turbulence.layers().size() * n * n];
        for (int layer = 0; layer < turbulence.layers().size(); layer++) {
            int start = layer * n * n;
            float weight =
                    (float) StrictMath.sqrt(turbulence.layers().get(layer).weight());
            screens.transform(
                    room,
                    layer,
                    true,
                    threads,
                    (transform, line) -> loops.pack(
                            weight, transform.real, transform.imaginary, all, start + Screens.node(0, line, 0, bits)));
        }
        return all;
    }

    /** The wavefront itself (nm) of one layer that is all of an atmosphere: for tests of its statistics. */
    static float[] wavefront(long seed, double r0, double outerScale, double limit, int bits) {
        int n = 1 << bits;
        float[] wavefront = new float[n * n];
        PhaseScreens screens = new PhaseScreens(PlainScreenLoops.INSTANCE, seed, r0, outerScale, limit, bits, false);
        screens.transform(screens.new Room(), 0, false, 1, (transform, line) -> {
            for (int x = 0; x < n; x++) {
                for (int c = 0; c < ColumnTransform.COLUMNS; c++) {
                    wavefront[(line + c) * n + x] = transform.real[x * ColumnTransform.COLUMNS + c];
                }
            }
        });
        return wavefront;
    }

    /** Takes {@link ColumnTransform#COLUMNS} lines of a layer: element x of line {@code line + c} is element x of column c. */
    private interface Lines {
        void take(ColumnTransform transform, int line);
    }

    /** What one layer after the other is made in. */
    private final class Room {
        /** modes (i, j): j from -most to most, then i from 0 to most */
        final float[] drawnReal = new float[(2 * most + 1) * (most + 1)];

        final float[] drawnImaginary = new float[drawnReal.length];
        /** what the second transform takes at once, some lines of all columns, lies in one piece */
        final float[] real = new float[(2 * most + 1) * n];

        final float[] imaginary = new float[real.length];
    }

    private void transform(Room room, int layer, boolean gradient, int threads, Lines lines) {
        int columns = 2 * most + 1;
        overBlocks(threads, most + 1, () -> {
            float[] row = new float[most + 1];
            float[] re = new float[most + 1];
            float[] im = new float[most + 1];
            return j -> draw(room, layer, j, row, re, im);
        });
        int width = ColumnTransform.COLUMNS;
        overBlocks(threads, Math.ceilDiv(columns, width), () -> {
            ColumnTransform transform = new ColumnTransform(n, loops);
            return block -> {
                int first = block * width;
                int count = Math.min(width, columns - first);
                Arrays.fill(transform.real, 0);
                Arrays.fill(transform.imaginary, 0);
                for (int j = -most; j <= most; j++) {
                    modes(room, first - most, count, j, gradient, transform);
                }
                transform.run();
                for (int line = 0; line < n; line += width) {
                    int to = line * columns + first * width;
                    turn(transform.real, line * width, room.real, to, count);
                    turn(transform.imaginary, line * width, room.imaginary, to, count);
                }
            };
        });
        overBlocks(threads, n / width, () -> {
            ColumnTransform transform = new ColumnTransform(n, loops);
            return block -> {
                spread(room.real, block * width * columns, transform.real);
                spread(room.imaginary, block * width * columns, transform.imaginary);
                transform.run();
                lines.take(transform, block * width);
            };
        });
    }

    /** Turns a square of elements: line after line to column after column. */
    private static void turn(float[] lines, int from, float[] columns, int to, int count) {
        for (int c = 0; c < count; c++) {
            for (int k = 0; k < ColumnTransform.COLUMNS; k++) {
                columns[to + c * ColumnTransform.COLUMNS + k] = lines[from + k * ColumnTransform.COLUMNS + c];
            }
        }
    }

    /** Puts the modes -most to most of an axis to their places: those below 0 at its end, 0 between the two. */
    private void spread(float[] modes, int from, float[] axis) {
        int width = ColumnTransform.COLUMNS;
        System.arraycopy(modes, from, axis, (n - most) * width, most * width);
        System.arraycopy(modes, from + most * width, axis, 0, (most + 1) * width);
        Arrays.fill(axis, (most + 1) * width, (n - most) * width, 0);
    }

    /** @return modes along u, from 0, that there are beside one along v */
    private int beside(int j) {
        return (int) Math.sqrt((double) most * most - (double) j * j) + 1;
    }

    /** Draws the modes of one number &ge; 0 along v and of its negative. */
    private void draw(Room room, int layer, int j, float[] row, float[] re, float[] im) {
        int count = beside(j);
        for (int i = 0; i < count; i++) {
            row[i] = amplitude[i * i + j * j];
        }
        for (int sign = 1; sign >= (j == 0 ? 1 : -1); sign -= 2) {
            loops.modes(key0, key1, sign * j, layer, row, count, re, im);
            int to = (sign * j + most) * (most + 1);
            System.arraycopy(re, 0, room.drawnReal, to, count);
            System.arraycopy(im, 0, room.drawnImaginary, to, count);
        }
    }

    /**
     * Puts modes of one number along v into columns.
     *
     * @param i0 number along u of the first column
     */
    private void modes(Room room, int i0, int count, int j, boolean gradient, ColumnTransform transform) {
        int beside = beside(j) - 1;
        int to = (j & n - 1) * ColumnTransform.COLUMNS - i0;
        int end = Math.min(i0 + count, beside + 1);
        int positive = j > 0 ? 0 : 1; // i = 0 and j < 0 is the conjugate of -j, and i = j = 0 there is not
        int drawn = (j + most) * (most + 1);
        for (int i = Math.max(i0, positive); i < end; i++) {
            put(room.drawnReal[drawn + i], room.drawnImaginary[drawn + i], i, j, gradient, transform, to + i);
        }
        // the mode of -f is the conjugate of that of f, so that the wavefront is real
        drawn = (most - j) * (most + 1);
        end = Math.min(end, j == 0 ? 0 : positive);
        for (int i = Math.max(i0, -beside); i < end; i++) {
            put(room.drawnReal[drawn - i], -room.drawnImaginary[drawn - i], i, j, gradient, transform, to + i);
        }
    }

    private static void put(float re, float im, int i, int j, boolean gradient, ColumnTransform transform, int at) {
        // i (i + i j) A: the gradient along u is the real part of what comes of it, that along v the imaginary one
        transform.real[at] = gradient ? -j * re - i * im : re;
        transform.imaginary[at] = gradient ? i * re - j * im : im;
    }

    /** @param work makes what a thread does with each block */
    private static void overBlocks(int threads, int blocks, Supplier<IntConsumer> work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable run = () -> {
            try {
                IntConsumer block = work.get();
                for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
                    block.accept(b);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int k = 1; k < Math.min(threads, blocks); k++) {
            others.add(Thread.ofPlatform().name("screens-" + k).start(run));
        }
        run.run();
        boolean interrupted = false;
        for (Thread other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("screens could not be made: " + failure.get(), failure.get());
        }
    }
}
