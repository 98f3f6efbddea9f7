package ciel.benchmarks;

import ciel.kernels.EngineRegistry;
import ciel.kernels.bench.BenchSources;
import ciel.kernels.bench.ScalarBits;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.SourceTable;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Photons a second of the tornado engine beside the OpenCL engine on the same device, lists and transfers included. The
 * electrons are compared with the scalar engine's first. {@link #firstPhotons} is what a new engine costs in a JVM where
 * another one has run: a plan and its kernel. {@code ciel bench --engine tornado} gives the start in a new JVM.
 * {@snippet lang=shell :
 * TORNADOVM_HOME=... benchmarks/jmh.sh TornadoBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx3g"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class TornadoBenchmark {
    private static final int PHOTONS = 1 << 24;
    private static final int GALAXIES = 10_000;

    @Param({"tornado", "opencl"})
    private String engine;

    @Param({"star", "chromatic star", "sersic"})
    private String scene;

    private PhotonEngine opened;
    private DetectorExposure exposure;

    private SourceTable sources(long photons) {
        return switch (scene) {
            case "star" -> BenchSources.stars(1, photons, false);
            case "chromatic star" -> BenchSources.stars(1, photons, true);
            default -> BenchSources.galaxies(GALAXIES, photons);
        };
    }

    @Setup(Level.Trial)
    public void prepare() {
        opened = open();
        ScalarBits.require(opened, scene, sources(1 << 20), null);
        exposure = DetectorExposure.of(sources(PHOTONS), null);
    }

    private PhotonEngine open() {
        return new EngineRegistry().open(engine, OptionalInt.empty(), 1, note -> {});
    }

    @TearDown
    public void close() {
        opened.close();
    }

    @Benchmark
    @OperationsPerInvocation(PHOTONS)
    public DetectorImage photons() {
        return opened.expose(exposure, PhotonEngine.PhotonProgress.NONE);
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Warmup(iterations = 0)
    public DetectorImage firstPhotons() {
        try (PhotonEngine another = open()) {
            return another.expose(DetectorExposure.of(sources(1000), null), PhotonEngine.PhotonProgress.NONE);
        }
    }
}
