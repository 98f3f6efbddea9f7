package ciel.benchmarks;

import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
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
 * Photons per microsecond (millions a second) of an engine on one thread, for each kind of scene; the engine's
 * electrons are compared with the scalar engine's first.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh EngineBenchmark
 * benchmarks/jmh.sh EngineBenchmark -p engine=vector -p scene=STAR,SERSIC
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
public class EngineBenchmark {
    private static final int PHOTONS = 10_000_000;

    @Param({"vector", "scalar"})
    private String engine;

    @Param
    private Scenes.Kind scene;

    private CpuEngine opened;
    private SourceTable batch;
    private ChargeMap map;
    private long[] realized;

    @Setup
    public void prepare() {
        opened = Scenes.engine(engine);
        Scenes.check(opened, scene);
        batch = Scenes.batch(scene, PHOTONS, 100);
        map = new ChargeMap(Scenes.WIDTH, Scenes.HEIGHT);
        realized = new long[batch.size()];
    }

    @Benchmark
    @OperationsPerInvocation(PHOTONS)
    public int[] photons() {
        opened.shoot(batch, map, realized, PhotonEngine.PhotonProgress.NONE);
        return map.data();
    }
}
