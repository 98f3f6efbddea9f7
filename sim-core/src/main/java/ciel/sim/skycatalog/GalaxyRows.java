package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Lensing;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.BaselineBand;
import ciel.sim.spectrum.Sed;
import java.util.ArrayList;
import java.util.List;

/** Galaxies of bulge, disk and knots with tophat spectra: the types galaxy and skysim5000. */
final class GalaxyRows implements ObjectRows {
    /** Deceleration parameter of the size of knots. */
    private static final double DECELERATION = -0.55;
    /** No galaxy of these catalogs is brighter. */
    private static final double BRIGHTEST = 10;

    private static final double RV = 3.1;

    private final Tophat tophat;
    private final FlatCosmology cosmology;
    private final FluxRule flux;
    private final boolean dilate;
    private final boolean knots;

    /**
     * @param dilate DC2's way to make galaxies larger: every component by the root of its axis ratio's inverse
     * @param knots  whether the type has knots
     */
    GalaxyRows(Tophat tophat, FlatCosmology cosmology, FluxRule flux, boolean dilate, boolean knots) {
        this.tophat = tophat;
        this.cosmology = cosmology;
        this.flux = flux;
        this.dilate = dilate;
        this.knots = knots;
    }

    @Override
    public List<String> needed() {
        return List.of(
                "galaxy_id", "ra", "dec", "redshift", "redshift_hubble", "shear_1", "shear_2", "convergence", "MW_av");
    }

    @Override
    public List<String> optional() {
        List<String> columns = new ArrayList<>(List.of("position_angle_unlensed", "n_knots"));
        for (String part : List.of("bulge", "disk", "knots")) {
            columns.addAll(List.of("sed_val_" + part));
        }
        for (String part : List.of("bulge", "disk")) {
            columns.addAll(List.of(
                    "size_" + part + "_true",
                    "size_minor_" + part + "_true",
                    "sersic_" + part,
                    "ellipticity_1_" + part + "_true",
                    "ellipticity_2_" + part + "_true"));
        }
        return columns;
    }

    @Override
    public List<String> brightness() {
        return List.of("bulge_magnorm", "disk_magnorm", "knots_magnorm");
    }

    @Override
    public double brightest(ParquetBatch batch, int row) {
        double least = Double.POSITIVE_INFINITY;
        boolean any = false;
        for (String column : brightness()) {
            if (batch.has(column)) {
                any = true;
                least = Math.min(least, batch.numbers(column)[row]);
            }
        }
        // a galaxy may be 3 mag brighter in its best band than at 500 nm at rest
        return any ? Math.max(BRIGHTEST, least - 3) : BRIGHTEST;
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    private record Part(String name, double[] values, Shape shape) {}

    @Override
    public void objects(ParquetBatch b, int row, double stored, RowSink sink) {
        String id = b.id("galaxy_id", row);
        double ra = b.numbers("ra")[row];
        double dec = b.numbers("dec")[row];
        double z = b.numbers("redshift")[row];
        double hubble = b.numbers("redshift_hubble")[row];
        double gamma1 = b.numbers("shear_1")[row];
        double gamma2 = b.numbers("shear_2")[row];
        double kappa = b.numbers("convergence")[row];
        double av = b.numbers("MW_av")[row];
        String wrong = wrong(z, hubble, gamma1, gamma2, kappa, av);
        if (wrong != null) {
            sink.leaveOut(id, wrong);
            return;
        }
        List<Part> parts = new ArrayList<>(3);
        for (String name : List.of("bulge", "disk", "knots")) {
            if (!b.has("sed_val_" + name) || name.equals("knots") && !knots) {
                continue;
            }
            double[] values = new double[tophat.bins()];
            if (!b.list("sed_val_" + name, row, values)) {
                sink.leaveOut(id, "sed_val_" + name + " has not one number for each tophat bin");
                continue;
            }
            if (!Tophat.possible(values)) {
                sink.leaveOut(id, "sed_val_" + name + " holds what is no number or no light");
                continue;
            }
            if (!Tophat.shines(values)) {
                continue;
            }
            Shape shape = shape(b, row, name, z, id, sink);
            if (shape != null) {
                parts.add(new Part(name, values, shape));
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        double distance = cosmology.luminosityDistance(hubble);
        Dust dust = av == 0 ? Dust.NONE : new Dust(av, RV);
        double factor = factor(parts, distance, z, dust, Lensing.magnification(gamma1, gamma2, kappa), stored);
        if (Double.isNaN(factor)) {
            sink.leaveOut(id, "brighter than skycatalog.max_flux");
            return;
        }
        if (factor == 0) {
            sink.leaveOut(id, "the stored flux is 0");
            return;
        }
        for (Part part : parts) {
            float[] values = new float[part.values.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) part.values[i];
            }
            sink.add(new SkyObject(
                    id,
                    ra,
                    dec,
                    magnitude(part.values, distance, z, factor),
                    new Tophat.Component(tophat, values, distance, factor),
                    z,
                    gamma1,
                    gamma2,
                    kappa,
                    part.shape,
                    Dust.NONE,
                    dust));
        }
    }

    private double factor(List<Part> parts, double distance, double z, Dust dust, double magnification, double stored) {
        if (!flux.needsIntegral(stored)) {
            return flux.factor(stored, Double.NaN);
        }
        double sum = 0;
        for (Part part : parts) {
            float[] values = new float[part.values.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) part.values[i];
            }
            Light.Samples samples = new Tophat.Component(tophat, values, distance, 1).samples();
            sum += flux.integrated(samples, z, dust);
        }
        return flux.factor(stored, sum * magnification);
    }

    /** @return AB magnitude near the middle of the band, where it has light there, else of the brightest bin */
    private double magnitude(double[] values, double distance, double z, double factor) {
        double nm = flux.band().middle();
        double photons = tophat.photons(values, distance, z, nm) * factor;
        return magnitude(photons, nm);
    }

    /** @return AB magnitude of a photon density (nm^-1 s^-1 cm^-2); 45 for nearly none */
    static double magnitude(double photons, double nm) {
        double zero = Sed.AB_PHOTONS_AT_500 * Sed.NORM_NM / nm;
        return photons > zero * 1e-18 ? -2.5 * StrictMath.log10(photons / zero) : 45;
    }

    private static String wrong(double z, double hubble, double gamma1, double gamma2, double kappa, double av) {
        if (!(z >= SkyObject.MIN_REDSHIFT && z <= SkyObject.MAX_REDSHIFT) || !(hubble >= 0 && hubble <= 100)) {
            return "redshift or redshift_hubble is out of range";
        }
        if (!Lensing.isWeak(gamma1, gamma2, kappa)) {
            return "shear and convergence give no single image";
        }
        return av >= 0 && av <= 100 ? null : "MW_av is out of range";
    }

    private Shape shape(ParquetBatch b, int row, String part, double z, String id, RowSink sink) {
        boolean points = part.equals("knots");
        String of = points ? "disk" : part;
        b.require("size_" + of + "_true", "size_minor_" + of + "_true", "sersic_" + of);
        double major = b.numbers("size_" + of + "_true")[row];
        double minor = b.numbers("size_minor_" + of + "_true")[row];
        double n = Math.rint(b.numbers("sersic_" + of)[row] * 20) / 20;
        if (!(major >= minor) || !(minor > 0) || !(major < 36_000)) {
            sink.leaveOut(id, "size of its " + of + " is not major >= minor > 0");
            return null;
        }
        if (!(n >= Shape.Sersic.MIN_N && n <= Shape.Sersic.MAX_N)) {
            sink.leaveOut(id, "Sersic index of its " + of + " is out of range");
            return null;
        }
        double pa = angle(b, row, of);
        if (!Double.isFinite(pa)) {
            sink.leaveOut(id, "the angle of its " + of + " is no number");
            return null;
        }
        double wider = dilate ? Math.sqrt(major / minor) : 1;
        if (!points) {
            return new Shape.Sersic(major * wider, minor * wider, pa, n);
        }
        b.require("n_knots");
        double count = b.numbers("n_knots")[row];
        if (!(count >= 1 && count <= Shape.Knots.MAX_COUNT)) {
            if (count != 0) {
                sink.leaveOut(id, "n_knots is out of range");
            }
            return null;
        }
        return new Shape.DiskKnots(
                major * wider, minor * wider, pa, n, (int) count, KnotSize.sigma(z, DECELERATION) * wider);
    }

    /** @return position angle of the major axis from north through east (deg), of either generation of columns */
    private double angle(ParquetBatch b, int row, String part) {
        String e1 = "ellipticity_1_" + part + "_true";
        String e2 = "ellipticity_2_" + part + "_true";
        if (b.has(e1) && b.has(e2)) {
            double x = b.numbers(e1)[row];
            double y = b.numbers(e2)[row];
            return x == 0 && y == 0 ? 0 : Math.toDegrees(StrictMath.atan2(y, x)) / 2;
        }
        if (b.has("position_angle_unlensed")) {
            return b.numbers("position_angle_unlensed")[row];
        }
        throw new InputException(
                b.file().toString(),
                "has neither " + e1 + " and " + e2 + " nor position_angle_unlensed",
                "which way the galaxies lie is not known");
    }

    /** @return photons nm^-1 s^-1 cm^-2 behind dust, for tests of the formula */
    static double density(Light.Samples samples, double z, double nm, Dust dust) {
        return Sed.absolute("spectrum", samples.nm(), samples.value()).photons(nm / (1 + z))
                * BaselineBand.dimming(nm, dust);
    }
}
