package ciel.sim.exposure;

import ciel.sim.engine.ScalarEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Renders small catalogs, for tests. */
final class Rendering {
    static final String HEADER = """
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
        obshistid 398414
        rottelpos 40.0386345
        seed 398414
        seeing 0.7501810
        sunalt -19.2243392
        vistime 30.0000000
        seqnum 0
        """;
    /** Photons alone: no sky, no cosmic rays, no readout, no pictures. */
    static final List<String> PHOTONS_ONLY =
            List.of("sky.enabled=false", "cosmic_rays.enabled=false", "readout.enabled=false", "output.png=false");

    private Rendering() {}

    static Settings settings(List<String> sets, String... more) {
        Settings settings = Settings.defaults();
        for (String set : Stream.concat(sets.stream(), Stream.of(more)).toList()) {
            settings = settings.with(set);
        }
        return settings;
    }

    static RenderSummary render(Path catalog, Path out, int threads, Settings settings, String... detectors) {
        return render(request(catalog, out, threads, settings, false, detectors));
    }

    static RenderRequest request(
            Path catalog, Path out, int threads, Settings settings, boolean resume, String... detectors) {
        return new RenderRequest(
                catalog,
                Optional.empty(),
                List.of(detectors),
                "scalar",
                OptionalInt.empty(),
                OptionalInt.of(threads),
                OptionalLong.empty(),
                out,
                settings,
                resume,
                false,
                Optional.empty());
    }

    static RenderSummary render(RenderRequest request) {
        return new Renderer((name, device, each, note) -> new ScalarEngine(each), "test")
                .render(request, RenderListener.SILENT);
    }

    static Path catalog(Path folder, String name, String lines) throws IOException {
        return Files.writeString(folder.resolve(name), HEADER + lines);
    }

    /** @return electrons, row by row, of the e-image of a detector */
    static int[] electrons(Path out, String detector) {
        try (Stream<Path> files = Files.list(out);
                nom.tam.fits.Fits fits = new nom.tam.fits.Fits(
                        files.filter(f -> f.getFileName().toString().matches("eimage_.*-" + detector + "-.*"))
                                .findFirst()
                                .orElseThrow()
                                .toFile())) {
            int[] all = null;
            int[][] rows = null;
            for (nom.tam.fits.BasicHDU<?> hdu = fits.readHDU(); hdu != null && rows == null; hdu = fits.readHDU()) {
                if (hdu.getAxes() != null && hdu.getAxes().length == 2) {
                    rows = (int[][]) nom.tam.util.ArrayFuncs.convertArray(hdu.getKernel(), int.class);
                }
            }
            all = new int[rows.length * rows[0].length];
            for (int y = 0; y < rows.length; y++) {
                System.arraycopy(rows[y], 0, all, y * rows[0].length, rows[0].length);
            }
            return all;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
