package ciel.sim.skycatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.SharedData;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.Lensing;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.spectrum.BaselineBand;
import ciel.sim.spectrum.Sed;
import ciel.sim.spectrum.SedLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the answers of the Python package, beside the project. */
class SharedSkyCatalogTest {
    static final double MJD = 61000.2;

    @TempDir
    Path folder;

    private static Visit visit(Band band, double mjd) {
        return new Visit(1, 0, band, 55, -35, 0, 0, 60, 0, mjd, 30, 0.7, 0, 1);
    }

    private static SedLibrary library() {
        return SedLibrary.search(SharedData.file("sed"), null, null, use -> {});
    }

    static List<SkyObject> read(Path yaml, Band band, double mjd, SkyCatalog.Options options) {
        SedLibrary library = library();
        SkyCatalog catalog =
                SkyCatalog.open(yaml, options, visit(band, mjd), (sed, dust, in) -> in.flux(library.sed(sed), 0, dust));
        List<SkyObject> objects = new ArrayList<>();
        try (ObjectCursor cursor = catalog.cursor(Footprint.ALL)) {
            for (SkyObject o = cursor.advance(); o != null; o = cursor.advance()) {
                objects.add(o);
            }
        }
        return objects;
    }

    private static double flux(SkyObject o, BaselineBand band, SedLibrary library) {
        double magnified = Lensing.magnification(o);
        if (o.light() instanceof Light.Density density) {
            Light.Samples s = density.samples();
            return magnified * band.flux(Sed.absolute("x", s.nm(), s.value()), o.redshift(), o.galactic());
        }
        return band.flux(library.sed(o.sed()), 0, o.galactic()) * StrictMath.pow(10, -0.4 * o.magnorm());
    }

    private static double density(SkyObject o, double nm, SedLibrary library) {
        Dust dust = o.galactic();
        if (o.light() instanceof Light.Density density) {
            return GalaxyRows.density(density.samples(), o.redshift(), nm, dust);
        }
        return library.sed(o.sed()).photons(nm)
                * StrictMath.pow(10, -0.4 * o.magnorm())
                * BaselineBand.dimming(nm, dust);
    }

    private static double number(Map<String, String> row, String key) {
        return Double.parseDouble(row.get(key).replace("np.float64(", "").replace(")", ""));
    }

    static Map<String, List<SkyObject>> byId(List<SkyObject> objects) {
        Map<String, List<SkyObject>> map = new HashMap<>();
        objects.forEach(
                o -> map.computeIfAbsent(o.id(), id -> new ArrayList<>()).add(o));
        return map;
    }

    @Test
    void modernGalaxiesInEveryBand() throws IOException {
        Path yaml = SharedData.file("inputs/skycat/inputs/modern/top.yaml");
        List<Map<String, String>> reference = SharedData.csv(SharedData.file("inputs/skycat/ref_galaxy_modern.csv"));
        for (Band band : Band.values()) {
            BaselineBand in = new BaselineBand(band);
            Map<String, List<SkyObject>> integrated = byId(read(yaml, band, MJD, SmallCatalog.options("compare")));
            Map<String, List<SkyObject>> stored = byId(read(yaml, band, MJD, SmallCatalog.options("stored")));
            double worst = 0;
            for (Map<String, String> row : reference) {
                double sum = integrated.get(row.get("id")).stream()
                        .mapToDouble(o -> flux(o, in, null))
                        .sum();
                double sumStored = stored.get(row.get("id")).stream()
                        .mapToDouble(o -> flux(o, in, null))
                        .sum();
                double off = Math.abs(sum / number(row, "integrated19_" + band.letter()) - 1);
                worst = Math.max(worst, off);
                assertEquals(1, sumStored / number(row, "stored_" + band.letter()), 1e-6, row.toString());
            }
            System.out.printf("  modern galaxies, %s: worst flux %.1e%n", band.letter(), worst);
            assertTrue(worst < (band == Band.U ? 1.5e-3 : 1e-3), band + " " + worst);
        }
        for (Map<String, String> row : reference) {
            List<SkyObject> parts = byId(read(yaml, Band.R, MJD, SmallCatalog.options("integrated")))
                    .get(row.get("id"));
            SkyObject first = parts.getFirst();
            assertEquals(number(row, "ra"), first.ra());
            assertEquals(number(row, "dec"), first.dec());
            assertEquals(number(row, "mu"), Lensing.magnification(first.gamma1(), first.gamma2(), first.kappa()), 1e-7);
            for (SkyObject o : parts) {
                if (o.shape() instanceof Shape.DiskKnots k) {
                    assertEquals(number(row, "n_knots"), k.count());
                    assertEquals(number(row, "knot_sigma"), k.sigma(), 1e-7);
                }
            }
            break;
        }
    }

    @Test
    void componentsOfOlderAndNewerGalaxies() throws IOException {
        Path yaml = yaml("galaxy_9557", "inputs/skycat/inputs/galaxy_9557.parquet", "galaxy_9557.parquet");
        compareComponents(
                byId(read(yaml, Band.R, MJD, SmallCatalog.options("integrated"))),
                SharedData.csv(SharedData.file("inputs/skycat/ref_galaxy_9557.csv")));
    }

    /** A folder with a file of the shared ones and the YAML that describes it. */
    private Path yaml(String name, String shared, String as) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.copy(SharedData.file(shared), own.resolve(as));
        return Files.copy(SharedData.file("inputs/skycat/inputs/skyCatalog.yaml"), own.resolve("catalog.yaml"));
    }

    private static void compareComponents(Map<String, List<SkyObject>> objects, List<Map<String, String>> reference) {
        double density = 0;
        double shape = 0;
        double fluxes = 0;
        Map<Band, BaselineBand> bands = new HashMap<>();
        for (Band b : Band.values()) {
            bands.put(b, new BaselineBand(b));
        }
        for (Map<String, String> row : reference) {
            List<SkyObject> parts = objects.get(row.get("id"));
            if (row.get("N_600").isEmpty()) {
                continue; // a component without light
            }
            SkyObject o =
                    switch (row.get("component")) {
                        case "knots" ->
                            parts.stream()
                                    .filter(p -> p.shape() instanceof Shape.DiskKnots)
                                    .findFirst()
                                    .orElseThrow();
                        case "bulge" -> parts.getFirst();
                        default ->
                            parts.stream()
                                    .filter(p -> p.shape() instanceof Shape.Sersic)
                                    .toList()
                                    .getLast();
                    };
            assertEquals(number(row, "ra"), o.ra());
            assertEquals(number(row, "dec"), o.dec());
            for (int i = 0; i < 20; i++) {
                String given = row.get("N_" + (320 + 40 * i));
                if (!given.isEmpty()) {
                    density =
                            Math.max(density, Math.abs(density(o, 320 + 40 * i, null) / Double.parseDouble(given) - 1));
                }
            }
            double mu = Lensing.magnification(o.gamma1(), o.gamma2(), o.kappa());
            for (Band b : Band.values()) {
                fluxes = Math.max(
                        fluxes, Math.abs(flux(o, bands.get(b), null) / mu / number(row, "flux19_" + b.letter()) - 1));
            }
            if (o.shape() instanceof Shape.DiskKnots k) {
                assertEquals(number(row, "n_knots"), k.count());
                if (!row.get("knot_sigma_arcsec").isEmpty()) {
                    assertEquals(number(row, "knot_sigma_arcsec"), k.sigma(), 1e-6);
                }
            } else if (o.shape() instanceof Shape.Sersic s) {
                assertEquals(number(row, "hlr_unlensed"), Math.sqrt(s.a() * s.b()), 1e-6);
                assertEquals(number(row, "n"), s.n(), 1e-9);
                double[] m = ciel.sim.catalog.ShapeMatrix.matrix(o, false);
                double hlr = number(row, "hlr_unlensed");
                // xi is east; u is west
                double xx = m[0] * m[0] + m[1] * m[1];
                double yy = m[2] * m[2] + m[3] * m[3];
                double xy = -(m[0] * m[2] + m[1] * m[3]);
                double root = Math.sqrt((xx - yy) * (xx - yy) / 4 + xy * xy);
                shape = Math.max(shape, Math.abs(Math.sqrt((xx + yy) / 2 + root) / hlr - number(row, "a_scale")));
                shape = Math.max(shape, Math.abs(Math.sqrt((xx + yy) / 2 - root) / hlr - number(row, "b_scale")));
                double beta = Math.toDegrees(0.5 * Math.atan2(2 * xy, xx - yy));
                if (number(row, "a_scale") > 1.001) {
                    assertEquals(
                            0, Math.IEEEremainder(beta - number(row, "beta_deg_galsim"), 180), 0.01, row.toString());
                }
            }
        }
        System.out.printf(
                "  galaxies, %d components: worst SED sample %.1e, flux %.1e, axis %.1e%n",
                reference.size(), density, fluxes, shape);
        assertTrue(density < 1e-3 && fluxes < 1e-3 && shape < 1e-5, density + " " + fluxes + " " + shape);
    }

    @Test
    void starsWhoseSpectraAreThere() throws IOException {
        SedLibrary library = library();
        Path one = yaml("stars", "inputs/skycat/inputs/pointsource_9556.parquet", "pointsource_9556.parquet");
        Files.copy(
                SharedData.file("inputs/skycat/inputs/pointsource_flux_9556.parquet"),
                one.resolveSibling("pointsource_flux_9556.parquet"));
        stars(byId(read(one, Band.R, MJD, SmallCatalog.options("integrated", "star"))), "ref_star_9556.csv", library);
        for (Band band : List.of(Band.U, Band.Y)) {
            Map<String, List<SkyObject>> stored = byId(read(one, band, MJD, SmallCatalog.options("stored", "star")));
            for (Map<String, String> row : SharedData.csv(SharedData.file("inputs/skycat/ref_star_9556.csv"))) {
                SkyObject o = stored.get(row.get("id")).getFirst();
                assertEquals(
                        1,
                        flux(o, new BaselineBand(band), library) / number(row, "stored_" + band.letter()),
                        1e-6,
                        row.toString());
            }
        }
        Path other = SharedData.file("skycat/sky_cat_9683.yaml");
        List<SkyObject> shared = read(other, Band.R, MJD, SmallCatalog.options("integrated"));
        assertEquals(683, shared.size());
        stars(byId(shared), "ref_star_shared.csv", library);
    }

    private static void stars(Map<String, List<SkyObject>> stars, String file, SedLibrary library) throws IOException {
        double density = 0;
        double fluxes = 0;
        List<Map<String, String>> reference = SharedData.csv(SharedData.file("inputs/skycat/" + file));
        for (Map<String, String> row : reference) {
            SkyObject o = stars.get(row.get("id")).getFirst();
            assertEquals(number(row, "ra"), o.ra());
            assertEquals(number(row, "dec"), o.dec());
            if (!Files.exists(SharedData.file("sed").resolve(row.get("sed_filepath")))) {
                continue;
            }
            for (int i = 0; i < 20; i++) {
                double expected = number(row, "N_" + (320 + 40 * i));
                density = Math.max(density, Math.abs(density(o, 320 + 40 * i, library) / expected - 1));
            }
            for (Band b : Band.values()) {
                fluxes = Math.max(
                        fluxes,
                        Math.abs(flux(o, new BaselineBand(b), library) / number(row, "flux19_" + b.letter()) - 1));
            }
        }
        System.out.printf("  stars of %s: worst SED sample %.1e, flux %.1e%n", file, density, fluxes);
        assertTrue(density < 1e-3 && fluxes < 1e-3, density + " " + fluxes);
    }

    @Test
    void olderGalaxiesWithAPositionAngle() throws IOException {
        Path yaml = yaml("shared", "skycat/galaxy_9683_det94_det95_single_objs.parquet", "galaxy_9683.parquet");
        Map<String, List<SkyObject>> objects =
                byId(read(yaml, Band.R, MJD, SmallCatalog.options("integrated", "galaxy")));
        JsonNode reference = new ObjectMapper()
                .readTree(
                        SharedData.file("inputs/skycat/ref_galaxy_shared.json").toFile());
        for (JsonNode galaxy : reference.path("galaxies")) {
            List<SkyObject> parts = objects.get(galaxy.path("id").asText());
            assertEquals(galaxy.path("ra").asDouble(), parts.getFirst().ra());
            for (Band band : Band.values()) {
                double sum = parts.stream()
                        .mapToDouble(o -> flux(o, new BaselineBand(band), null))
                        .sum();
                assertEquals(
                        1,
                        sum
                                / galaxy.path("flux19_total_with_mu")
                                        .get(band.ordinal())
                                        .asDouble(),
                        1e-3);
            }
        }
    }

    @Test
    void everySynthenticKind() throws IOException {
        JsonNode reference = new ObjectMapper()
                .readTree(SharedData.file("inputs/skycat/ref_synthetic.json").toFile());
        Path yaml = SharedData.file("inputs/skycat/synthetic/synthetic.yaml");
        double worst = 0;
        for (String key : List.of("snana_60250.25", "snana_60262.0", "snana_60231.0", "snana_60295.5")) {
            double mjd = Double.parseDouble(key.substring(6));
            for (Band band : Band.values()) {
                BaselineBand in = new BaselineBand(band);
                Map<String, List<SkyObject>> objects =
                        byId(read(yaml, band, mjd, SmallCatalog.options("integrated", "snana")));
                for (JsonNode row : reference.path(key)) {
                    SkyObject o = objects.get(row.path("id").asText()).getFirst();
                    double ratio = flux(o, in, null)
                            / row.path("flux_corrected").get(band.ordinal()).asDouble();
                    worst = Math.max(worst, Math.abs(ratio - 1));
                }
            }
        }
        System.out.printf("  snana: worst flux %.1e%n", worst);
        assertTrue(worst < 1e-3, "snana " + worst);
        worst = 0;
        for (Band band : Band.values()) {
            BaselineBand in = new BaselineBand(band);
            Map<String, List<SkyObject>> skysim =
                    byId(read(yaml, band, MJD, SmallCatalog.options("integrated", "skysim5000")));
            for (JsonNode row : reference.path("skysim5000")) {
                double sum = skysim.get(row.path("id").asText()).stream()
                        .mapToDouble(o -> flux(o, in, null))
                        .sum();
                worst = Math.max(
                        worst,
                        Math.abs(sum / row.path("flux").get(band.ordinal()).asDouble() - 1));
            }
            Map<String, List<SkyObject>> diffsky = byId(read(
                    SharedData.file("inputs/skycat/synthetic/synthetic_diffsky.yaml"),
                    band,
                    MJD,
                    SmallCatalog.options("integrated")));
            for (JsonNode row : reference.path("diffsky")) {
                double sum = diffsky.get(row.path("id").asText()).stream()
                        .mapToDouble(o -> flux(o, in, null))
                        .sum();
                double ratio = sum / row.path("flux_total").get(band.ordinal()).asDouble();
                worst = Math.max(worst, Math.abs(ratio - 1));
                SkyObject knots = diffsky.get(row.path("id").asText()).getLast();
                assertEquals(row.path("knot_sigma").asDouble(), ((Shape.DiskKnots) knots.shape()).sigma(), 1e-6);
                jacobian(
                        row.path("jac").path("disk"),
                        diffsky.get(row.path("id").asText()).get(1));
            }
        }
        System.out.printf("  skysim5000, diffsky: worst flux %.1e%n", worst);
        assertTrue(worst < 1e-3, "galaxies " + worst);
    }

    private static void jacobian(JsonNode expected, SkyObject o) {
        double[] m = ciel.sim.catalog.ShapeMatrix.matrix(o, false);
        Shape.Sersic s = (Shape.Sersic) o.shape();
        double hlr2 = s.a() * s.b();
        double[] j = new double[4];
        for (int i = 0; i < 4; i++) {
            j[i] = expected.get(i).asDouble();
        }
        assertEquals(j[0] * j[0] + j[1] * j[1], (m[0] * m[0] + m[1] * m[1]) / hlr2, 1e-5);
        assertEquals(j[2] * j[2] + j[3] * j[3], (m[2] * m[2] + m[3] * m[3]) / hlr2, 1e-5);
        assertEquals(j[0] * j[2] + j[1] * j[3], -(m[0] * m[2] + m[1] * m[3]) / hlr2, 1e-5);
    }

    @Test
    void solarSystemObjectsFromTheirNearestRow() throws IOException {
        JsonNode reference = new ObjectMapper()
                .readTree(SharedData.file("inputs/skycat/ref_synthetic.json").toFile());
        Path yaml = SharedData.file("inputs/skycat/synthetic/synthetic.yaml");
        double mjd = 60248.33830784654;
        SkyCatalog.Options options = sso(false);
        for (Band band : Band.values()) {
            Map<String, List<SkyObject>> objects = byId(read(yaml, band, mjd, options));
            BaselineBand in = new BaselineBand(band);
            for (JsonNode row : reference.path("sso_mjd0")) {
                List<SkyObject> drawn = objects.get(row.path("id").asText());
                assertEquals(1, drawn.size(), "one trail an object");
                if (Math.abs(row.path("mjd").asDouble() - mjd) > 1e-9) {
                    continue;
                }
                SkyObject o = drawn.getFirst();
                assertEquals(row.path("ra").asDouble(), o.ra(), 1e-9);
                assertEquals(row.path("dec").asDouble(), o.dec(), 1e-9);
                assertEquals(
                        1,
                        flux(o, in, null) / row.path("flux").get(band.ordinal()).asDouble(),
                        1e-3);
                if (o.shape() instanceof Shape.Streak s) {
                    assertEquals(1, s.length() / row.path("length").asDouble(), 1e-4);
                    // upstream's angle is the motion's from u, which points west, as if that were east
                    double mirrored = 180 - row.path("angle_deg").asDouble();
                    assertEquals(0, Math.IEEEremainder(s.pa() - mirrored, 180), 0.01);
                }
            }
        }
    }

    private static SkyCatalog.Options sso(boolean asUpstream) {
        return new SkyCatalog.Options(
                Optional.empty(),
                Set.of("sso"),
                "integrated",
                Double.POSITIVE_INFINITY,
                false,
                Optional.of(SharedData.file("inputs/skycat/inputs/sso/solar_sed_thin.txt")),
                asUpstream,
                Optional.empty());
    }

    @Test
    void theSolarSystemAsUpstreamDrawsIt() throws IOException {
        Path yaml = SharedData.file("inputs/skycat/synthetic/synthetic.yaml");
        JsonNode reference = new ObjectMapper()
                .readTree(SharedData.file("inputs/skycat/ref_synthetic.json").toFile());
        double start = 60248.33830784654;
        for (double mjd : new double[] {start, start + 10 / 86400.0}) {
            List<SkyObject> drawn = read(yaml, Band.R, mjd, sso(true));
            JsonNode rows = reference.path(mjd == start ? "sso_mjd0" : "sso_mjd0+10s");
            assertTrue(drawn.size() >= rows.size(), "one trail a row, of which the reference has some");
            assertTrue(byId(drawn).values().stream().allMatch(trails -> trails.size() > 1));
            for (JsonNode row : rows) {
                SkyObject o = drawn.stream()
                        .filter(d -> d.id().equals(row.path("id").asText())
                                && Math.abs(d.ra() - row.path("ra").asDouble()) < 1e-9
                                && Math.abs(d.dec() - row.path("dec").asDouble()) < 1e-9)
                        .findFirst()
                        .orElseThrow();
                if (o.shape() instanceof Shape.Streak s) {
                    assertEquals(1, s.length() / row.path("length").asDouble(), 1e-4);
                    assertEquals(
                            0, Math.IEEEremainder(s.pa() - row.path("angle_deg").asDouble(), 180), 0.01);
                }
            }
        }
    }

    @Test
    void gaiaStars() throws IOException {
        // as upstream's sample: the file lies in the catalog's folder, data_dir is named from the root
        Path catalog = Files.createDirectories(folder.resolve("sample/refcats")).getParent();
        Path yaml = Files.writeString(catalog.resolve("gaia.yaml"), """
                catalog_dir: sample
                object_types:
                  gaia_star:
                    area_partition: {type: htm, level: 7}
                    data_file_type: fits
                    data_dir: sample/refcats
                    basename_template: gaia_dr2_20200414_(?P<htm>\\d+)_refcats.fits
                """);
        Files.copy(
                SharedData.file("inputs/skycat/inputs/gaia/gaia_dr2_20200414_131072_refcats.fits"),
                catalog.resolve("refcats/gaia_dr2_20200414_131072_refcats.fits"));
        List<Map<String, String>> reference = SharedData.csv(SharedData.file("inputs/skycat/ref_gaia_131072.csv"));
        double worst = 0;
        int compared = 0;
        for (Band band : Band.values()) {
            BaselineBand in = new BaselineBand(band);
            Map<String, List<SkyObject>> stars = byId(read(yaml, band, 60584, SmallCatalog.options("integrated")));
            for (Map<String, String> row : reference) {
                // the reference is a disk on the sky, which reaches into other files, and has stars without spectrum
                if (row.get("temperature_K").isEmpty() || !stars.containsKey(row.get("id"))) {
                    assertTrue(
                            row.get("temperature_K").isEmpty() == !stars.containsKey(row.get("id"))
                                    || number(row, "dec_60584") < -0.25,
                            row.toString());
                    continue;
                }
                compared++;
                SkyObject o = stars.get(row.get("id")).getFirst();
                assertEquals(number(row, "ra_60584"), o.ra(), 1e-8);
                assertEquals(number(row, "dec_60584"), o.dec(), 1e-8);
                assertEquals(
                        1,
                        ((PlanckLight) o.light()).temperature() / number(row, "temperature_K"),
                        2e-3,
                        row.toString());
                worst = Math.max(worst, Math.abs(flux(o, in, null) / number(row, "flux19_" + band.letter()) - 1));
            }
        }
        System.out.printf("  gaia: worst flux %.1e%n", worst);
        assertTrue(compared > 400 && worst < 1e-2, "gaia " + compared + " " + worst);
    }
}
