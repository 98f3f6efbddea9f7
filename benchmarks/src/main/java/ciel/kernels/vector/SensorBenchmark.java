package ciel.kernels.vector;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.engine.ChargeTiles;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceTable;
import ciel.sim.sensor.BoundaryKernel;
import ciel.sim.sensor.FixedBoundaries;
import ciel.sim.sensor.PixelBoundaries;
import ciel.sim.sensor.SensorModel;
import ciel.sim.sensor.TreeRings;
import java.util.Arrays;
import java.util.Random;
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
 * Nanoseconds of the sensor's passes of the vector engine: of a photon for its steps, of an update of the boundaries of
 * a whole CCD on one thread ({@code boundaries...}). The update is compared with the specification first.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh SensorBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-Xmx2g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SensorBenchmark {
    private static final int N = PhotonBlock.SIZE;
    private static final int ROOM = N + VectorPasses.LANES;
    private static final int[] NOTHING_FIXED = {};

    private Detector detector;
    private int width;
    private int height;
    private ChargeTiles tiles;
    private Silicon silicon;
    private BoundaryKernel kernel;
    private float[] motion;
    private int[] charge;
    private int[] fixed;
    private int[] edges;
    private final int[] words = new int[ROOM];
    private final int[] bin = new int[ROOM];
    private final int[] node = new int[ROOM];
    private final int[] taken = new int[ROOM];
    private final int[] pixel = new int[ROOM];
    private final float[] still = new float[ROOM];
    private final float[] x = new float[ROOM];
    private final float[] y = new float[ROOM];
    private final float[] radius = new float[ROOM];
    private final float[] height1 = new float[ROOM];
    private final float[] slope = new float[ROOM];

    @Setup
    public void prepare() {
        detector = Camera.lsst().detector("R22_S11");
        width = detector.width();
        height = detector.height();
        tiles = new ChargeTiles(width, height, 0);
        double[] nm = new double[SourceTable.BINS];
        Arrays.setAll(nm, k -> 550 + k);
        silicon = SensorModel.silicon(detector.vendor(), nm, 173);
        kernel = BoundaryKernel.of(detector.vendor());
        motion = PixelBoundaries.coefficients(kernel, 1);
        Random random = new Random(3);
        charge = random.ints(width * height, 0, 60_000).toArray();
        fixed = new int[PixelBoundaries.size(width, height)];
        TreeRings rings = TreeRings.of(detector);
        new FixedBoundaries(width, height).treeRings(rings, rings.table(), fixed, 0, height);
        edges = new int[fixed.length];
        for (int i = 0; i < ROOM; i++) {
            words[i] = random.nextInt();
            bin[i] = random.nextInt(SourceTable.BINS);
            x[i] = (float) (4 * random.nextGaussian());
            y[i] = (float) (4 * random.nextGaussian());
            radius[i] = random.nextFloat();
            height1[i] = 100 * random.nextFloat();
            slope[i] = 0.1f * random.nextFloat();
        }
        boundariesWithTreeRings();
        int[] expected = new int[edges.length];
        PixelBoundaries.update(expected, fixed, charge, width, height, motion, PixelBoundaries.MAX_ACTING, 0, height);
        if (!Arrays.equals(expected, edges)) {
            throw new IllegalStateException("the edges are not those of the specification: not timed");
        }
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] depth() {
        System.arraycopy(x, 0, still, 0, N);
        SiliconPasses.depth(N, radius, bin, silicon.lengths(), slope, slope, still, still, height1);
        return height1;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] widths() {
        SiliconPasses.widths(N, height1, silicon.lengths()[Silicon.DIFFUSION], still);
        return still;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] turn() {
        SiliconPasses.turn(N, radius, words, still, still);
        return still;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] factors() {
        SiliconPasses.factors(N, height1, still);
        return still;
    }

    /** Both axes: where the words are, and on which side of the edges the electrons are. */
    @Benchmark
    @OperationsPerInvocation(N)
    public int[] pixelsBetweenEdges() {
        SiliconPasses.edges(N, x, y, 2000, 2000, width, height - 1, 1, width + 1, 0, node);
        VectorPasses.take(N, node, edges, taken);
        SiliconPasses.places(N, x, y, 2000, taken, radius, pixel);
        int horizontal = PixelBoundaries.horizontal(width, height);
        SiliconPasses.edges(N, y, x, 2000, 2000, height, width - 1, width, 1, horizontal, node);
        VectorPasses.take(N, node, edges, taken);
        SiliconPasses.places(N, y, x, 2000, taken, radius, node);
        SiliconPasses.pixels(N, node, tiles, pixel);
        return pixel;
    }

    @Benchmark
    public int[] boundariesAlone() {
        Boundaries boundaries = SensorModel.boundaries(width, height, NOTHING_FIXED, kernel, 2, false);
        new EdgePasses(boundaries, motion, PixelBoundaries.MAX_ACTING, charge, edges).move(0, height);
        return edges;
    }

    @Benchmark
    public int[] boundariesWithTreeRings() {
        Boundaries boundaries = SensorModel.boundaries(width, height, fixed, kernel, 2, false);
        new EdgePasses(boundaries, motion, PixelBoundaries.MAX_ACTING, charge, edges).move(0, height);
        return edges;
    }
}
