package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceCatalogTest {
    @TempDir
    private Path dir;

    private Path catalog(String... objects) throws IOException {
        return Catalogs.write(dir.resolve("catalog.txt"), Catalogs.HEADER + String.join("\n", objects));
    }

    private static String problem(Path file) {
        return assertThrows(InputException.class, () -> Catalogs.read(file, true))
                .getMessage();
    }

    /** Reads a catalog of one object line and gives the complaint. */
    private String complaint(String line) throws IOException {
        String message = problem(catalog(Catalogs.POINT, line, Catalogs.POINT));
        assertTrue(message.contains("catalog.txt:23: "), message);
        return message;
    }

    @Test
    void eachType_isParsed() throws IOException {
        Files.createFile(dir.resolve("picture.fits.gz"));
        List<SkyObject> objects = Catalogs.read(
                catalog(Catalogs.POINT, Catalogs.SERSIC, Catalogs.KNOTS, Catalogs.STREAK, Catalogs.IMAGE), true);
        assertEquals(
                List.of(
                        new SkyObject(
                                "p1",
                                31.24,
                                -10.09,
                                29.3,
                                "starSED/kurucz/km20_5500.fits_g20_5680.gz",
                                0,
                                0,
                                0,
                                0,
                                new Shape.Point(),
                                Dust.NONE,
                                new Dust(0.0635, 3.1)),
                        new SkyObject(
                                "s1",
                                31.13,
                                -9.98,
                                26.07,
                                "galaxySED/Exp.40E09.02Z.spec.gz",
                                0.55,
                                0.01,
                                -0.02,
                                0.03,
                                new Shape.Sersic(0.58, 0.44, 2.7, 1),
                                new Dust(0.1, 3.1),
                                new Dust(0.06, 3.1)),
                        new SkyObject(
                                "k1",
                                31.13,
                                -9.98,
                                23.0,
                                "galaxySED/Exp.32E09.04Z.spec.gz",
                                0.5,
                                0,
                                0,
                                0,
                                new Shape.Knots(0.41, 0.27, 74.2, 23),
                                Dust.NONE,
                                Dust.NONE),
                        new SkyObject(
                                "t1",
                                31.11,
                                -10.09,
                                16.0,
                                "starSED/kurucz/km20_5500.fits_g20_5680.gz",
                                0,
                                0,
                                0,
                                0,
                                new Shape.Streak(600, 1e-6, 12),
                                Dust.NONE,
                                Dust.NONE),
                        new SkyObject(
                                "i1",
                                31.11,
                                -10.09,
                                18,
                                "galaxySED/Const.25E09.02Z.spec.gz",
                                1.2,
                                0,
                                0,
                                0,
                                new Shape.Image(dir.resolve("picture.fits.gz").toAbsolutePath(), 0.1, 20),
                                Dust.NONE,
                                Dust.NONE)),
                objects);
    }

    @Test
    void plainGzipAndIncludes_giveTheSameObjects() throws IOException {
        List<SkyObject> plain =
                Catalogs.read(catalog(Catalogs.POINT, Catalogs.SERSIC, Catalogs.KNOTS, Catalogs.STREAK), true);
        Path gz = Catalogs.write(
                dir.resolve("c.txt.gz"),
                Catalogs.HEADER + String.join("\n", Catalogs.POINT, Catalogs.SERSIC, Catalogs.KNOTS, Catalogs.STREAK));
        assertEquals(plain, Catalogs.read(gz, true));
        Files.createDirectory(dir.resolve("parts"));
        Catalogs.write(dir.resolve("parts/a.txt.gz"), "# stars", Catalogs.POINT, Catalogs.SERSIC, "");
        Catalogs.write(dir.resolve("b.txt"), Catalogs.KNOTS, Catalogs.STREAK);
        Path split = Catalogs.write(
                dir.resolve("split.txt"), Catalogs.HEADER + "includeobj parts/a.txt.gz\nincludeobj b.txt\n");
        assertEquals(plain, Catalogs.read(split, true));
        Path windows = Catalogs.write(
                dir.resolve("crlf.txt"),
                (Catalogs.HEADER + String.join("\n", Catalogs.POINT, Catalogs.SERSIC, Catalogs.KNOTS, Catalogs.STREAK))
                        .replace("\n", "\r\n")
                        .replace(" ", " \t"));
        assertEquals(plain, Catalogs.read(windows, true));
    }

    @Test
    void includesThatCannotBeRead_areErrorsWhereTheyAreNamed() throws IOException {
        Path missing = Catalogs.write(dir.resolve("m.txt"), Catalogs.HEADER + "includeobj nothing.txt.gz");
        assertTrue(
                problem(missing).contains("m.txt:22: ") && problem(missing).contains("does not exist"),
                problem(missing));
        Path self = Catalogs.write(dir.resolve("self.txt"), Catalogs.HEADER + "includeobj self.txt");
        assertTrue(problem(self).contains("an included file holds only object lines"), problem(self));
        Path directory = Catalogs.write(dir.resolve("d.txt"), Catalogs.HEADER + "includeobj .");
        assertTrue(problem(directory).contains("is a directory"), problem(directory));
        Catalogs.write(dir.resolve("nested.txt"), Catalogs.POINT, "includeobj self.txt");
        Path nested = Catalogs.write(dir.resolve("n.txt"), Catalogs.HEADER + "includeobj nested.txt");
        assertTrue(problem(nested).contains("nested.txt:2: "), problem(nested));
    }

    @Test
    void infLines_areDropped_whateverTheirForm_butNotIdsAndFilesThatHoldTheLetters() throws IOException {
        InstanceCatalog catalog = InstanceCatalog.open(
                catalog(
                        Catalogs.POINT.replace("p1", "MS_inf_8"),
                        Catalogs.POINT.replace("kurucz", "inf"),
                        Catalogs.POINT.replace("0.0635", "inf"),
                        Catalogs.POINT.replace("gz 0 0", "gz inf 0"),
                        Catalogs.POINT.replace("29.3", "-Inf"),
                        Catalogs.POINT.replace("29.3", "INFINITY"),
                        Catalogs.POINT.replace("CCM 0.0635 3.1", "CCM 0.0635 inf")),
                InstanceCatalog.Options.DEFAULT);
        ReadReport report = catalog.forEach(Footprint.ALL, object -> {});
        assertEquals(2, report.objects());
        assertEquals(5, report.linesWithInf());
        assertEquals(5, report.droppedLines());
        assertTrue(
                report.firstDroppedLines().getFirst().endsWith("catalog.txt:24: a value is inf"), "" + report.notes());
    }

    @Test
    void droppedLinesOfBothKinds_areOneCount() throws IOException {
        ReadReport report = InstanceCatalog.open(
                        catalog(
                                Catalogs.POINT.replace("29.3", "inf"),
                                Catalogs.POINT.replace("29.3", "nan"),
                                Catalogs.POINT),
                        new InstanceCatalog.Options(true, true))
                .forEach(Footprint.ALL, object -> {});
        assertEquals(2, report.droppedLines());
        assertEquals(1, report.notes().size());
        String note = report.notes().getFirst();
        assertTrue(note.startsWith("2 lines dropped (1 with inf, 1 bad): ") && note.contains("catalog.txt:23: "), note);
    }

    @Test
    void invalidObjects_areHeldBackUnlessAskedFor() throws IOException {
        Path file = catalog(
                Catalogs.POINT.replace("29.3", "50"),
                Catalogs.SERSIC.replace("0.58 0.44", "0.44 0.58"),
                Catalogs.KNOTS.replace(" 23 none", " 0 none"),
                Catalogs.KNOTS.replace("0.41 0.27", "0.27 0.41"),
                Catalogs.IMAGE,
                Catalogs.POINT.replace("29.3", "49.999"));
        List<Invalid> reasons = new ArrayList<>();
        ReadReport report = InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT)
                .forEach(Footprint.ALL, new InstanceCatalog.Sink() {
                    @Override
                    public void object(SkyObject object) {
                        assertEquals(49.999, object.magnorm());
                    }

                    @Override
                    public void invalid(SkyObject object, Invalid reason) {
                        reasons.add(reason);
                    }
                });
        assertEquals(
                List.of(Invalid.NO_LIGHT, Invalid.AXES, Invalid.NO_KNOTS, Invalid.AXES, Invalid.NO_IMAGE), reasons);
        assertEquals(
                Map.of(Invalid.NO_LIGHT, 1L, Invalid.AXES, 2L, Invalid.NO_KNOTS, 1L, Invalid.NO_IMAGE, 1L),
                report.invalid());
        assertEquals(4, report.notes().size());
        List<SkyObject> all = Catalogs.read(file, false);
        assertEquals(6, all.size());
        assertEquals(0, assertInstanceOf(Shape.Knots.class, all.get(2).shape()).count());
    }

    @Test
    void sersicIndex_isRoundedToTheNearestTwentieth() throws IOException {
        for (double[] pair : new double[][] {
            {1, 1}, {1.024, 1}, {1.026, 1.05}, {0.3, 0.3}, {0.28, 0.3}, {6.2, 6.2}, {6.22, 6.2}, {4.0, 4}
        }) {
            SkyObject object = Catalogs.read(catalog(Catalogs.SERSIC.replace(" 2.7 1 ", " 2.7 " + pair[0] + " ")), true)
                    .getFirst();
            assertEquals(
                    pair[1],
                    assertInstanceOf(Shape.Sersic.class, object.shape()).n(),
                    1e-15);
        }
        assertTrue(complaint(Catalogs.SERSIC.replace(" 2.7 1 ", " 2.7 6.3 "))
                .contains("token 16 (Sersic index) is '6.3'"));
        assertTrue(complaint(Catalogs.SERSIC.replace(" 2.7 1 ", " 2.7 0.2 ")).contains("token 16"));
    }

    @Test
    void rightAscension_isBroughtIntoOneTurn() throws IOException {
        assertEquals(
                359,
                Catalogs.read(catalog(Catalogs.POINT.replace("31.24", "-1")), true)
                        .getFirst()
                        .ra());
        assertEquals(
                0,
                Catalogs.read(catalog(Catalogs.POINT.replace("31.24", "360")), true)
                        .getFirst()
                        .ra());
        assertEquals(
                0,
                Catalogs.read(catalog(Catalogs.POINT.replace("31.24", "-1e-300")), true)
                        .getFirst()
                        .ra());
    }

    @Test
    void badLines_sayFileLineTokenValueAndLimit() throws IOException {
        assertTrue(complaint(Catalogs.POINT.replace("31.24", "abc"))
                .contains("token 2 (ra) is 'abc', which is not a number"));
        assertTrue(complaint(Catalogs.POINT.replace("-10.09", "-90.01"))
                .contains("token 3 (dec) is '-90.01'; it must be from -90 to 90 deg"));
        assertTrue(complaint(Catalogs.POINT.replace("29.3", "NaN")).contains("token 4 (magnorm)"));
        assertTrue(complaint(Catalogs.POINT.replace("31.24", "1e300")).contains("from -360 to 360"));
        assertTrue(complaint(Catalogs.SERSIC.replace("0.55", "-7")).contains("token 6 (redshift)"));
        assertTrue(complaint(Catalogs.SERSIC.replace("0.58", "-0.58")).contains("token 13 (semi-major axis)"));
        assertTrue(complaint(Catalogs.SERSIC.replace("0.01 ", "0.99 ")).contains("kappa"));
        assertTrue(complaint(Catalogs.SERSIC.replace("0.03", "1")).contains("kappa"));
        assertTrue(complaint(Catalogs.KNOTS.replace(" 23 none", " 2.5 none")).contains("token 16 (number of knots)"));
        assertTrue(complaint(Catalogs.KNOTS.replace(" 23 none", " 1e12 none")).contains("token 16 (number of knots)"));
        assertTrue(complaint(Catalogs.POINT.replace("point", "pointy")).contains("token 12 (type) is 'pointy'"));
        assertTrue(complaint(Catalogs.POINT.replace("CCM 0.0635 3.1", "CCM 0.0635"))
                .contains("within the Galactic dust law"));
        assertTrue(complaint(Catalogs.POINT.replace("none CCM 0.0635 3.1", "none"))
                .contains("Galactic dust law should stand"));
        assertTrue(complaint(Catalogs.POINT.replace("3.1", "31")).contains("Galactic Rv"));
        assertTrue(complaint(Catalogs.POINT.replace("0.0635", "-1")).contains("Galactic Av"));
        assertTrue(complaint(Catalogs.POINT + " 7").contains("1 more tokens"));
        assertTrue(complaint("object 1 2 3").contains("4 tokens"));
        assertTrue(complaint("objet 1 2 3").contains("'objet'"));
        assertTrue(complaint("\0\1\2").contains("0x00"));
    }

    @Test
    void badLinesOffTheFootprint_areErrorsToo_andGoodOnesAreCounted() throws IOException {
        Footprint north = (ra, dec) -> dec > 0;
        InstanceCatalog good = InstanceCatalog.open(
                catalog(Catalogs.POINT, Catalogs.SERSIC, Catalogs.POINT.replace("-10.09", "10")),
                InstanceCatalog.Options.DEFAULT);
        ReadReport report = good.forEach(north, object -> assertEquals(10, object.dec()));
        assertEquals(1, report.objects());
        assertEquals(2, report.outsideFootprint());
        InstanceCatalog bad =
                InstanceCatalog.open(catalog(Catalogs.POINT.replace("3.1", "x")), InstanceCatalog.Options.DEFAULT);
        assertThrows(InputException.class, () -> bad.forEach(north, object -> {}));
    }

    @Test
    void skipBadLines_countsThem_andTellsOfTheFirst() throws IOException {
        List<String> lines = new ArrayList<>(List.of(Catalogs.POINT));
        for (int i = 0; i < 15; i++) {
            lines.add(Catalogs.POINT.replace("31.24", "bad" + i));
        }
        lines.add(Catalogs.SERSIC);
        ReadReport report = InstanceCatalog.open(
                        catalog(lines.toArray(String[]::new)), new InstanceCatalog.Options(true, true))
                .forEach(Footprint.ALL, object -> {});
        assertEquals(2, report.objects());
        assertEquals(15, report.badLines());
        assertEquals(ReadReport.SHOWN_LINES, report.firstDroppedLines().size());
        assertTrue(
                report.firstDroppedLines().getFirst().contains("catalog.txt:23: token 2 (ra) is 'bad0'"),
                report.firstDroppedLines().getFirst());
    }

    @Test
    void filesThatAreNoCatalogs_areRefused() throws IOException {
        assertTrue(problem(dir).contains("is a directory"));
        assertTrue(problem(dir.resolve("nothing.txt")).contains("does not exist"));
        assertTrue(problem(Files.createFile(dir.resolve("empty.txt"))).contains("empty.txt:1: "));
        assertTrue(problem(Files.createFile(dir.resolve("empty.txt.gz"))).contains("empty.txt.gz:1: "));
        assertTrue(problem(Files.write(dir.resolve("plain.gz"), "rightascension 3".getBytes()))
                .contains("plain.gz:1: the header ends here"));
        Path gz = Catalogs.write(dir.resolve("c.txt.gz"), Catalogs.HEADER + (Catalogs.POINT + "\n").repeat(2000));
        byte[] bytes = Files.readAllBytes(gz);
        for (int cut : new int[] {2, 5, 12, bytes.length / 2, bytes.length - 9, bytes.length - 1}) {
            Path shorter = Files.write(dir.resolve("cut.txt.gz"), java.util.Arrays.copyOf(bytes, cut));
            assertTrue(problem(shorter).matches("(?s).*cut\\.txt\\.gz:\\d+: .*"), problem(shorter));
        }
        // gzip is known by the content, whatever the name says
        Path renamed = Files.write(dir.resolve("c.txt"), bytes);
        assertEquals(2000, Catalogs.read(renamed, true).size());
        byte[] text = (Catalogs.HEADER + Catalogs.POINT).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(
                1,
                Catalogs.read(Files.write(dir.resolve("text.txt.gz"), text), true)
                        .size());
        Path longLine = Catalogs.write(dir.resolve("long.txt"), Catalogs.HEADER + "object " + "x".repeat(10_000_000));
        assertTrue(
                problem(longLine).contains("long.txt:22: the line is longer than the limit of 65536 bytes"),
                problem(longLine));
        Path latin = Files.write(
                dir.resolve("latin.txt"),
                (Catalogs.HEADER + Catalogs.POINT.replace("p1", "p\u00e9"))
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertTrue(problem(latin).contains("token 1 (id) is 'p\\xe9', which is not UTF-8 text"), problem(latin));
    }

    @Test
    void cursor_knowsWhereItIs() throws IOException {
        Catalogs.write(dir.resolve("b.txt"), "# more", Catalogs.KNOTS);
        try (InstanceCursor cursor = InstanceCatalog.open(
                        catalog(Catalogs.POINT, "includeobj b.txt", "vistime 3"), InstanceCatalog.Options.DEFAULT)
                .cursor(Footprint.ALL)) {
            cursor.next();
            assertTrue(cursor.where().endsWith("catalog.txt:22"));
            cursor.next();
            assertTrue(cursor.where().endsWith("b.txt:2"));
            assertNull(cursor.next());
            assertNull(cursor.next());
            assertEquals(1, cursor.report().lateCommands());
        }
    }

    @Test
    void cone_isRightAcrossRaZeroAndThePole() {
        Footprint wrap = Footprint.cone(359.95, 5, 0.1);
        assertTrue(wrap.mayContain(0.02, 5) && wrap.mayContain(359.9, 5.05));
        assertFalse(wrap.mayContain(0.2, 5) || wrap.mayContain(359.95, 5.11));
        Footprint pole = Footprint.cone(10, -89.7, 0.5);
        assertTrue(pole.mayContain(190, -89.9) && pole.mayContain(100, -90) && pole.mayContain(10, -89.25));
        assertFalse(pole.mayContain(190, -89.7));
    }
}
