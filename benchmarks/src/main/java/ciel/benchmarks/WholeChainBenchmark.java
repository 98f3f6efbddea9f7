package ciel.benchmarks;

import ciel.kernels.vector.WholeChain;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Photons per microsecond (millions a second) of an engine on one thread with everything on, see {@link WholeChain}; the
 * engine's electrons of a whole exposure are compared with the scalar engine's first. {@code
 * ciel.kernels.vector.WholeChainRates} says which pass takes how much of it.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh WholeChainBenchmark
 * benchmarks/jmh.sh --passes
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-Xmx3g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WholeChainBenchmark {
    /** What is counted beside the calls. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Count {
        /** photons shot, those that are lost on the way included */
        public long photons;
    }

    @Param({"vector", "scalar"})
    private String engine;

    private CpuEngine opened;
    private SourceTable table;
    private ChargeMap map;
    private long[] realized;

    @Setup
    public void prepare() {
        opened = Scenes.engine(engine);
        if (engine.equals("vector")) {
            WholeChain.check(opened);
        }
        DetectorExposure exposure = WholeChain.exposure(32, 18);
        table = exposure.photons();
        map = new ChargeMap(table.width(), table.height());
        realized = new long[table.size()];
    }

    @Benchmark
    public int[] shoot(Count count) {
        opened.shoot(table, map, realized, PhotonEngine.PhotonProgress.NONE);
        count.photons += table.totalPhotons();
        return map.data();
    }
}
