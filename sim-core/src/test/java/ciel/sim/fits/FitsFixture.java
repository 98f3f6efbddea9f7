package ciel.sim.fits;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.catalog.Visit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A visit, two CCDs, world coordinates and pixels for the tests of files. */
final class FitsFixture {
    /** The visit of the imSim runs that the reference headers come from. */
    static final Visit VISIT = new Visit(
            398414,
            0,
            Band.R,
            60.49045502638663,
            -38.164374958987054,
            40.0386345,
            138.6,
            53.16185928082866,
            114.38574818197553,
            60143.421569611106,
            30,
            0.750181,
            0,
            398414);

    static final double ROT_SKY = 138.6125906465964;
    /** Hour angle at the start of that visit, as imSim has it (deg). */
    static final double HOUR_ANGLE = -43.57437590847529;

    private FitsFixture() {}

    static Detector e2v() {
        return Camera.lsst().detector("R22_S11");
    }

    static Detector itl() {
        return Camera.lsst().detector("R01_S00");
    }

    static Provenance provenance() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("throughputs", "1.9");
        packages.put("ciel", "0.1.0");
        return new Provenance(
                "0.1.0",
                "scalar",
                "CPU, 2 cores",
                "T1",
                398414,
                "c0ffee".repeat(10) + "beef",
                "cat.txt",
                123,
                new Provenance.Physics("fast", Map.of("sensor.silicon", "false")),
                packages);
    }

    static HeaderInput input(Detector detector) {
        return new HeaderInput(
                VISIT,
                detector,
                ROT_SKY,
                PointingTrack.nominal(VISIT, HOUR_ANGLE),
                0,
                "SKYEXP",
                "survey",
                "",
                true,
                provenance(),
                List.of());
    }

    /**
     * The TAN-SIP that imSim fits for R22_S11 of this visit, one pixel on: FITS pixel 1 is LSST pixel 0. Quadratic
     * terms made large on purpose.
     */
    static WcsHeader wcs() {
        List<Card> c = new ArrayList<>();
        c.add(Card.of("RADESYS", "ICRS"));
        c.add(Card.of("CTYPE1", "RA---TAN-SIP"));
        c.add(Card.of("CTYPE2", "DEC--TAN-SIP"));
        c.add(Card.of("CRPIX1", 2048.5006923823307));
        c.add(Card.of("CRPIX2", 2002.50058174787));
        c.add(Card.of("CD1_1", 4.17336688279287E-05));
        c.add(Card.of("CD1_2", 3.67284438721814E-05));
        c.add(Card.of("CD2_1", 3.67244969845032E-05));
        c.add(Card.of("CD2_2", -4.1728744720214E-05));
        c.add(Card.of("CUNIT1", "deg"));
        c.add(Card.of("CUNIT2", "deg"));
        c.add(Card.of("CRVAL1", 60.49045509066023));
        c.add(Card.of("CRVAL2", -38.16437495781997));
        c.add(Card.of("A_ORDER", 3));
        c.add(Card.of("A_0_2", 1.4E-6));
        c.add(Card.of("A_1_1", -2.0E-7));
        c.add(Card.of("A_2_0", 1.5E-6));
        c.add(Card.of("A_3_0", -8.4624808440433E-13));
        c.add(Card.of("A_1_2", -8.4624390296772E-13));
        c.add(Card.of("B_ORDER", 3));
        c.add(Card.of("B_0_2", 7.6E-7));
        c.add(Card.of("B_1_1", 4.9E-7));
        c.add(Card.of("B_2_0", 1.7E-6));
        c.add(Card.of("B_0_3", -8.4629491628596E-13));
        c.add(Card.of("B_2_1", -8.4624389337947E-13));
        return new WcsHeader(c);
    }

    /** Sky-like pixels, a bright column, a negative pixel and the largest numbers, the same for the same seed. */
    static int[] pixels(int count, int level, double sigma, long seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = level + (int) Math.rint(sigma * random.nextGaussian());
        }
        out[5] = -7;
        out[count / 2] = Integer.MAX_VALUE;
        out[count / 2 + 1] = Integer.MIN_VALUE;
        out[count - 1] = 262143;
        return out;
    }

    static int[][] segments(long seed) {
        int[][] out = new int[16][];
        for (int i = 0; i < 16; i++) {
            out[i] = pixels(Sections.RAW_WIDTH * Sections.RAW_HEIGHT, 26000 + 10 * i, 25, seed + i);
        }
        return out;
    }
}
