package ciel.sim.atmosphere;

import ciel.sim.photon.Philox;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.RadialProfile;
import ciel.sim.photon.UnitVector;
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

    private static final float[] MODES = QuantileTable.of(new RadialProfile() {
        @Override
        public double radiusEnclosing(double fraction) {
            return StrictMath.sqrt(-StrictMath.log1p(-fraction));
        }

        @Override
        public double radiusOutside(double fraction) {
            return StrictMath.sqrt(-StrictMath.log(fraction));
        }
    });

    private final Philox philox;
    private final int n;
    /** modes along an axis: from -most to most */
    private final int most;
    /** 2 pi / L times the amplitude of modes (nm) by the square of their number */
    private final float[] amplitude;

    private PhaseScreens(long seed, double r0, double outerScale, double limit, int bits, boolean gradient) {
        philox = new Philox(seed, Philox.Domain.SCREENS);
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
    public static int[] make(long seed, Turbulence turbulence, double wavelength, int bits, int threads) {
        int n = 1 << bits;
        PhaseScreens screens = new PhaseScreens(
                seed, turbulence.r0(), turbulence.outerScale(), KICK / turbulence.r0At(wavelength), bits, true);
        int[] all = new int[turbulence.layers().size() * n * n];
        for (int layer = 0; layer < turbulence.layers().size(); layer++) {
            int start = layer * n * n;
            float weight =
                    (float) StrictMath.sqrt(turbulence.layers().get(layer).weight());
            screens.transform(layer, true, threads, (transform, line) -> {
                int[] packed = new int[transform.real.length];
                pack(weight, transform.real, transform.imaginary, packed);
                for (int x = 0; x < n; x += ColumnTransform.COLUMNS) {
                    turn(packed, x * ColumnTransform.COLUMNS, all, start + line * n + x, n);
                }
            });
        }
        return all;
    }

    /** Turns a square of elements: line after line to column after column, {@code apart} elements from each other. */
    private static void turn(int[] lines, int from, int[] columns, int to, int apart) {
        for (int c = 0; c < ColumnTransform.COLUMNS; c++) {
            for (int k = 0; k < ColumnTransform.COLUMNS; k++) {
                columns[to + c * apart + k] = lines[from + k * ColumnTransform.COLUMNS + c];
            }
        }
    }

    /** Makes one number of two whole ones (nm/m), each within 16 bits. */
    private static void pack(float weight, float[] u, float[] v, int[] packed) {
        for (int i = 0; i < packed.length; i++) {
            int alongU = Math.max(-32767, Math.min(32767, Math.round(weight * u[i])));
            int alongV = Math.max(-32767, Math.min(32767, Math.round(weight * v[i])));
            packed[i] = alongU & 0xFFFF | alongV << 16;
        }
    }

    /** The wavefront itself (nm) of one layer that is all of an atmosphere: for tests of its statistics. */
    static float[] wavefront(long seed, double r0, double outerScale, double limit, int bits) {
        int n = 1 << bits;
        float[] wavefront = new float[n * n];
        new PhaseScreens(seed, r0, outerScale, limit, bits, false).transform(0, false, 1, (transform, line) -> {
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

    private void transform(int layer, boolean gradient, int threads, Lines lines) {
        int columns = 2 * most + 1;
        float[][] drawn = new float[2][(most + 1) * columns];
        overBlocks(threads, most + 1, () -> i -> draw(layer, i, drawn[0], drawn[1]));
        int width = ColumnTransform.COLUMNS;
        // what the second transform takes at once, width lines of all columns, lies in one piece
        float[] real = new float[columns * n];
        float[] imaginary = new float[columns * n];
        overBlocks(threads, Math.ceilDiv(columns, width), () -> {
            ColumnTransform transform = new ColumnTransform(n);
            return block -> {
                int first = block * width;
                int count = Math.min(width, columns - first);
                Arrays.fill(transform.real, 0);
                Arrays.fill(transform.imaginary, 0);
                for (int c = 0; c < count; c++) {
                    modes(drawn[0], drawn[1], first + c - most, gradient, transform, c);
                }
                transform.run();
                for (int line = 0; line < n; line += width) {
                    int to = line * columns + first * width;
                    turn(transform.real, line * width, real, to, count);
                    turn(transform.imaginary, line * width, imaginary, to, count);
                }
            };
        });
        overBlocks(threads, n / width, () -> {
            ColumnTransform transform = new ColumnTransform(n);
            return block -> {
                spread(real, block * width * columns, transform.real);
                spread(imaginary, block * width * columns, transform.imaginary);
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

    /** Draws the modes of one number &ge; 0 along u; of i = 0 those of j &gt; 0. */
    private void draw(int layer, int i, float[] real, float[] imaginary) {
        int[] block = new int[4];
        for (int j = i == 0 ? 1 : -most; j <= most; j++) {
            int m = i * i + j * j;
            if (m > most * most) {
                continue;
            }
            philox.block(i, j, layer, 0, block);
            float radius = QuantileTable.value(MODES, 0, block[0]) * amplitude[m];
            float angle = UnitVector.angle(block[1]);
            float signed = UnitVector.signed(radius, block[1]);
            boolean swap = (block[1] & 1) != 0;
            int at = i * (2 * most + 1) + j + most;
            real[at] = signed * (swap ? UnitVector.sine(angle) : UnitVector.cosine(angle));
            imaginary[at] = signed * (swap ? UnitVector.cosine(angle) : UnitVector.sine(angle));
        }
    }

    /** Puts the modes of one number along u into a column. */
    private void modes(
            float[] real, float[] imaginary, int i, boolean gradient, ColumnTransform transform, int column) {
        for (int j = -most; j <= most; j++) {
            int m = i * i + j * j;
            if (m == 0 || m > most * most) {
                continue;
            }
            // the mode of -f is the conjugate of that of f, so that the wavefront is real
            boolean other = i < 0 || i == 0 && j < 0;
            int drawn = (other ? -i : i) * (2 * most + 1) + (other ? -j : j) + most;
            float re = real[drawn];
            float im = other ? -imaginary[drawn] : imaginary[drawn];
            int at = (j & n - 1) * ColumnTransform.COLUMNS + column;
            // i (i + i j) A: the gradient along u is the real part of what comes of it, that along v the imaginary one
            transform.real[at] = gradient ? -j * re - i * im : re;
            transform.imaginary[at] = gradient ? i * re - j * im : im;
        }
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
