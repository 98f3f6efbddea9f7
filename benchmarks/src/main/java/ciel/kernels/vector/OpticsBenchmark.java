package ciel.kernels.vector;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.catalog.Visit;
import ciel.sim.engine.ChargeTiles;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.TelescopeSteps;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.Aberration;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.photon.Stops;
import ciel.sim.photon.Vanes;
import ciel.sim.photon.Wavelength;
import java.util.Arrays;
import java.util.List;
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
 * Nanoseconds a photon of each pass through the telescope, over blocks that lie in the first-level cache, in front of a
 * vignetted detector (R43_S02: six or more circles).
 * {@snippet lang=shell :
 * benchmarks/jmh.sh OpticsBenchmark
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
public class OpticsBenchmark {
    private PhotonBlock b;
    private Stops stops;
    private Vanes vanes;
    private Aberration aberration;
    private int stopsAt;
    private int vanesAt;
    private int aberrationAt;

    @Setup
    public void prepare() {
        VisitGeometry geometry =
                VisitGeometry.of(new Visit(1, 0, Band.R, 150, -10, 25, 0, 60, 0, 60750.15, 30, 0.7, 0, 1));
        DetectorOptics optics =
                DetectorOptics.fit(geometry, geometry.wcs(Camera.lsst().detector("R43_S02")), 540, 700, 0);
        double[] wavelengths = new double[SourceTable.BINS];
        double[] all = new double[SourceTable.BINS];
        Arrays.setAll(wavelengths, k -> 540 + 1.25 * k);
        Arrays.fill(all, 1);
        TelescopeSteps steps = new TelescopeSteps(geometry, optics, wavelengths);
        stops = steps.stops();
        vanes = steps.vanes(true, true);
        aberration = steps.aberration(true);
        PhotonPath path =
                new PhotonPath(List.of(Wavelength.of(all), new Pupil(), stops, vanes, aberration, new Pixels()));
        stopsAt = path.floatOffset(stops);
        vanesAt = path.floatOffset(vanes);
        aberrationAt = path.floatOffset(aberration);
        SourceTableBuilder builder = new SourceTableBuilder(1, 4072, 4000, path);
        builder.addPoint(new SourceTableBuilder.Source(
                1, PhotonBlock.SIZE, 1, 2000.3, 2000.7, new double[] {5, 0, 0, 5}, all, "flat"));
        SourceTable table = builder.build();
        b = new PhotonBlock(table, new int[0], new ChargeTiles(4072, 4000, 0));
        b.source(0);
        b.n = PhotonBlock.SIZE;
        b.span = 1;
        for (Pass pass : VectorSteps.of(table, ciel.sim.photon.SourceKind.POINT)) {
            pass.run(b);
        }
        for (int i = 0; i < b.n; i++) {
            float w = aberration.index()[b.bin[i]];
            float slope = PupilTerms.slope(table.floats(), aberrationAt, 0, b.u[i], b.v[i], w);
            if (b.slopeX[i] != slope) {
                throw new IllegalStateException(
                        "photon " + i + ": the slope differs from the specification; not timed");
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public int[] stops() {
        VectorOptics.index(b.n, stops.index(), b.bin, b.radius);
        for (int k = stopsAt; k < stopsAt + stops.circles() * Stops.TERMS; k += Stops.TERMS) {
            VectorOptics.stop(b.n, b.u, b.v, b.radius, b.table.floats(), k, b.lost);
        }
        return b.lost;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] vaneDistance() {
        VectorOptics.vanes(b.n, b.u, b.v, b.t, vanes.turn(), -1, b.radius, b.acrossU, b.acrossV, b.lost);
        return b.radius;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] rims() {
        VectorOptics.rims(b.n, b.u, b.v, b.t, vanes.turn(), b.radius, b.acrossU, b.acrossV);
        return b.radius;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] deflect() {
        VectorOptics.lowerNormals(b.n, b.word(PhotonWord.TIME_AND_VANE), vanes.normal(), b.node, b.deviate);
        VectorOptics.deflect(
                b.n,
                b.deviate,
                b.radius,
                b.acrossU,
                b.acrossV,
                vanes.kick(),
                b.bin,
                b.t,
                vanes.turn(),
                b.table.floats(),
                vanesAt,
                b.x,
                b.y);
        return b.x;
    }

    /** One axis: two of these a photon. */
    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] eight() {
        VectorOptics.eight(b.n, b.u, b.v, b.table.floats(), aberrationAt, b.x);
        return b.x;
    }

    /** One axis: two of these a photon. */
    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] chromatic() {
        VectorOptics.chromatic(b.n, b.u, b.v, b.radius, b.table.floats(), aberrationAt + PupilTerms.SHIFT_W, b.x);
        return b.x;
    }

    @Benchmark
    @OperationsPerInvocation(PhotonBlock.SIZE)
    public float[] slopes() {
        VectorOptics.slopes(
                b.n, b.u, b.v, b.radius, b.table.floats(), aberrationAt + PupilTerms.SLOPE, b.slopeX, b.slopeY);
        return b.slopeX;
    }
}
