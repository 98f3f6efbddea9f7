package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects drawn at random, written as a catalog would have them, come back with the same bits. */
class ObjectPropertyTest {
    private static final String[] SEDS = {
        "starSED/kurucz/km20_5500.fits_g20_5680.gz",
        "galaxySED/Exp.40E09.02Z.spec.gz",
        "flatSED/sed_flat.txt.gz",
        "s\u00e9d.txt"
    };

    @TempDir
    private Path dir;

    private final SplittableRandom random = new SplittableRandom(11);

    private double real(double from, double to) {
        double value = random.nextDouble(from, to);
        // as many digits as a catalog may have, from 3 to all
        return random.nextInt(4) == 0
                ? value
                : Double.parseDouble(String.format("%." + random.nextInt(3, 17) + "f", value));
    }

    private String text(double value) {
        return switch (random.nextInt(3)) {
            case 0 -> Double.toString(value);
            case 1 -> new java.math.BigDecimal(value).toPlainString();
            default -> String.format("%.17e", value);
        };
    }

    private Dust dust() {
        return random.nextInt(3) == 0 ? Dust.NONE : new Dust(Math.max(0.001, real(0.01, 3)), real(2.01, 5.99));
    }

    private String text(Dust dust) {
        return dust.av() == 0
                ? random.nextBoolean() ? "none" : "CCM 0.0 3.1"
                : "CCM " + text(dust.av()) + " " + text(dust.rv());
    }

    private Shape shape() {
        double a = Math.max(0.01, real(0.02, 5));
        double b = Math.min(a, Math.max(0.005, real(0.01, 5)));
        return switch (random.nextInt(4)) {
            case 0 -> new Shape.Point();
            case 1 -> new Shape.Sersic(a, b, real(-360, 360), random.nextInt(6, 125) / 20.0);
            case 2 -> new Shape.Knots(a, b, real(-360, 360), random.nextInt(1, 1000));
            default -> new Shape.Streak(real(1, 2000), real(0, 3), real(-180, 180));
        };
    }

    private String text(Shape shape) {
        return switch (shape) {
            case Shape.Point p -> random.nextBoolean() ? "point" : "POINT";
            case Shape.Sersic s -> "sersic2d " + text(s.a()) + " " + text(s.b()) + " " + text(s.pa()) + " " + s.n();
            case Shape.Knots k -> "knots " + text(k.a()) + " " + text(k.b()) + " " + text(k.pa()) + " " + k.count();
            case Shape.Streak s -> "streak " + text(s.length()) + " " + text(s.width()) + " " + text(s.pa());
            case Shape.Image i -> throw new AssertionError(i);
            case Shape.DiskKnots d -> throw new AssertionError(d);
        };
    }

    @Test
    void whatIsWritten_isRead() throws IOException {
        List<SkyObject> expected = new ArrayList<>();
        StringBuilder lines = new StringBuilder(Catalogs.HEADER);
        for (int k = 0; k < 5000; k++) {
            SkyObject o = new SkyObject(
                    "id" + k + "_inf_\u03b1",
                    real(0, 359.99),
                    real(-90, 90),
                    real(-5, 49.9),
                    SEDS[random.nextInt(SEDS.length)],
                    Math.max(0, real(0, 6)),
                    real(-0.3, 0.3),
                    real(-0.3, 0.3),
                    real(-0.3, 0.3),
                    shape(),
                    dust(),
                    dust());
            expected.add(o);
            lines.append(String.join(
                            random.nextInt(5) == 0 ? "\t " : " ",
                            "object",
                            o.id(),
                            text(o.ra()),
                            text(o.dec()),
                            text(o.magnorm()),
                            o.sed(),
                            text(o.redshift()),
                            text(o.gamma1()),
                            text(o.gamma2()),
                            text(o.kappa()),
                            "0",
                            "0",
                            text(o.shape()),
                            text(o.internal()),
                            text(o.galactic())))
                    .append(random.nextInt(9) == 0 ? " \r\n" : "\n");
        }
        assertEquals(expected, Catalogs.read(Catalogs.write(dir.resolve("catalog.txt.gz"), lines.toString()), true));
    }
}
