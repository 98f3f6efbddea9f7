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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Seconds for a million objects of 100 photons each, stars and galaxies of five Sersic indices, on one thread: the
 * batch is built and shot.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh FaintObjectsBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-Xmx2g"})
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
public class FaintObjectsBenchmark {
    private static final int EACH = 100;
    private static final long OBJECTS = 1_000_000;

    @Param({"vector", "scalar"})
    private String engine;

    private CpuEngine opened;
    private ChargeMap map;

    @Setup
    public void prepare() {
        opened = Scenes.engine(engine);
        Scenes.check(opened, Scenes.Kind.FAINT);
        map = new ChargeMap(Scenes.WIDTH, Scenes.HEIGHT);
    }

    @Benchmark
    public long[] millionFaintObjects() {
        SourceTable batch = Scenes.batch(Scenes.Kind.FAINT, OBJECTS * EACH, EACH);
        long[] realized = new long[batch.size()];
        opened.shoot(batch, map, realized, PhotonEngine.PhotonProgress.NONE);
        return realized;
    }
}
