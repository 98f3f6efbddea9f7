package ciel.sim.catalog.demo;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The project's own instance catalog: one visit of the COSMOS field (l = 236.8, b = 42.1 deg) on a dark night, with
 * stars and galaxies drawn from published counts ({@code StarCounts}, {@code GalaxyCounts}),
 * a star of r = 11, and a satellite's trail. The same arguments give the same file, byte for byte.
 *
 * <p>At density 1 there are 130 galaxies and 6 stars per square arcmin to r = 27: 48,000 objects and 9 MB for one CCD
 * (0.17 deg), of which 30,000 and 6e8 photons matter to it; 7 million and 1.3 GB for the whole
 * camera (2.1 deg). One CCD takes 1 CPU second, the camera half a minute.
 */
public final class DemoCatalog {
    /** Radius (deg) that covers R22_S11 with its margins. */
    public static final double ONE_CCD = 0.17;
    /** Radius (deg) that covers the whole camera. */
    public static final double WHOLE_CAMERA = 2.1;

    /**
     * Middle of the exposure 2026-02-16T04:00:00 TAI; altitude and azimuth of the boresight then (astropy 7.2, 727
     * hPa); moon at 2 %, 41 deg below the horizon.
     */
    private static final Visit VISIT = new Visit(
            610_871,
            0,
            Band.R,
            150.1,
            2.2,
            0,
            112.44997,
            54.593182,
            26.847651,
            61_087.166666667,
            30,
            0.65,
            871,
            610_871);

    private static final String OTHER_COMMANDS =
            "nsnap 1\nvistime 34\ndist2moon 157.1082\nmoonalt -40.7855\nmoondec -19.0674\nmoonphase "
                    + "1.98\nmoonra 314.2954\nsunalt -45.2075\n";
    private static final double GALACTIC_L = 236.814;
    private static final double GALACTIC_B = 42.103;
    /**
     * A(V) of the Milky Way there: E(B-V) = 0.018 (Schlegel, Finkbeiner and Davis 1998, ApJ 500, 525, for COSMOS) times
     * 3.1.
     */
    private static final double GALACTIC_AV = 0.0558;

    private static final double FAINTEST_R = 27;

    /** Temperature (K) and name, all of them names of the library that LSST simulations share. */
    private static final Object[][] STARS = {
        {2700.0, "starSED/phoSimMLT/lte027-3.0-0.0a+0.0.BT-Settl.spec.gz"},
        {2800.0, "starSED/phoSimMLT/lte028-3.5-0.0a+0.0.BT-Settl.spec.gz"},
        {3200.0, "starSED/phoSimMLT/lte032-4.5-0.5a+0.2.BT-Settl.spec.gz"},
        {3300.0, "starSED/phoSimMLT/lte033-4.5-1.0a+0.4.BT-Settl.spec.gz"},
        {3400.0, "starSED/phoSimMLT/lte034-4.5-1.0a+0.4.BT-Settl.spec.gz"},
        {3500.0, "starSED/phoSimMLT/lte035-4.5-1.0a+0.4.BT-Settl.spec.gz"},
        {3600.0, "starSED/phoSimMLT/lte036-5.0-1.0a+0.4.BT-Settl.spec.gz"},
        {3700.0, "starSED/phoSimMLT/lte037-5.5-1.0a+0.4.BT-Settl.spec.gz"},
        {3800.0, "starSED/phoSimMLT/lte038-5.5-1.0a+0.4.BT-Settl.spec.gz"},
        {4160.0, "starSED/kurucz/km50_4000.fits_g05_4160.gz"},
        {4490.0, "starSED/kurucz/km20_4250.fits_g00_4490.gz"},
        {4790.0, "starSED/kurucz/km10_4750.fits_g00_4790.gz"},
        {5100.0, "starSED/kurucz/km10_5000.fits_g15_5100.gz"},
        {5290.0, "starSED/kurucz/km10_5250.fits_g30_5290.gz"},
        {5600.0, "starSED/kurucz/km10_5500.fits_g30_5600.gz"},
        {5750.0, "starSED/kurucz/km10_5750.fits_g10_5750.gz"},
        {6020.0, "starSED/kurucz/km15_6000.fits_g30_6020.gz"},
        {6290.0, "starSED/kurucz/km25_6250.fits_g45_6290.gz"},
        {6600.0, "starSED/kurucz/km35_6500.fits_g40_6600.gz"}
    };

    private static final String[] DISCS = {
        "galaxySED/Exp.20E09.04Z.spec.gz",
        "galaxySED/Exp.32E09.02Z.spec.gz",
        "galaxySED/Exp.40E09.02Z.spec.gz",
        "galaxySED/Exp.50E09.04Z.spec.gz",
        "galaxySED/Const.12E10.04Z.spec.gz"
    };
    private static final String[] BULGES = {
        "galaxySED/Inst.25E09.04Z.spec.gz", "galaxySED/Inst.50E09.04Z.spec.gz", "galaxySED/Inst.62E09.02Z.spec.gz"
    };
    private static final String KNOTS = "galaxySED/Const.64E07.02Z.spec.gz";
    private static final String SUN = "starSED/kurucz/km10_5750.fits_g10_5750.gz";

    private final Options options;
    private final Brightness brightness = new Brightness(VISIT);
    private final GalaxyCounts galaxyCounts = new GalaxyCounts();
    private final ObjectLines lines;
    private final double[] position = new double[2];
    private long objects;

    /**
     * @param seed      of the positions and of everything else that is drawn
     * @param radius    of the field around the boresight (deg), 0.01 to 3
     * @param density   stars and galaxies as a fraction of what the counts say, 0 to 10
     * @param band      filter of the visit; magnitudes are set in r and i whatever it is
     * @param brightStar r magnitude of the star that is set by hand near the centre; NaN for none
     */
    public record Options(long seed, double radius, double density, Band band, double brightStar) {
        /** One CCD in r, with a star of r = 11. */
        public static final Options DEFAULT = new Options(1, ONE_CCD, 1, Band.R, 11);

        /** @throws InputException when a value is out of its range */
        public Options {
            check("radius", radius, 0.01, 3, " deg");
            check("density", density, 0, 10, "");
            if (!Double.isNaN(brightStar)) {
                check("bright star", brightStar, 5, 20, " mag");
            }
        }

        private static void check(String name, double value, double min, double max, String unit) {
            if (!(value >= min && value <= max)) {
                throw new InputException(
                        "demo catalog",
                        name + " is " + value + "; it must be from " + min + " to " + max + unit,
                        "choose another " + name);
            }
        }

        public Options withRadius(double value) {
            return new Options(seed, value, density, band, brightStar);
        }

        public Options withDensity(double value) {
            return new Options(seed, radius, value, band, brightStar);
        }

        public Options withSeed(long value) {
            return new Options(value, radius, density, band, brightStar);
        }
    }

    private DemoCatalog(Options options, OutputStream out) {
        this.options = options;
        this.lines = new ObjectLines(out);
    }

    /** @return a name for the catalog of these options, different for different options */
    public static String fileName(Options options) {
        return String.format(
                Locale.ROOT,
                "ciel_demo_%d_%s_%s_%s_%s.txt",
                options.seed(),
                options.band().letter(),
                options.radius(),
                options.density(),
                options.brightStar());
    }

    /**
     * Writes the catalog under its own name into a folder, if it is not there yet. It appears whole or not at all.
     *
     * @return the file
     */
    public static Path write(Path directory, Options options) throws IOException {
        Path file = directory.resolve(fileName(options));
        if (!Files.exists(file)) {
            Files.createDirectories(directory);
            // not createTempFile: its files are for their owner alone, whatever the umask says
            Path temporary = directory.resolve(".ciel-demo."
                    + ProcessHandle.current().pid() + "." + Long.toHexString(System.nanoTime()) + ".part");
            try {
                try (OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW)) {
                    write(out, options);
                }
                Files.move(
                        temporary,
                        file,
                        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
        return file;
    }

    /** @return number of objects written */
    public static long write(OutputStream out, Options options) throws IOException {
        DemoCatalog catalog = new DemoCatalog(options, out);
        catalog.header();
        catalog.handmade();
        catalog.stars();
        catalog.galaxies();
        catalog.lines.flush();
        return catalog.objects;
    }

    /** @return the visit of the catalog */
    public static Visit visit(Options options) {
        return new Visit(
                VISIT.observationId(),
                0,
                options.band(),
                VISIT.ra(),
                VISIT.dec(),
                VISIT.rotTelPos(),
                VISIT.rotSkyPos(),
                VISIT.altitude(),
                VISIT.azimuth(),
                VISIT.mjd(),
                VISIT.exposureTime(),
                VISIT.rawSeeing(),
                VISIT.sequenceNumber(),
                options.seed());
    }

    private void header() {
        Visit v = visit(options);
        lines.raw("# Drawn by Ciel from published number counts; see DemoCatalog for their sources.\n");
        lines.raw("# " + options + "\n");
        lines.raw("rightascension " + v.ra() + "\ndeclination " + v.dec() + "\nmjd " + v.mjd() + "\naltitude "
                + v.altitude() + "\nazimuth " + v.azimuth() + "\nfilter "
                + v.band().ordinal()
                + "\nrotskypos " + v.rotSkyPos() + "\nrottelpos " + v.rotTelPos() + "\nobshistid " + v.observationId()
                + "\nseed " + v.seed() + "\nseeing " + v.rawSeeing() + "\nseqnum "
                + v.sequenceNumber() + "\nexptime " + v.exposureTime() + "\n" + OTHER_COMMANDS);
    }

    /** Places a point at an angle from the boresight (deg), towards a position angle from north to east (deg). */
    private void place(double angle, double towards) {
        double d = Math.toRadians(angle);
        double pa = Math.toRadians(towards);
        double dec = Math.toRadians(VISIT.dec());
        double sin =
                StrictMath.sin(dec) * StrictMath.cos(d) + StrictMath.cos(dec) * StrictMath.sin(d) * StrictMath.cos(pa);
        double turn = StrictMath.atan2(
                StrictMath.sin(d) * StrictMath.sin(pa),
                StrictMath.cos(dec) * StrictMath.cos(d) - StrictMath.sin(dec) * StrictMath.sin(d) * StrictMath.cos(pa));
        position[0] = VISIT.ra() + Math.toDegrees(turn);
        position[1] = Math.toDegrees(StrictMath.asin(sin));
    }

    /** Places a point anywhere in the field, equally likely per area. */
    private void place(Draws draws) {
        double limit = 1 - StrictMath.cos(Math.toRadians(options.radius()));
        // 1 - cos by its half angle, which does not lose the digits
        double angle = 2 * Math.toDegrees(StrictMath.asin(StrictMath.sqrt(draws.uniform() * limit / 2)));
        place(angle, draws.uniform(0, 360));
    }

    private double squareDegrees() {
        double half = StrictMath.sin(Math.toRadians(options.radius()) / 2);
        return 4 * Math.PI * half * half * Math.toDegrees(1) * Math.toDegrees(1);
    }

    private static String star(double kelvin) {
        Object[] best = STARS[0];
        for (Object[] star : STARS) {
            if (Math.abs((double) star[0] - kelvin) < Math.abs((double) best[0] - kelvin)) {
                best = star;
            }
        }
        return (String) best[1];
    }

    private void point(String id, double r, String sed) throws IOException {
        lines.begin(id, position[0], position[1], r - brightness.r(sed, 0, 0), sed, 0, 0, 0, 0)
                .word("point")
                .end(0, GALACTIC_AV);
        objects++;
    }

    private void handmade() throws IOException {
        if (!Double.isNaN(options.brightStar())) {
            place(0.045, 60);
            point("bright_star", options.brightStar(), SUN);
        }
        // a satellite of magnitude 9 that crosses at half a degree a second shines on each 900 arcsec for half a second
        // of the 30
        place(0.03, 215);
        double r = 9 + 2.5 * StrictMath.log10(30 / 0.5);
        lines.begin("satellite", position[0], position[1], r - brightness.r(SUN, 0, 0), SUN, 0, 0, 0, 0)
                .word("streak")
                .number(900, 0)
                .number(0.5, 2)
                .number(35, 0)
                .end(0, 0);
        objects++;
    }

    private void stars() throws IOException {
        StarCounts counts = new StarCounts(GALACTIC_L, GALACTIC_B);
        long count = Math.round(counts.perSquareDegree() * squareDegrees() * options.density());
        Draws draws = new Draws(options.seed(), 0);
        for (int k = 0; k < count; k++) {
            draws.of(k);
            place(draws);
            StarCounts.Star drawn = counts.draw(draws);
            point("star_" + k, drawn.r(), star(drawn.kelvin()));
        }
    }

    private void galaxies() throws IOException {
        long count = Math.round(
                GalaxyCounts.perSquareArcmin(GalaxyCounts.FAINTEST) * 3600 * squareDegrees() * options.density());
        Draws draws = new Draws(options.seed(), 1);
        for (int k = 0; k < count; k++) {
            draws.of(k);
            place(draws);
            galaxy(k, draws);
        }
    }

    private void galaxy(int number, Draws draws) throws IOException {
        double i = GalaxyCounts.magnitude(draws);
        // few redshifts and few dusts, so that few spectra have to be made of them
        double z = Math.max(0.05, Math.rint(GalaxyCounts.redshift(draws, i) * 20) / 20);
        boolean bulgeDominated = GalaxyCounts.isBulgeDominated(draws);
        String[] seds = bulgeDominated ? BULGES : DISCS;
        String sed = seds[(int) (draws.uniform() * seds.length)];
        double hostAv = bulgeDominated ? 0 : Math.rint(draws.uniform() * 2) / 5;
        double r = i + brightness.r(sed, z, hostAv) - brightness.i(sed, z, hostAv);
        double scale = GalaxyCounts.scaleLength(draws, r);
        double q = galaxyCounts.axisRatio(draws, bulgeDominated);
        double pa = draws.uniform(0, 180);
        // weak lensing by the large-scale structure: about 1 % at redshift 1 and beyond
        double strength = 0.01 * Math.min(1, z);
        double gamma1 = strength * draws.normal();
        double gamma2 = strength * draws.normal();
        double kappa = Math.clamp(strength * draws.normal(), -0.05, 0.05);
        double bulgeFraction = bulgeDominated ? 1 : i < 23 ? 0.2 * draws.uniform() : 0;
        double knotFraction = !bulgeDominated && i < 23 && z < 0.6 ? draws.uniform() / 3 : 0;
        int knots = 5 + (int) (draws.uniform() * 40);
        if (r > FAINTEST_R) {
            return;
        }
        String id = "galaxy_" + number;
        if (bulgeFraction > 0) {
            String own = bulgeDominated ? sed : BULGES[number % BULGES.length];
            double roundness = bulgeDominated ? q : Math.max(0.6, q);
            component(
                    bulgeDominated ? id : id + "_bulge",
                    own,
                    i - 2.5 * StrictMath.log10(bulgeFraction),
                    z,
                    0,
                    gamma1,
                    gamma2,
                    kappa,
                    "sersic2d",
                    scale,
                    roundness,
                    pa,
                    4);
        }
        double discFraction = (1 - bulgeFraction) * (1 - knotFraction);
        if (!bulgeDominated) {
            component(
                    id,
                    sed,
                    i - 2.5 * StrictMath.log10(discFraction),
                    z,
                    hostAv,
                    gamma1,
                    gamma2,
                    kappa,
                    "sersic2d",
                    1.678 * scale,
                    q,
                    pa,
                    1);
        }
        if (knotFraction > 0) {
            component(
                    id + "_knots",
                    KNOTS,
                    i - 2.5 * StrictMath.log10((1 - bulgeFraction) * knotFraction),
                    z,
                    hostAv,
                    gamma1,
                    gamma2,
                    kappa,
                    "knots",
                    1.678 * scale,
                    q,
                    pa,
                    knots);
        }
    }

    private void component(
            String id,
            String sed,
            double i,
            double z,
            double hostAv,
            double gamma1,
            double gamma2,
            double kappa,
            String type,
            double radius,
            double q,
            double pa,
            int last)
            throws IOException {
        double root = StrictMath.sqrt(q);
        lines.begin(id, position[0], position[1], i - brightness.i(sed, z, hostAv), sed, z, gamma1, gamma2, kappa)
                .word(type)
                .number(radius / root, 5)
                .number(radius * root, 5)
                .number(pa, 3)
                .number(last, 0)
                .end(hostAv, GALACTIC_AV);
        objects++;
    }
}
