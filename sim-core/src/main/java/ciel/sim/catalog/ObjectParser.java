package ciel.sim.catalog;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One {@code object} line of an instance catalog, its tokens counted from 0:
 * <pre>
 * 0 object | 1 id | 2 ra | 3 dec | 4 magnorm | 5 SED | 6 redshift | 7 gamma1 | 8 gamma2 | 9 kappa | 10 dra | 11 ddec
 * | 12 type | 13.. shape | dust | dust
 * </pre>
 * Every token is checked whether the object is wanted or not. Not for sharing between threads.
 */
final class ObjectParser {
    private static final double BIG = Double.MAX_VALUE;
    private static final double MAX_ARCSEC = 36_000;
    private static final int TYPE = 12;
    private static final Shape POINT = new Shape.Point();

    private final Path directory;
    private final boolean skipInvalid;
    private final Names names = new Names();
    private final Map<String, Light> lights = new HashMap<>();
    private final Map<String, Path> images = new HashMap<>();
    private final Map<Path, Boolean> found = new HashMap<>();

    private Invalid invalid;
    private double av;
    private double rv;
    private boolean hostRvClamped;

    ObjectParser(Path directory, boolean skipInvalid) {
        this.directory = directory;
        this.skipInvalid = skipInvalid;
    }

    /** @return why the object that was parsed last is not to be drawn, or null */
    Invalid invalid() {
        return invalid;
    }

    /**
     * @return whether the host's Rv of the line that was parsed last lay outside the law's range and was moved to its
     * end
     */
    boolean hostRvClamped() {
        return hostRvClamped;
    }

    /**
     * @return the object, or null where the footprint says that it does not matter
     * @throws BadLine when a token is missing, too many, no number or out of its range
     */
    SkyObject parse(Tokens t, Footprint footprint) {
        int count = t.count();
        if (count <= TYPE) {
            throw new BadLine(
                    "the object has " + count + " tokens; even the shortest has 15",
                    "object id ra dec magnorm SED redshift gamma1 gamma2 kappa dra ddec type ... dust dust");
        }
        double ra = t.number(2, "ra", -360, 360, " deg");
        double dec = t.number(3, "dec", -90, 90, " deg");
        double magnorm = t.number(4, "magnorm", -40, BIG, " mag");
        if (ra < 0) {
            ra += 360;
        }
        if (ra >= 360) {
            ra -= 360;
        }
        boolean wanted = footprint.mayContain(ra, dec, magnorm);
        double redshift = t.number(6, "redshift", SkyObject.MIN_REDSHIFT, SkyObject.MAX_REDSHIFT, "");
        double gamma1 = t.number(7, "gamma1", -BIG, BIG, "");
        double gamma2 = t.number(8, "gamma2", -BIG, BIG, "");
        double kappa = t.number(9, "kappa", -BIG, BIG, "");
        t.number(10, "delta ra, not used", -BIG, BIG, "");
        t.number(11, "delta dec, not used", -BIG, BIG, "");
        invalid = null;
        Shape shape;
        int dust;
        if (t.isIgnoringCase(TYPE, "point") || t.isIgnoringCase(TYPE, "star")) {
            shape = POINT;
            dust = 13;
        } else if (t.isIgnoringCase(TYPE, "sersic2d")) {
            wanted = wanted || isLarge(t, footprint, Shape.SERSIC_REACH, ra, dec, magnorm);
            shape = sersic(t, wanted);
            dust = 17;
        } else if (t.isIgnoringCase(TYPE, "knots")) {
            wanted = wanted || isLarge(t, footprint, Shape.KNOTS_REACH, ra, dec, magnorm);
            shape = knots(t, wanted);
            dust = 17;
        } else if (t.isIgnoringCase(TYPE, "streak")) {
            wanted = wanted || footprint.mayContain(ra, dec, magnorm, halfLength(t));
            shape = streak(t, wanted);
            dust = 16;
        } else if (t.endsWith(TYPE, ".fits") || t.endsWith(TYPE, ".fits.gz")) {
            shape = image(t, wanted);
            dust = 15;
        } else {
            throw new BadLine(
                    "token 12 (type) is '" + t.show(TYPE) + "'",
                    "it must be point (or star), sersic2d, knots, streak, or a file name ending in .fits or .fits.gz");
        }
        if (dust != 13 && dust != 16 && !Lensing.isWeak(gamma1, gamma2, kappa)) {
            throw new BadLine(
                    "tokens 7 to 9 (gamma1 " + gamma1 + ", gamma2 " + gamma2 + ", kappa " + kappa
                            + ") give |gamma / (1 - kappa)| >= 1 or a " + "magnification beyond "
                            + (int) Lensing.MAX_MAGNIFICATION,
                    "such an object has no single image: put its images in the catalog one by one");
        }
        // catalogs made from simulated galaxies hold host Rv far from what the law was measured for; imSim never looks
        // at them
        int next = dust(t, dust, "internal", 1e-3, 1e3);
        hostRvClamped = rv < Dust.MIN_RV || rv > Dust.MAX_RV;
        rv = Math.clamp(rv, Dust.MIN_RV, Dust.MAX_RV);
        Dust internal = wanted ? toDust() : null;
        next = dust(t, next, "Galactic", Dust.MIN_RV, Dust.MAX_RV);
        Dust galactic = wanted ? toDust() : null;
        if (next != count) {
            throw new BadLine(
                    count - next + " more tokens than a '" + t.show(TYPE) + "' object has, from token " + next
                            + (next < Tokens.MAX_TOKENS ? " ('" + t.show(next) + "')" : "") + " on",
                    "the object ends after its two dust laws");
        }
        if (!wanted) {
            return null;
        }
        if (skipInvalid && magnorm >= 50) {
            invalid = Invalid.NO_LIGHT;
        }
        return new SkyObject(
                t.string(1, "id"),
                ra,
                dec,
                magnorm,
                lights.computeIfAbsent(names.get(t, 5, "SED file"), Light.Library::new),
                redshift,
                gamma1,
                gamma2,
                kappa,
                shape,
                internal,
                galactic);
    }

    private static void need(Tokens t, int tokens) {
        if (t.count() < tokens) {
            throw new BadLine(
                    "the object has " + t.count() + " tokens; a '" + t.show(TYPE) + "' object has at least " + tokens,
                    "is the line cut short?");
        }
    }

    private Shape sersic(Tokens t, boolean wanted) {
        need(t, 19);
        double a = t.number(13, "semi-major axis", 1e-6, MAX_ARCSEC, " arcsec");
        double b = t.number(14, "semi-minor axis", 1e-6, MAX_ARCSEC, " arcsec");
        double pa = t.number(15, "position angle", -BIG, BIG, " deg");
        // nearest 0.05 as imSim has it, so that few profile tables are built
        double n =
                Math.rint(t.number(16, "Sersic index", Shape.Sersic.MIN_N - 0.025, Shape.Sersic.MAX_N + 0.025, "") * 20)
                        / 20;
        if (skipInvalid && a < b) {
            invalid = Invalid.AXES;
        }
        return wanted ? new Shape.Sersic(a, b, pa, Math.clamp(n, Shape.Sersic.MIN_N, Shape.Sersic.MAX_N)) : null;
    }

    private Shape knots(Tokens t, boolean wanted) {
        need(t, 19);
        double a = t.number(13, "semi-major axis", 1e-6, MAX_ARCSEC, " arcsec");
        double b = t.number(14, "semi-minor axis", 1e-6, MAX_ARCSEC, " arcsec");
        double pa = t.number(15, "position angle", -BIG, BIG, " deg");
        long count = t.whole(16, "number of knots", Integer.MIN_VALUE, Shape.Knots.MAX_COUNT);
        if (skipInvalid && count <= 0) {
            invalid = Invalid.NO_KNOTS;
        }
        if (skipInvalid && a < b) {
            invalid = Invalid.AXES;
        }
        return wanted ? new Shape.Knots(a, b, pa, (int) Math.max(0, count)) : null;
    }

    /** @return how far (deg) a trail reaches from its middle */
    /** @return whether an object reaches into the footprint from farther away than positions are looked for */
    private static boolean isLarge(Tokens t, Footprint footprint, double axes, double ra, double dec, double magnorm) {
        need(t, 17);
        double reach = axes * t.number(13, "semi-major axis", 1e-6, MAX_ARCSEC, " arcsec") / 3600;
        return reach > Footprint.MARGIN && footprint.mayContain(ra, dec, magnorm, reach - Footprint.MARGIN);
    }

    private static double halfLength(Tokens t) {
        need(t, 18);
        return t.number(13, "length", 0, MAX_ARCSEC, " arcsec") / 2 / 3600;
    }

    private static Shape streak(Tokens t, boolean wanted) {
        need(t, 18);
        double length = t.number(13, "length", 0, MAX_ARCSEC, " arcsec");
        double width = t.number(14, "width", 0, MAX_ARCSEC, " arcsec");
        double pa = t.number(15, "position angle", -BIG, BIG, " deg");
        return wanted ? new Shape.Streak(length, width, pa) : null;
    }

    private Shape image(Tokens t, boolean wanted) {
        need(t, 17);
        double scale = t.number(13, "pixel scale", 1e-6, 3600, " arcsec");
        double rotation = t.number(14, "rotation", -BIG, BIG, " deg");
        if (!wanted) {
            return null;
        }
        Path file = images.computeIfAbsent(names.get(t, TYPE, "image file"), name -> {
            try {
                return directory.resolve(name).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new BadLine(
                        "token 12 (image file) is '" + t.show(TYPE) + "', which cannot be a file name: "
                                + e.getReason(),
                        "name a FITS file");
            }
        });
        if (skipInvalid && !found.computeIfAbsent(file, Files::isRegularFile)) {
            invalid = Invalid.NO_IMAGE;
        }
        return new Shape.Image(file, scale, rotation);
    }

    /** Reads a dust law into {@link #av} and {@link #rv}; without dust, Rv is 3.1. @return the token after it */
    private int dust(Tokens t, int token, String which, double minRv, double maxRv) {
        av = 0;
        rv = Dust.NONE.rv();
        if (token >= t.count()) {
            throw new BadLine(
                    "the line ends at token " + token + ", where the " + which + " dust law should stand",
                    "write none, or LAW Av Rv");
        }
        if (t.isIgnoringCase(token, "none")) {
            return token + 1;
        }
        byte first = t.bytes()[t.from(token)];
        if (!(first >= 'A' && first <= 'Z' || first >= 'a' && first <= 'z')) {
            throw new BadLine(
                    "token " + token + " (" + which + " dust law) is '" + t.show(token) + "'",
                    "write none, or LAW Av Rv such as CCM 0.1 3.1");
        }
        if (token + 3 > t.count()) {
            throw new BadLine(
                    "the line ends at token " + t.count() + ", within the " + which + " dust law that begins at token "
                            + token,
                    "write none, or LAW Av Rv");
        }
        av = t.number(token + 1, which + " Av", 0, 100, " mag");
        if (av == 0) {
            t.number(token + 2, which + " Rv", -BIG, BIG, "");
        } else {
            rv = t.number(token + 2, which + " Rv", minRv, maxRv, "");
        }
        return token + 3;
    }

    private Dust toDust() {
        return av == 0 ? Dust.NONE : new Dust(av, rv);
    }
}
