package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands at the head of an instance catalog. */
class InstanceHeaderTest {
    @TempDir
    private Path dir;

    private Path catalog(String... objects) throws IOException {
        return Catalogs.write(dir.resolve("catalog.txt"), Catalogs.HEADER + String.join("\n", objects));
    }

    private static String problem(Path file) {
        return assertThrows(InputException.class, () -> Catalogs.read(file, true))
                .getMessage();
    }

    @Test
    void header_givesTheVisit() throws IOException {
        Visit visit = InstanceCatalog.open(catalog("object"), InstanceCatalog.Options.DEFAULT)
                .visit();
        assertEquals(
                new Visit(
                        161899,
                        0,
                        Band.R,
                        31.1133844,
                        -10.0970060,
                        1.0,
                        69.0922930,
                        43.6990272,
                        73.7707957,
                        59797.2854090,
                        15,
                        0.7613760,
                        7,
                        161900),
                visit);
    }

    @Test
    void mjd_isTheMiddleOfTheExposure() throws IOException {
        Path file = Catalogs.write(dir.resolve("c.txt"), "exptime 15", Catalogs.HEADER);
        Visit visit =
                InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT).visit();
        assertEquals(15, visit.exposureTime());
        assertEquals(59797.2854090 - 15.0 / 172_800, visit.mjdStart(), 1e-9);
    }

    @Test
    void everyMissingRequiredCommand_isItsOwnError() throws IOException {
        List<String> seen = new ArrayList<>();
        for (String key : HeaderParser.REQUIRED) {
            String header = Catalogs.HEADER.replaceAll("(?m)^" + key + " .*\n", "");
            Path file = Catalogs.write(dir.resolve("c.txt"), header + Catalogs.POINT);
            String message = problem(file);
            assertTrue(message.contains("'" + key + "'") && message.contains("c.txt:21"), message);
            assertFalse(seen.contains(message), message);
            seen.add(message);
        }
        assertEquals(19, seen.size());
    }

    private Visit visit(String header) throws IOException {
        return open(header).visit();
    }

    private InstanceCatalog open(String header) throws IOException {
        return InstanceCatalog.open(
                Catalogs.write(dir.resolve("c.txt"), header + Catalogs.POINT), InstanceCatalog.Options.DEFAULT);
    }

    @Test
    void exposureTime_followsFromVistimeAndNsnap_unlessExptimeSaysIt() throws IOException {
        // vistime, nsnap, exptime, exposure time (s), whether a note is due
        for (double[] c : new double[][] {
            {30, 1, 0, 30, 0},
            {15, 1, 0, 15, 1},
            {33, 2, 0, 15, 1},
            {33, 1, 0, 33, 1},
            {34.5, 3, 0, 9.5, 1},
            {33, 2, 20, 20, 0},
            {30, 1, 7.5, 7.5, 0}
        }) {
            InstanceCatalog catalog = open((c[2] > 0 ? "exptime " + c[2] + "\n" : "")
                    + Catalogs.HEADER
                            .replace("vistime 33.0000000", "vistime " + c[0])
                            .replace("nsnap 2", "nsnap " + (int) c[1]));
            assertEquals(c[3], catalog.visit().exposureTime(), 1e-12);
            assertEquals(
                    c[4] > 0, catalog.notes().stream().anyMatch(note -> note.startsWith("exposure time ")), c[0] + "");
        }
        String note = open(Catalogs.HEADER).notes().getFirst();
        assertTrue(note.contains("exposure time 15 s: from vistime 33 s and nsnap 2"), note);
        String message = problem(Catalogs.write(
                dir.resolve("c.txt"), Catalogs.HEADER.replace("vistime 33.0000000", "vistime 3") + Catalogs.POINT));
        assertTrue(message.contains("vistime 3.0 s is too short for nsnap 2"), message);
    }

    @Test
    void seqnumIs0WhereItIsMissing_andANoteSaysSo() throws IOException {
        InstanceCatalog catalog = open(Catalogs.HEADER.replaceAll("seqnum.*\n", ""));
        assertEquals(0, catalog.visit().sequenceNumber());
        assertTrue(catalog.notes().contains("the header has no seqnum: 0 is taken"), catalog.notes() + "");
    }

    @Test
    void namesOfPhosim3_areReadAsTodays() throws IOException {
        String old = Catalogs.HEADER
                .replace("rightascension", "Unrefracted_RA_deg")
                .replace("declination", "Unrefracted_Dec_deg")
                .replace("altitude", "Unrefracted_Altitude")
                .replace("azimuth", "Unrefracted_Azimuth")
                .replace("seeing", "Opsim_rawseeing")
                .replace("mjd", "Opsim_expmjd")
                .replaceAll(
                        "(?m)^(filter|rotskypos|rottelpos|dist2moon|moonalt|moondec|moonphase|moonra|obshistid|sunalt)",
                        "Opsim_$1")
                .replaceAll("(?m)^seed", "SIM_SEED")
                .replaceAll("(?m)^vistime", "SIM_VISTIME")
                .replaceAll("(?m)^nsnap", "SIM_NSNAP")
                .replaceAll("(?m)^seqnum.*\n", "Slalib_date 2023/7/18/0.25\n");
        InstanceCatalog catalog = open(old);
        Visit today = visit(Catalogs.HEADER.replaceAll("(?m)^seqnum.*\n", ""));
        assertEquals(today, catalog.visit());
        assertTrue(
                catalog.notes().stream().anyMatch(note -> note.contains("Opsim_filter") && note.contains("SIM_SEED")),
                catalog.notes() + "");
        assertEquals(today, visit(Catalogs.HEADER.replace("filter", "FILTER").replaceAll("(?m)^seqnum.*\n", "")));
    }

    @Test
    void commentsMayBeIndented_andStandBehindAValue_andTheFileMayBeginWithAByteOrderMark() throws IOException {
        List<SkyObject> plain = Catalogs.read(catalog(Catalogs.POINT, Catalogs.SERSIC), true);
        String commented = "\ufeff  # indented\n\t# with a tab\n"
                + Catalogs.HEADER.replace("filter 2", "filter 2 # the r band").replace("seqnum 7", "seqnum 7 #none")
                + Catalogs.POINT + "   # a star\n"
                + " " + Catalogs.SERSIC + " #";
        Path file = Catalogs.write(dir.resolve("comments.txt"), commented);
        assertEquals(plain, Catalogs.read(file, true));
        assertEquals(
                visit(Catalogs.HEADER),
                InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT).visit());
        Path marked = Catalogs.write(dir.resolve("marked.txt.gz"), "\ufeff" + Catalogs.HEADER + Catalogs.POINT);
        assertEquals(plain.subList(0, 1), Catalogs.read(marked, true));
    }

    @Test
    void theFilterMayBeALetter_andTheTypeStar() throws IOException {
        for (Band band : Band.values()) {
            for (String name : List.of(band.letter(), band.name(), Integer.toString(band.ordinal()))) {
                assertEquals(
                        band,
                        visit(Catalogs.HEADER.replace("filter 2", "filter " + name))
                                .band());
            }
        }
        for (String star : List.of("star", "STAR", "Point")) {
            assertEquals(
                    new Shape.Point(),
                    Catalogs.read(catalog(Catalogs.POINT.replace(" point ", " " + star + " ")), true)
                            .getFirst()
                            .shape());
        }
    }

    @Test
    void whatIsNotDrawn_isNamed() throws IOException {
        ReadReport report = InstanceCatalog.open(
                        catalog(
                                Catalogs.IMAGE.replace("i1", "host"),
                                Catalogs.POINT.replace("29.3", "50").replace("p1", "dark1"),
                                Catalogs.POINT.replace("29.3", "50").replace("p1", "dark2"),
                                Catalogs.POINT.replace("29.3", "50").replace("p1", "dark3"),
                                Catalogs.POINT.replace("29.3", "50").replace("p1", "dark4")),
                        InstanceCatalog.Options.DEFAULT)
                .forEach(Footprint.ALL, object -> {});
        List<String> notes = report.notes();
        assertTrue(
                notes.stream()
                        .anyMatch(
                                note -> note.startsWith("1 object not drawn (skip_invalid), since its FITS image does "
                                                + "not exist: host (")
                                        && note.contains("picture.fits.gz")),
                notes + "");
        assertTrue(
                notes.contains("4 objects not drawn (skip_invalid), since magnorm is 50 or more: dark1, dark2, dark3, "
                        + "and 1 more"),
                notes + "");
    }

    @Test
    void commandsThatWeHaveNoUseFor_areKept() throws IOException {
        InstanceCatalog catalog = InstanceCatalog.open(
                Catalogs.write(dir.resolve("c.txt"), Catalogs.HEADER + "camconfig 1\nminsource 100\n"),
                InstanceCatalog.Options.DEFAULT);
        assertEquals(
                Map.of("camconfig", 1.0, "minsource", 100.0, "moonphase", 59.628883),
                Map.of(
                        "camconfig",
                        catalog.header().get("camconfig"),
                        "minsource",
                        catalog.header().get("minsource"),
                        "moonphase",
                        catalog.header().get("moonphase")));
        assertEquals(22, catalog.header().size());
    }

    @Test
    void wrongHeaderValues_sayLineValueAndLimit() throws IOException {
        for (String[] wrong : new String[][] {
            {"filter 2", "filter 6", "from 0 to 5"},
            {"filter 2", "filter 1.5", "whole number"},
            {"filter 2", "filter w", "u g r i z y"},
            {"altitude 43.6990272", "altitude -3", "below the horizon"},
            {"altitude 43.6990272", "altitude 0.0", "at the horizon"},
            {"seeing 0.7613760", "seeing nan", "not a number"},
            {"mjd 59797.2854090", "mjd 1e9", "88069"},
            {"nsnap 2", "nsnap", "has 0 values"},
            {"nsnap 2", "nsnap 2 2", "has 2 values"},
            {"seed 161900", "seed inf", "not a number"},
            {"declination -10.0970060", "declination -90.5", "from -90 to 90"},
            {"obshistid 161899", "obshistid -1", "from 0 to"},
            {"camera", "camera", ""}
        }) {
            Path file =
                    Catalogs.write(dir.resolve("c.txt"), Catalogs.HEADER.replace(wrong[0], wrong[1]) + Catalogs.POINT);
            if (wrong[0].equals("camera")) {
                assertEquals(1, Catalogs.read(file, true).size());
                continue;
            }
            String message = problem(file);
            assertTrue(message.contains(wrong[2]), message);
            assertTrue(message.matches("(?s).*c\\.txt:\\d+: .*"), message);
        }
    }
}
