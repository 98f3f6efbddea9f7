package ciel.benchmarks;

import ciel.kernels.opencl.OpenClEngine;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.Crosstalk;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels of an OpenCL device, warm. The score is wall milliseconds an exposure, with lists, transfers and
 * tables; {@code deviceNanos} over {@code amount} is the device's own
 * clock for one photon or pixel (JMH sums both over a run), and a line after each iteration says what that is a
 * second. The device's electrons and ADU are compared
 * with the scalar engine's first.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh DeviceBenchmark
 * benchmarks/jmh.sh DeviceBenchmark -p device=1 -p kernel=STAR,SERSIC -p photons=1000000000
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xmx3g"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class DeviceBenchmark {
    /** What is timed. */
    public enum Kernel {
        STAR,
        SERSIC,
        STAR_CHROMATIC,
        SERSIC_CHROMATIC,
        FAINT,
        SKY,
        READOUT
    }

    /** What the device's own clock says. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Events {
        /** photons or pixels */
        public long amount;

        public long deviceNanos;
    }

    /** of those that ciel engines lists */
    @Param("0")
    private int device;

    @Param
    private Kernel kernel;

    /** of an exposure; a GPU wants more */
    @Param("10000000")
    private long photons;

    private OpenClEngine engine;
    private DetectorExposure exposure;
    private long amount;
    private long amounts;
    private double seconds;

    @Setup
    public void prepare() {
        engine = OpenClEngine.open(device, OpenClEngine.Options.DEFAULT);
        Detector detector = Camera.lsst().detector("R22_S11");
        int pixels = Scenes.WIDTH * Scenes.HEIGHT;
        SourceTable dark = Scenes.batch(Scenes.Kind.FAINT, 0, 100);
        switch (kernel) {
            case SKY -> {
                amount = pixels;
                exposure = DetectorExposure.of(
                        dark,
                        SkyParameters.of(
                                detector,
                                SkyGradient.flat(800),
                                r -> Vignetting.lsst().at(r),
                                1));
                check(exposure, null);
            }
            case READOUT -> {
                amount = pixels;
                Readout readout = new Readout(
                        detector,
                        ReadoutSettings.DEFAULT.withCrosstalk(new Crosstalk(Camera.crosstalk(detector))),
                        30,
                        1);
                exposure = new DetectorExposure(dark, null, PixelCharge.NONE, readout.parameters(), false);
                check(exposure, readout);
            }
            case STAR, SERSIC, STAR_CHROMATIC, SERSIC_CHROMATIC, FAINT -> {
                Scenes.Kind kind = Scenes.Kind.valueOf(kernel.name());
                check(DetectorExposure.of(Scenes.batch(kind, 100_000, 100), null), null);
                exposure = DetectorExposure.of(Scenes.batch(kind, photons, 100), null);
                amount = exposure.photons().totalPhotons();
            }
        }
    }

    /** @throws IllegalStateException unless the device has the scalar engine's bits */
    private void check(DetectorExposure some, Readout readout) {
        DetectorImage image = engine.expose(some, PhotonEngine.PhotonProgress.NONE);
        DetectorImage expected = new ScalarEngine(1).expose(some, PhotonEngine.PhotonProgress.NONE);
        boolean same = image.electrons() == expected.electrons()
                && Arrays.equals(image.realized(), expected.realized())
                && (image.charge() == null
                        || Arrays.equals(
                                image.charge().data(), expected.charge().data()));
        if (readout != null) {
            List<int[]> segments = readout.readAll(expected.charge().data()).stream()
                    .map(output -> output.pixels())
                    .toList();
            same &= image.segments() != null && Arrays.deepEquals(segments.toArray(int[][]::new), image.segments());
        }
        if (!same) {
            throw new IllegalStateException(
                    engine.device().name() + " differs from the scalar engine on " + kernel + ": it is not timed");
        }
    }

    @Benchmark
    public DetectorImage expose(Events events) {
        double before = engine.deviceUse().orElseThrow().seconds();
        DetectorImage image = engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
        double took = engine.deviceUse().orElseThrow().seconds() - before;
        events.amount += amount;
        events.deviceNanos += Math.round(took * 1e9);
        amounts += amount;
        seconds += took;
        return image;
    }

    @TearDown(Level.Iteration)
    public void say() {
        System.out.printf("%n%s: %.3e a second of device time%n", kernel, amounts / seconds);
        amounts = 0;
        seconds = 0;
    }

    @TearDown
    public void close() {
        engine.close();
    }
}
