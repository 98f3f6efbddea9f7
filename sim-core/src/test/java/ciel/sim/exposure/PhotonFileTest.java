package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.engine.PhotonSample;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotonFileTest {
    private static final String STAR =
            "starSED/phoSimMLT/lte033-4.5-1.0a+0.4.BT-Settl.spec.gz 0 0 0 0 0 0 point none none\n";

    @TempDir
    private Path dir;

    private Path catalog() throws Exception {
        return Rendering.catalog(
                dir,
                "two.txt",
                String.format(Locale.ROOT, "object 7 60.4904502 -38.1643750 20 %s", STAR)
                        + String.format(Locale.ROOT, "object 8 60.4954502 -38.1643750 21 %s", STAR));
    }

    private static Path file(Path folder, String start) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** All photons of the image are listed where there is room, and those that are kept are the image's electrons. */
    @Test
    void theListedPhotonsAreTheImages() throws Exception {
        Path catalog = catalog();
        Settings settings = Rendering.settings(
                Rendering.PHOTONS_ONLY,
                "optics.rays=true",
                "sensor.silicon=true",
                "output.photons=1000000",
                "output.centroid=true");
        Path out = dir.resolve("out");
        RenderSummary summary = Rendering.render(catalog, out, 1, settings, "R22_S11");
        int[] electrons = Rendering.electrons(out, "R22_S11");
        SceneSource source = SceneSource.open(Rendering.request(catalog, out, 1, settings, false, "R22_S11"));
        Scene scene = source.read(List.of(Camera.lsst().detector("R22_S11")), RenderListener.SILENT);
        Scene.Sources sources = scene.on(Camera.lsst().detector("R22_S11"));
        long[] kept = new long[1];
        int[] image = new int[electrons.length];
        double[] nm = {Double.POSITIVE_INFINITY, 0};
        double[] pupil = new double[1];
        long told = PhotonSample.of(sources.batch(), Long.MAX_VALUE, (row, seen) -> {
            if (seen.kept()) {
                kept[0]++;
                image[((int) Math.floor(seen.y() - 0.5)) * 4096 + (int) Math.floor(seen.x() - 0.5)]++;
                nm[0] = Math.min(nm[0], scene.wavelength(seen.bin()));
                nm[1] = Math.max(nm[1], scene.wavelength(seen.bin()));
                pupil[0] = Math.max(pupil[0], Math.hypot(seen.u(), seen.v()));
            }
        });
        assertEquals(summary.photons(), told);
        assertEquals(java.util.Arrays.stream(electrons).asLongStream().sum(), kept[0]);
        org.junit.jupiter.api.Assertions.assertArrayEquals(electrons, image);
        // some light comes through outside of the r band
        assertTrue(nm[0] >= 300 && nm[1] <= 1150 && nm[0] < 580 && nm[1] > 660, nm[0] + " to " + nm[1] + " nm");
        assertTrue(pupil[0] <= 1 && pupil[0] > 0.95, "pupil " + pupil[0]);
        byte[] parquet = Files.readAllBytes(file(out, "photons_"));
        assertEquals("PAR1", new String(parquet, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
        assertTrue(Files.readString(file(out, "manifest_")).contains("photons_00398414"), "the manifest lists it");
        try (BufferedReader text = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file(out, "centroid_")))))) {
            List<String> lines = text.lines().toList();
            assertEquals("# object_id ra dec x y nominal_flux phot_flux fft_flux realized_flux", lines.getFirst());
            assertEquals(3, lines.size());
            String[] first = lines.get(1).split(" ");
            assertEquals(9, first.length);
            assertEquals("7", first[0]);
            assertEquals(60.4904502, Double.parseDouble(first[1]), 1e-9);
        }
    }

    /** A short list takes of each source its share, and always the same photons. */
    @Test
    void aShortListHasPhotonsOfAllSources() throws Exception {
        Path catalog = catalog();
        Settings settings = Rendering.settings(Rendering.PHOTONS_ONLY, "output.photons=1000");
        SceneSource source = SceneSource.open(Rendering.request(catalog, dir, 1, settings, false, "R22_S11"));
        Scene.Sources sources = source.read(List.of(Camera.lsst().detector("R22_S11")), RenderListener.SILENT)
                .on(Camera.lsst().detector("R22_S11"));
        long[] of = new long[2];
        long told = PhotonSample.of(sources.batch(), 1000, (row, seen) -> of[sources.truthOfRow()[row]]++);
        assertEquals(1000, told);
        // a magnitude is a factor of 2.512
        assertEquals(2.512, (double) of[0] / of[1], 0.15);
    }
}
