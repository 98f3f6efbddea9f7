package ciel.kernels.vector;

import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.exposure.Physics;
import ciel.sim.exposure.RenderListener;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.Renderer;
import ciel.sim.exposure.Settings;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Photons with everything on, as a rendering with {@code --physics full} has them: phase screens, second kick,
 * dispersion, telescope with vanes and stops, silicon, tree rings, boundaries of pixels. Half of the objects are stars,
 * half galaxies, over one CCD (R22_S11, r).
 */
public final class WholeChain {
    private static final String HEADER = """
        rightascension 60.49045502638662697
        declination -38.16437495898705379
        mjd 60143.42156961110595148
        altitude 53.16185928082865786
        azimuth 114.38574818197552929
        filter 2
        rotskypos 131.23506207988341998
        dist2moon 88.2886136
        moonalt -28.7317781
        moondec 24.6999775
        moonphase 0.5804871
        moonra 127.0562204
        nsnap 1
        obshistid 1
        rottelpos 40.0386345
        seed 1
        seeing 0.7501810
        sunalt -19.2243392
        vistime 30.0000000
        seqnum 0
        """;

    private WholeChain() {}

    /** Takes what an engine would be asked for, and gives a dark image. */
    private static final class Listening implements PhotonEngine {
        private DetectorExposure heard;

        @Override
        public Info info() {
            return new Info("scalar", "benchmark", Tier.T1);
        }

        @Override
        public ScreenLoops screenLoops() {
            return VectorSupport.screenLoops();
        }

        @Override
        public DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
            heard = exposure;
            SourceTable table = exposure.photons();
            return new DetectorImage(new ChargeMap(table.width(), table.height()), new long[table.size()], 0, null);
        }
    }

    /**
     * What an engine is asked for.
     *
     * @param stars   as many galaxies are beside them
     * @param magnorm magnitude of each: 18 gives about 3e5 photons a star
     */
    public static DetectorExposure exposure(int stars, double magnorm) {
        StringBuilder catalog = new StringBuilder(HEADER);
        for (int i = 0; i < 2 * stars; i++) {
            double turn = i * 0.6180339887;
            double ra = 60.4905 + 0.2 * (turn - Math.floor(turn) - 0.5);
            double dec = -38.1644 + 0.16 * ((i + 0.5) / (2 * stars) - 0.5);
            String kind = i % 2 == 0
                    ? "starSED/phoSimMLT/lte033-4.5-1.0a+0.4.BT-Settl.spec.gz 0 0 0 0 0 0 point none none"
                    : "galaxySED/Exp.40E09.02Z.spec.gz 0 0 0 0 0 0 sersic2d 1.5 1 30 4 none none";
            catalog.append(String.format(Locale.ROOT, "object %d %.7f %.7f %.2f %s%n", i, ra, dec, magnorm, kind));
        }
        Listening engine = new Listening();
        Path folder = null;
        try {
            folder = Files.createTempDirectory("ciel-chain");
            Path file = Files.writeString(folder.resolve("catalog.txt"), catalog);
            Settings settings = Physics.FULL.over(Settings.defaults(), false);
            for (String set : List.of(
                    "sky.enabled=false",
                    "cosmic_rays.enabled=false",
                    "readout.enabled=false",
                    "output.png=false",
                    "sed.allow_substitutes=true")) {
                settings = settings.with(set);
            }
            RenderRequest request = new RenderRequest(
                    file,
                    Optional.empty(),
                    List.of("R22_S11"),
                    "scalar",
                    OptionalInt.empty(),
                    OptionalInt.of(1),
                    OptionalLong.empty(),
                    folder.resolve("out"),
                    settings,
                    false,
                    false,
                    Optional.empty());
            new Renderer((name, device, threads, note) -> engine, "benchmark").render(request, RenderListener.SILENT);
            return engine.heard;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Compares the whole exposure of a few objects, epochs included, with the scalar engine's. */
    public static void check(CpuEngine engine) {
        DetectorExposure few = exposure(2, 20);
        try (ScalarEngine scalar = new ScalarEngine(1)) {
            DetectorImage expected = scalar.expose(few, PhotonEngine.PhotonProgress.NONE);
            DetectorImage image = engine.expose(few, PhotonEngine.PhotonProgress.NONE);
            if (expected.charge().total() < 50_000
                    || !Arrays.equals(expected.charge().data(), image.charge().data())) {
                throw new IllegalStateException("the electrons of the scalar and of the "
                        + engine.info().name() + " engine differ, or are fewer than 50,000; not timed");
            }
        }
    }
}
