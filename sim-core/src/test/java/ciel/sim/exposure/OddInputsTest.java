package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.engine.ScalarEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs as real use brings them, from the file to what is written and told. */
class OddInputsTest {
    private static final String STAR = "object s1 60.49 -38.16 20 flat.txt 0 0 0 0 0 0 point none none\n";
    private static final Settings PHOTONS = Rendering.settings(Rendering.PHOTONS_ONLY);

    @TempDir
    private Path dir;

    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void aFlatSpectrumBesideTheCatalog() throws IOException {
        Files.writeString(dir.resolve("flat.txt"), spectrum(1));
    }

    /** A flat AB spectrum whose sample at 315 nm is multiplied. */
    private static String spectrum(double at315) {
        StringBuilder lines = new StringBuilder();
        for (int nm = 300; nm <= 1200; nm += 5) {
            double flux = 2.5e-4 / nm / nm * (nm == 315 ? at315 : 1);
            lines.append(String.format(Locale.ROOT, "%d %.6e%n", nm, flux));
        }
        return lines.toString();
    }

    private RenderSummary render(String catalog, Settings settings, boolean skipBadLines) throws IOException {
        Path file = Files.writeString(dir.resolve("catalog.txt"), catalog);
        RenderRequest request = new RenderRequest(
                file,
                Optional.empty(),
                List.of("R22_S11"),
                "scalar",
                OptionalInt.empty(),
                OptionalInt.of(1),
                OptionalLong.empty(),
                dir.resolve("out"),
                settings.with("output.overwrite=true"),
                false,
                skipBadLines,
                Optional.empty());
        notes.clear();
        return new Renderer((name, device, each, note) -> new ScalarEngine(each), "test")
                .render(request, new RenderListener() {
                    @Override
                    public void note(String text) {
                        notes.add(text);
                    }
                });
    }

    private RenderSummary render(String catalog) throws IOException {
        return render(catalog, PHOTONS, false);
    }

    private String refused(String catalog, Settings settings) {
        return assertThrows(InputException.class, () -> render(catalog, settings, false))
                .getMessage();
    }

    private boolean noted(String... words) {
        return notes.stream().anyMatch(note -> Stream.of(words).allMatch(note::contains));
    }

    private Header header(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("out"));
                Fits fits =
                        new Fits(files.filter(f -> f.getFileName().toString().startsWith(prefix))
                                .findFirst()
                                .orElseThrow()
                                .toFile())) {
            BasicHDU<?> hdu = fits.readHDU();
            return hdu.getHeader();
        }
    }

    @Test
    void halfTheExposure_isHalfTheElectrons() throws IOException {
        long whole = render(Rendering.HEADER + STAR).photons();
        long half = render(Rendering.HEADER.replace("vistime 30.0000000", "vistime 15") + STAR)
                .photons();
        assertEquals(0.5, (double) half / whole, 0.02);
        assertTrue(noted("exposure time 15 s", "vistime 15 s"), notes.toString());
        assertEquals(15, header("eimage").getDoubleValue("EXPTIME"));
    }

    @Test
    void aPointingThatContradictsItsAltitude_isRefusedWithBothNumbersAndTheLimit() {
        String message = refused(
                Rendering.HEADER
                                .replaceFirst("rightascension .*", "rightascension 240")
                                .replaceFirst("declination .*", "declination 20")
                                .replaceFirst("altitude .*", "altitude 60")
                        + STAR,
                PHOTONS);
        assertTrue(
                message.contains("60.0 deg in the header") && message.contains("-49.5") && message.contains("by 1 deg"),
                message);
        Settings lenient = PHOTONS.with("catalog.altitude_tolerance=180");
        assertTrue(refused(
                        Rendering.HEADER
                                        .replaceFirst("rightascension .*", "rightascension 240")
                                        .replaceFirst("declination .*", "declination 20")
                                + STAR,
                        lenient)
                .contains("below the horizon"));
    }

    /** Reference: astropy at MJD-OBS, without refraction. */
    @Test
    void altitudeHourAngleAndAirmassOfTheStart_agree() throws IOException {
        render(Rendering.HEADER + STAR, PHOTONS.with("readout.enabled=true"), false);
        Header raw = header("amp");
        assertEquals(53.1626, raw.getDoubleValue("ELSTART"), 5e-4);
        assertEquals(-43.729, raw.getDoubleValue("HASTART"), 1e-3);
        assertEquals(1.2357, raw.getDoubleValue("AMSTART"), 5e-5);
        assertEquals(114.386, raw.getDoubleValue("AZSTART"), 5e-3);
        assertTrue(raw.getDoubleValue("ELEND") > raw.getDoubleValue("ELSTART"), "it rises in the east");
    }

    @Test
    void aLibraryThatHasNotOneSed_isRefused_unlessSubstitutesAreAllowed() throws IOException {
        Path sed = Files.createDirectories(dir.resolve("data/sed/starSED"));
        Files.writeString(sed.resolve("a.txt"), spectrum(1));
        String catalog = Rendering.HEADER
                + STAR.replace("flat.txt", "starSED/a.txt")
                + STAR.replace("s1", "s2").replace("flat.txt", "starSED/b.txt");
        Settings tooHigh = PHOTONS.with("sed.library=" + dir.resolve("data"));
        String message = refused(catalog, tooHigh);
        assertTrue(
                message.contains("2 of 2 SED names are not in " + dir.resolve("data"))
                        && message.contains("they are in " + dir.resolve("data/sed")),
                message);
        render(catalog, tooHigh.with("sed.allow_substitutes=true"), false);
        assertEquals(2, header("eimage").getIntValue("SEDSUBST"));
        assertTrue(notes.isEmpty(), notes.toString());

        Settings right = PHOTONS.with("sed.library=" + dir.resolve("data/sed"));
        RenderSummary half = render(catalog, right, false);
        assertEquals(1, header("eimage").getIntValue("SEDSUBST"));
        assertTrue(noted("1 of 2 SED names are not in", "starSED/b.txt"), notes.toString());
        assertEquals(1, notes.size(), notes.toString());
        assertEquals(new RenderSummary.SubstitutedSeds(1, List.of("starSED/b.txt")), half.substitutedSeds());
        assertEquals(notes, half.notes());
        assertTrue(refused(catalog, right.with("sed.allow_substitutes=false")).contains("starSED/b.txt"));
        render(Rendering.HEADER + STAR);
        assertEquals(0, header("eimage").getIntValue("SEDSUBST", -1));
    }

    @Test
    void aNegligibleNegativeSample_isTakenAs0WithANote() throws IOException {
        long clean = render(Rendering.HEADER + STAR).photons();
        Files.writeString(dir.resolve("flat.txt"), spectrum(-1e-12));
        assertEquals(clean, render(Rendering.HEADER + STAR).photons());
        assertTrue(noted("flat.txt", "1 negative sample is taken as 0"), notes.toString());
        Files.writeString(dir.resolve("flat.txt"), spectrum(-1));
        assertTrue(refused(Rendering.HEADER + STAR, PHOTONS).contains("flat.txt:4: flux -"));
    }

    @Test
    void withSkipBadLines_noSingleObjectEndsTheRun() throws IOException {
        Files.writeString(dir.resolve("bad.txt"), "300 x\n");
        Files.writeString(dir.resolve("short.txt"), "400 1\n600 1\n");
        String catalog = Rendering.HEADER
                + STAR
                + STAR.replace("s1", "unreadable").replace("flat.txt", "bad.txt")
                + STAR.replace("s1", "short").replace("flat.txt", "short.txt")
                + STAR.replace("s1", "blinding").replace(" 20 ", " -39 ")
                + STAR.replace("s1", "nonsense").replace(" 20 ", " x ");
        RenderSummary summary = render(catalog, PHOTONS, true);
        assertEquals(1, summary.objects());
        assertTrue(noted("3 objects dropped (--skip-bad-lines)", "unreadable", "short", "blinding"), notes.toString());
        assertTrue(noted("1 line dropped (0 with inf, 1 bad)"), notes.toString());
        assertEquals(4, summary.droppedLines().count());
        assertEquals(3, summary.droppedLines().objects());
        assertTrue(summary.droppedLines().first().getFirst().contains("token 4 (magnorm)"), summary.toJson());
        assertEquals(notes, summary.notes());
        assertTrue(refused(Rendering.HEADER + STAR.replace("flat.txt", "bad.txt"), PHOTONS)
                .contains("object s1"));
    }

    @Test
    void aPictureThatCannotBeDrawn_isAnInvalidObject() throws Exception {
        for (Map.Entry<String, float[][]> picture : Map.of(
                        "zero.fits", new float[][] {{0, 0}, {0, 0}},
                        "nan.fits", new float[][] {{1, Float.NaN}, {0, 0}},
                        "negative.fits", new float[][] {{1, -1}, {0, 0}},
                        "good.fits", new float[][] {{1, 0}, {0, 2}})
                .entrySet()) {
            try (Fits fits = new Fits()) {
                fits.addHDU(BasicHDU.class.cast(Fits.makeHDU(picture.getValue())));
                fits.write(dir.resolve(picture.getKey()).toFile());
            }
        }
        Files.writeString(dir.resolve("text.fits"), "no picture");
        StringBuilder lines = new StringBuilder(Rendering.HEADER + STAR);
        for (String name : List.of("zero", "nan", "negative", "text", "good", "absent")) {
            lines.append(STAR.replace("s1", name).replace("point", name + ".fits 0.2 0"));
        }
        RenderSummary summary = render(lines.toString());
        assertEquals(7, summary.objects());
        assertTrue(
                noted(
                        "4 objects not drawn (skip_invalid), since its FITS image cannot be drawn",
                        "zero.fits",
                        "no flux"),
                notes.toString());
        assertTrue(noted("1 object not drawn", "does not exist: absent (", "absent.fits"), notes.toString());
        String message = refused(lines.toString(), PHOTONS.with("catalog.skip_invalid=false"));
        assertTrue(message.contains("object zero") || message.contains("object absent"), message);
    }
}
