package ciel.benchmarks;

import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.SceneTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Lines per microsecond (millions a second) of an instance catalog and of a scene table, on one thread; the objects
 * are counted first.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh CatalogBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CatalogBenchmark {
    private static final int LINES = 300_000;
    private static final String HEADER = """
            rightascension 60
            declination -30
            mjd 60400.2
            altitude 60
            azimuth 30
            filter 2
            rotskypos 0
            rottelpos 0
            dist2moon 90
            moonalt -30
            moondec 0
            moonphase 10
            moonra 180
            nsnap 1
            seqnum 0
            obshistid 1
            seed 1
            seeing 0.7
            sunalt -30
            vistime 30
            """;

    private Path catalog;
    private Path scene;

    @Setup
    public void prepare() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        catalog = Files.createTempFile("ciel-benchmark", ".txt");
        scene = Files.createTempFile("ciel-benchmark", ".csv");
        try (BufferedWriter out = Files.newBufferedWriter(catalog);
                BufferedWriter table = Files.newBufferedWriter(scene)) {
            out.write(HEADER);
            table.write("id,x,y,flux,n,hlr,q,beta,g1,g2\n");
            for (int i = 0; i < LINES; i++) {
                out.write(String.format(
                        Locale.ROOT,
                        "object %d %.7f %.7f %.6f galaxySED/Const.50E09.02Z.spec.gz %.6f %.7f %.7f %.7f 0 0 "
                                + "sersic2d %.6f %.6f %.4f %d"
                                + " CCM 0.1 3.1 CCM 0.04 3.1%n",
                        i,
                        59.9 + 0.2 * random.nextDouble(),
                        -30.1 + 0.2 * random.nextDouble(),
                        20 + 7 * random.nextDouble(),
                        random.nextDouble(2),
                        0.02 * random.nextDouble(),
                        0.02 * random.nextDouble(),
                        0.01 * random.nextDouble(),
                        1 + random.nextDouble(),
                        random.nextDouble(),
                        180 * random.nextDouble(),
                        1 + 3 * (i % 2)));
                table.write(String.format(
                        Locale.ROOT,
                        "%d,%.4f,%.4f,%.4f,%d,%.6f,%.6f,%.5f,%.6f,%.6f%n",
                        i,
                        random.nextDouble(4096),
                        random.nextDouble(4004),
                        random.nextDouble(1000),
                        1 + 3 * (i % 2),
                        random.nextDouble(0.1, 1),
                        random.nextDouble(0.1, 1),
                        random.nextDouble(180),
                        0.01,
                        -0.02));
            }
        }
        long objects = InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT)
                .forEach(Footprint.ALL, object -> {})
                .objects();
        long rows = SceneTable.open(scene).forEach(object -> {});
        if (objects != LINES || rows != LINES) {
            throw new IllegalStateException(
                    objects + " objects and " + rows + " rows were read of " + LINES + ": not timed");
        }
    }

    @TearDown
    public void remove() throws IOException {
        Files.delete(catalog);
        Files.delete(scene);
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public void instanceCatalogLines(Blackhole hole) {
        InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT).forEach(Footprint.ALL, hole::consume);
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public void sceneTableRows(Blackhole hole) {
        SceneTable.open(scene).forEach(hole::consume);
    }
}
