package ciel.benchmarks;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.EImageWriter;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.PointingTrack;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RawWriter;
import ciel.sim.fits.WcsHeader;
import ciel.sim.fits.WholeFile;
import ciel.sim.fits.WrittenFile;
import ciel.sim.readout.AmplifierImage;
import ciel.sim.readout.Background;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Milliseconds from electrons to files, on one thread: readout of one amplifier, of the CCD, the raw file (16
 * RICE-compressed segments) and the e-image (66 MB), both with
 * checksums and sync. The temporary folder decides what the disk costs; {@code -Djava.io.tmpdir=DIR} chooses another.
 * {@snippet lang=shell :
 * benchmarks/jmh.sh FilesBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx2g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class FilesBenchmark {
    private static final Visit VISIT = new Visit(60, -30, Band.R, 10, 20, 60, 30, 45, 10, 60676.25, 30, 0.7, 0, 1);

    private final Detector detector = Camera.lsst().detector("R22_S11");
    private final HeaderInput header = new HeaderInput(
            VISIT,
            detector,
            10,
            PointingTrack.nominal(VISIT, 0),
            0,
            "SKYEXP",
            "benchmark",
            "",
            true,
            new Provenance(
                    "0",
                    "scalar",
                    "CPU",
                    "T1",
                    1,
                    "0".repeat(64),
                    "none",
                    0,
                    new Provenance.Physics("fast", Map.of()),
                    Map.of()),
            List.of());
    private final Readout readout = new Readout(detector, ReadoutSettings.DEFAULT, VISIT.exposureTime(), VISIT.seed());
    private Path folder;
    private int[] electrons;
    private int[][] segments;

    @Setup
    public void prepare() throws IOException {
        folder = Files.createTempDirectory("ciel-benchmark");
        electrons = new int[detector.width() * detector.height()];
        Background.addSky(
                electrons, detector.width(), 0, detector.height(), SkyParameters.uniform(800, detector.number(), 1));
        List<AmplifierImage> images = readout.readAll(electrons);
        segments = images.stream().map(AmplifierImage::pixels).toArray(int[][]::new);
        double bias = detector.amplifiers().getFirst().bias();
        double mean = java.util.Arrays.stream(segments[0]).average().orElse(0);
        WrittenFile raw = rawFile();
        WrittenFile eimage = eimageFile();
        // pixels of the sky above the bias, a raw file well compressed, and an e-image of exactly its pixels
        if (!(mean > bias + 300 && mean < bias + 800)
                || raw.bytes() > electrons.length * 2L
                || eimage.bytes() < electrons.length * 4L) {
            throw new IllegalStateException("mean " + mean + " over a bias of " + bias + ", raw " + raw.bytes()
                    + " B, e-image " + eimage.bytes() + " B: not timed");
        }
    }

    @TearDown
    public void remove() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Benchmark
    public AmplifierImage readoutOfOneAmplifier() {
        return readout.read(3, electrons);
    }

    @Benchmark
    public List<AmplifierImage> readoutOfTheCcd() {
        return readout.readAll(electrons);
    }

    @Benchmark
    public WrittenFile rawFile() {
        return RawWriter.write(folder, segments, header, WcsHeader.NONE, WholeFile.Existing.REPLACE);
    }

    @Benchmark
    public WrittenFile eimageFile() {
        return EImageWriter.write(folder, electrons, header, WcsHeader.NONE, WholeFile.Existing.REPLACE);
    }
}
