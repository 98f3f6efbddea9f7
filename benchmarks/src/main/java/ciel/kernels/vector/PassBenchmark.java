package ciel.kernels.vector;

import static ciel.sim.photon.SourceTable.F_PSF;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.engine.ChargeTiles;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a photon of each step of the vector engine, over blocks that lie in the first-level cache. In the
 * engine's package, because the steps are its own.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh PassBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PassBenchmark {
    private static final int SIZE = 4096;

    private PhotonBlock block;
    private int[] charge;
    private int[] first;
    private int[] second;

    @Setup
    public void prepare() {
        float[] psf = PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0, null, 620)
                .tables();
        SourceTableBuilder builder = new SourceTableBuilder(1, SIZE, SIZE, psf, null);
        builder.addSersic(
                new SourceTableBuilder.Source(
                        1, PhotonBlock.SIZE, 1, 2000.3, 2000.7, new double[] {5, 0, 0, 5}, null, null),
                4,
                new double[] {4, 0.1, -0.1, 3});
        SourceTable batch = builder.build();
        block = new PhotonBlock(batch, new int[0], new ChargeTiles(SIZE, SIZE, 0));
        block.source(0);
        block.n = PhotonBlock.SIZE;
        charge = new int[SIZE * SIZE];
        for (Pass pass : VectorSteps.of(batch, SourceKind.RADIAL)) {
            pass.run(block);
        }
        first = block.word(PhotonWord.PROFILE_FIRST);
        second = block.word(PhotonWord.PROFILE_SECOND);
        for (int i = 0; i < block.n; i++) {
            if (block.radius[i] != QuantileTable.value(batch.profiles(), 0, first[i])
                    || block.pixel[i] >= charge.length) {
                throw new IllegalStateException("photon " + i + ": the radius differs from the table; not timed");
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public int[] wordsOfPairs() {
        VectorPhilox.pairs(block.key0, block.key1, 0, block.c1, block.c2, 0, block.n, block.node, block.lost);
        return block.node;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public int[] words() {
        VectorPhilox.blocks(
                block.key0,
                block.key1,
                0,
                block.c1,
                block.c2,
                0,
                block.n,
                block.node,
                block.lost,
                block.bin,
                block.pixel);
        return block.node;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] radius() {
        VectorPasses.radii(block.n, first, block.pairs(block.table.profiles()), 0, block.node, block.radius);
        return block.radius;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] turn() {
        // positions wander off with every call; no step's time depends on them
        VectorPasses.turn(block.n, block.radius, second, block.table.floats(), F_PSF, block.x, block.y);
        return block.x;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public int[] pixels() {
        VectorPasses.pixels(block.n, block.x, block.y, 2000, 2000, block.tiles, block.pixel);
        return block.pixel;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public int deposit() {
        return VectorShooter.deposit(block.pixel, block.n, charge, 1);
    }
}
