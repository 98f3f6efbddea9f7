package ciel.benchmarks;

import ciel.sim.camera.Camera;
import ciel.sim.engine.CpuEngine;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.ChargeMap;
import ciel.sim.readout.Background;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Pixels per microsecond of the sky of one CCD (Poisson, with vignetting) on one thread; compared with the
 * specification in {@link Background} first.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh SkyBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-Xmx2g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SkyBenchmark {
    private static final int PIXELS = Scenes.WIDTH * Scenes.HEIGHT;

    @Param({"vector", "scalar"})
    private String engine;

    /** e-/px */
    @Param({"800", "8"})
    private double level;

    private CpuEngine opened;
    private SkyParameters sky;
    private ChargeMap map;

    @Setup
    public void prepare() {
        opened = Scenes.engine(engine);
        sky = SkyParameters.of(
                Camera.lsst().detector("R22_S11"),
                SkyGradient.flat(level),
                r -> Vignetting.lsst().at(r),
                1);
        map = new ChargeMap(Scenes.WIDTH, Scenes.HEIGHT);
        ChargeMap expected = new ChargeMap(Scenes.WIDTH, Scenes.HEIGHT);
        Background.addSky(expected.data(), Scenes.WIDTH, 0, Scenes.HEIGHT, sky);
        opened.addSky(sky, map);
        if (!Arrays.equals(map.data(), expected.data()) || Math.abs(expected.total() / (level * PIXELS) - 1) > 0.01) {
            throw new IllegalStateException("the sky of " + engine + " is not the specification's: it is not timed");
        }
    }

    @Benchmark
    @OperationsPerInvocation(PIXELS)
    public int[] sky() {
        opened.addSky(sky, map);
        return map.data();
    }
}
