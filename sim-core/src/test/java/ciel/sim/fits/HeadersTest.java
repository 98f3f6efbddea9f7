package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.Astrometry;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.spectrum.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;
import org.junit.jupiter.api.Test;

class HeadersTest {
    /**
     * Validation: acceptance row 57 and section 1.18; values as imSim 2.1.1 writes them for this visit, typed in here.
     */
    @Test
    void rawHeader_saysWhatLsstReads() {
        Map<String, Object> raw =
                map(Headers.raw(FitsFixture.input(FitsFixture.e2v()), "amp_00398414-0-r-R22_S11-det094.fits.fz"));
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("RUNNUM", 398414L);
        expected.put("MJD", 60143.421569611106);
        expected.put("MJD-OBS", 60143.421396);
        expected.put("DATE", "2023-07-18T10:07:03.614");
        expected.put("DATE-OBS", "2023-07-18T10:06:48.614");
        expected.put("DATE-END", "2023-07-18T10:07:18.614");
        expected.put("DAYOBS", "20230717");
        expected.put("SEQNUM", 0);
        expected.put("CONTRLLR", "S");
        expected.put("EXPTIME", 30.0);
        expected.put("DARKTIME", 30.0);
        expected.put("TIMESYS", "TAI");
        expected.put("LSST_NUM", "E2V-CCD250-382");
        expected.put("IMGTYPE", "SKYEXP");
        expected.put("OBSTYPE", "SKYEXP");
        expected.put("REASON", "survey");
        expected.put("MONOWL", -1);
        expected.put("FILTER", "r_57");
        expected.put("INSTRUME", "LSSTCamSim");
        expected.put("RAFTBAY", "R22");
        expected.put("CCDSLOT", "S11");
        expected.put("CHIPID", "R22_S11");
        expected.put("ROTCOORD", "sky");
        expected.put("ROTPA", 138.6125906465964);
        expected.put("ROTANGLE", 138.6125906465964);
        expected.put("TELESCOP", "Simonyi Survey Telescope");
        expected.put("TELCODE", "MC");
        expected.put("RADESYS", "ICRS");
        expected.put("TRACKSYS", "RADEC");
        expected.put("OBSID", "MC_S_20230717_000000");
        expected.put("OUTFILE", "amp_00398414-0-r-R22_S11-det094.fits.fz");
        expected.put("ORIGIN", "Ciel");
        expected.put("PKG00000", "throughputs");
        expected.put("VER00000", "1.9");
        expected.put("SEED", 398414L);
        expected.forEach((key, value) -> assertEquals(value, raw.get(key), key));
    }

    /**
     * Validation: each keyword of the header that imSim wrote is in ours, with its value; those that differ on purpose
     * are named.
     */
    @Test
    void rawHeader_hasEveryKeywordOfImsims() throws IOException {
        compare(
                "imsim/raw_R22_S11_primary_header.txt",
                map(Headers.raw(FitsFixture.input(FitsFixture.e2v()), "amp_00398414-0-r-R22_S11-det094.fits.fz")),
                "SIMPLE|BITPIX|NAXIS|EXTEND|ORIGIN|IMSIMVER|PKG.*|VER.*");
    }

    @Test
    void eimageHeader_hasEveryKeywordOfImsims() throws IOException {
        compare(
                "imsim/eimage_R22_S11_header.txt",
                map(Headers.eimage(FitsFixture.input(FitsFixture.e2v()))),
                "SIMPLE|BITPIX|NAXIS\\d?|EXTEND|GS_.*|CTYPE.|CRPIX.|CRVAL.|CUNIT.|CD._.|[AB]P?_(\\d_\\d|ORDER)");
    }

    private static void compare(String reference, Map<String, Object> ours, String notCompared) throws IOException {
        // imSim repeats the airmass of the start for the end
        Map<String, Double> moved = Map.of(
                "AMSTART", 1e-3, "AMEND", 2e-3, "ELSTART", 0.06, "AZSTART", 0.01, "HASTART", 1e-6, "HAEND", 1e-6);
        Set<String> seen = new HashSet<>();
        for (String line : Files.readAllLines(SharedData.file(reference))) {
            HeaderCard card = HeaderCard.create(line.stripTrailing());
            String key = card.getKey().replace("HIERARCH.", "");
            if (Pattern.matches(notCompared, key)) {
                continue;
            }
            Object value = ours.get(key);
            assertTrue(value != null, key + " is missing");
            if (moved.containsKey(key)) {
                assertEquals(Double.parseDouble(card.getValue()), (Double) value, moved.get(key), key);
            } else if (value instanceof Number number) {
                assertEquals(Double.parseDouble(card.getValue()), number.doubleValue(), key);
            } else {
                assertEquals(card.getValue(), value, key);
            }
            seen.add(key);
        }
        assertTrue(seen.size() > 20, "compared " + seen);
    }

    @Test
    void airmassAtTheEnd_isNotThatOfTheStart() {
        PointingTrack track = PointingTrack.nominal(FitsFixture.VISIT, FitsFixture.HOUR_ANGLE);
        // East of the meridian the field rises: the airmass falls.
        assertTrue(track.airmassEnd() < track.airmassStart() && track.altitudeEnd() > track.altitudeStart());
        assertEquals(FitsFixture.VISIT.airmass(), track.airmassStart(), 1e-12);
        assertEquals(FitsFixture.VISIT.altitude(), track.altitudeStart());
        assertEquals(30 * 15.0410671787 / 3600, track.hourAngleEnd() - track.hourAngleStart(), 1e-12);
    }

    /** Validation: altitude and azimuth from hour angle and declination (Meeus 1998, eq. 13.5, 13.6), restated. */
    @Test
    void trackOfAltitudeAndAzimuth_isTheDiurnalCircle() {
        double latitude = Math.toRadians(Astrometry.LATITUDE);
        for (double[] where : new double[][] {{-60, -40}, {-1, -30}, {3, 10}, {45, -80}, {-75, 20}}) {
            double declination = Math.toRadians(where[1]);
            double[] middle = horizon(where[0], declination, latitude);
            Visit v = FitsFixture.VISIT;
            Visit visit = new Visit(1, 0, Band.G, 10, where[1], 0, 0, middle[0], middle[1], v.mjd(), 600, 0.7, 5, 1);
            PointingTrack track = PointingTrack.nominal(visit, Double.NaN);
            assertEquals(where[0], track.hourAngleStart(), 1e-9);
            double[] start = horizon(track.hourAngleStart(), declination, latitude);
            double[] end = horizon(track.hourAngleEnd(), declination, latitude);
            assertEquals(start[0], track.altitudeStart(), 1e-9);
            assertEquals(start[1], track.azimuthStart(), 1e-9);
            assertEquals(end[0], track.altitudeEnd(), 1e-9);
            assertEquals(end[1], track.azimuthEnd(), 1e-9);
        }
    }

    private static double[] horizon(double hourAngle, double declination, double latitude) {
        double h = Math.toRadians(hourAngle);
        double fromSouth =
                Math.atan2(Math.sin(h), Math.cos(h) * Math.sin(latitude) - Math.tan(declination) * Math.cos(latitude));
        double altitude = Math.asin(
                Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(h));
        return new double[] {Math.toDegrees(altitude), (Math.toDegrees(fromSouth) + 180 + 360) % 360};
    }

    @Test
    void geometrysAngles_reachTheHeader() {
        VisitGeometry geometry = VisitGeometry.of(FitsFixture.VISIT);
        Map<String, Object> raw =
                map(Headers.raw(HeaderInput.sky(geometry, FitsFixture.e2v(), FitsFixture.provenance()), "x"));
        assertEquals(geometry.rotSkyPos(), raw.get("ROTPA"));
        assertEquals(138.6125906465964, (Double) raw.get("ROTPA"), 1e-2, "row 25, against imSim");
        // imSim takes the catalog's TAI for UTC here: 37 s in 2023, in which the Earth turns by 0.1546 deg.
        assertEquals(-43.57437590847529 - 37 * 15.0410671787 / 3600, (Double) raw.get("HASTART"), 1e-4);
    }

    @Test
    void programmeAndAddedKeywords_areWritten() {
        HeaderInput in = FitsFixture.input(FitsFixture.itl())
                .withAdded(List.of(Card.added("reason", "test of ours"), Card.added("WIND", 3.5)));
        Map<String, Object> raw = map(Headers.raw(in, "x"));
        assertEquals("test of ours", raw.get("REASON"), "the user's value takes the place of ours");
        assertEquals(3.5, raw.get("WIND"));
        assertEquals(3.5, map(Headers.eimage(in)).get("WIND"));
        assertTrue(!raw.containsKey("PROGRAM"));
        HeaderInput named = new HeaderInput(
                in.visit(),
                in.detector(),
                0,
                in.track(),
                1.5,
                "FLAT",
                "calibration",
                "BLOCK-1",
                false,
                in.provenance(),
                List.of());
        Map<String, Object> flat = map(Headers.raw(named, "x"));
        assertEquals("BLOCK-1", flat.get("PROGRAM"));
        assertEquals("FLAT", flat.get("OBSTYPE"));
        assertEquals("LOCAL", flat.get("TRACKSYS"));
        assertEquals(1.5, flat.get("FOCUSZ"));
    }

    @Test
    void sequenceNumberBeyondLsstsIdentifiers_isRefused() {
        Visit v = FitsFixture.VISIT;
        Visit visit = new Visit(5, 0, Band.U, 0, 0, 0, 0, 60, 0, v.mjd(), 30, 0.7, 100_000, 1);
        InputException e = assertThrows(
                InputException.class,
                () -> new HeaderInput(
                        visit,
                        FitsFixture.e2v(),
                        0,
                        PointingTrack.nominal(visit, 0),
                        0,
                        "SKYEXP",
                        "",
                        "",
                        true,
                        FitsFixture.provenance(),
                        List.of()));
        assertTrue(e.getMessage().contains("100000") && e.getMessage().contains("99999"), e.getMessage());
    }

    @Test
    void dates_roundToTheMillisecondAndTheDayTurnsAtNoon() {
        assertEquals("2024-03-21T07:54:34.146", TaiDate.iso(60390.32956188762 - 1e-8));
        assertEquals("2000-01-01T12:00:00.000", TaiDate.iso(51544.5));
        assertEquals("2024-03-01T00:00:00.000", TaiDate.iso(60370 - 1e-10), "rounds over midnight, in a leap year");
        assertEquals("20240320", TaiDate.observingDay(60390.4999));
        assertEquals("20240321", TaiDate.observingDay(60390.5));
    }

    @Test
    void fileNames_followThePatterns() {
        assertEquals("eimage_00398414-0-r-R22_S11-det094.fits", FileNames.eimage(FitsFixture.VISIT, FitsFixture.e2v()));
        assertEquals("amp_00398414-0-r-R01_S00-det000.fits.fz", FileNames.raw(FitsFixture.VISIT, FitsFixture.itl()));
        Visit v = FitsFixture.VISIT;
        Visit large = new Visit(1234567890L, 1, Band.Y, 0, 0, 0, 0, 60, 0, v.mjd(), 30, 0.7, 0, 1);
        assertEquals("truth_1234567890-1-y-R22_S11-det094.parquet", FileNames.truth(large, FitsFixture.e2v()));
        assertEquals("manifest_1234567890-1-y-R22_S11-det094.json", FileNames.manifest(large, FitsFixture.e2v()));
    }

    private static Map<String, Object> map(List<Card> cards) {
        Map<String, Object> map = new HashMap<>();
        for (Card card : cards) {
            assertTrue(map.put(card.key(), card.value()) == null, card.key() + " twice");
        }
        return map;
    }
}
