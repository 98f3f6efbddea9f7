package ciel.app;

import ciel.sim.InputException;
import ciel.sim.catalog.TruthReader;
import ciel.sim.fits.FitsInspector;
import ciel.sim.fits.StarShapes;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What {@code ciel inspect --stars} tells of the stars of an e-image. */
final class StarReport {
    /** arcsec a pixel, and FWHM of a Gaussian over its sigma. */
    private static final double ARCSEC = 0.2 * 2.3548200450309493;

    private static final int SHOWN = 20;

    private final List<StarShapes.Star> stars;

    private StarReport(List<StarShapes.Star> stars) {
        this.stars = stars;
    }

    /** @throws InputException where the file is no e-image, or its truth table is not beside it */
    static StarReport of(Path eimage) {
        String name = eimage.getFileName().toString();
        if (!name.startsWith("eimage_") || !name.endsWith(".fits")) {
            throw new InputException(
                    eimage.toString(), "is no e-image of ciel render", "--stars wants eimage_....fits and its truth");
        }
        Path truth =
                eimage.resolveSibling(name.replaceFirst("eimage_", "truth_").replaceFirst("fits$", "parquet"));
        return new StarReport(StarShapes.measure(FitsInspector.image(eimage), TruthReader.read(truth)));
    }

    private double mean(ToDoubleFunction<StarShapes.Star> of) {
        return stars.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private double scatter(ToDoubleFunction<StarShapes.Star> of) {
        double mean = mean(of);
        return Math.sqrt(mean(s -> Math.pow(of.applyAsDouble(s) - mean, 2)));
    }

    private static double share(StarShapes.Star star) {
        return star.electrons() / star.truth().realized();
    }

    String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d stars of %.0f electrons and more without a neighbour, adaptive moments%n",
                stars.size(),
                StarShapes.LEAST_LIGHT));
        if (stars.isEmpty()) {
            return text.toString();
        }
        text.append(String.format(
                Locale.ROOT,
                "%-24s %9s %9s %12s %8s %8s %8s %7s %8s %8s%n",
                "object",
                "x px",
                "y px",
                "electrons",
                "of truth",
                "dx px",
                "dy px",
                "FWHM \"",
                "e1",
                "e2"));
        for (StarShapes.Star s : stars.subList(0, Math.min(SHOWN, stars.size()))) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %9.2f %9.2f %12.0f %8.4f %8.4f %8.4f %7.4f %8.4f %8.4f%n",
                    s.truth().id(),
                    s.truth().x(),
                    s.truth().y(),
                    s.electrons(),
                    share(s),
                    s.dx(),
                    s.dy(),
                    ARCSEC * s.sigma(),
                    s.e1(),
                    s.e2()));
        }
        if (stars.size() > SHOWN) {
            text.append("... and ").append(stars.size() - SHOWN).append(" more (--json has them all)\n");
        }
        text.append(line("mean", this::mean)).append(line("scatter", this::scatter));
        return text.toString();
    }

    private static String line(String name, Function<ToDoubleFunction<StarShapes.Star>, Double> of) {
        return String.format(
                Locale.ROOT,
                "%-24s %9s %9s %12s %8.4f %8.4f %8.4f %7.4f %8.4f %8.4f%n",
                name,
                "",
                "",
                "",
                of.apply(StarReport::share),
                of.apply(StarShapes.Star::dx),
                of.apply(StarShapes.Star::dy),
                of.apply(s -> ARCSEC * s.sigma()),
                of.apply(StarShapes.Star::e1),
                of.apply(StarShapes.Star::e2));
    }

    /** @param node takes {@code stars} */
    void put(ObjectNode node) {
        ArrayNode list = node.putArray("stars");
        for (StarShapes.Star s : stars) {
            list.addObject()
                    .put("id", s.truth().id())
                    .put("x", s.truth().x())
                    .put("y", s.truth().y())
                    .put("realized", s.truth().realized())
                    .put("electrons", s.electrons())
                    .put("dx", s.dx())
                    .put("dy", s.dy())
                    .put("sigma", s.sigma())
                    .put("fwhm", ARCSEC * s.sigma())
                    .put("e1", s.e1())
                    .put("e2", s.e2());
        }
    }
}
