package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Lensing;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.BaselineBand;
import ciel.sim.spectrum.Sed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

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
    public IntToDoubleFunction brightest(ParquetBatch batch) {
        double[][] columns =
                brightness().stream().filter(batch::has).map(batch::numbers).toArray(double[][]::new);
        if (columns.length == 0) {
            return row -> BRIGHTEST;
        }
        return row -> {
            double least = Double.POSITIVE_INFINITY;
            for (double[] column : columns) {
                least = Math.min(least, column[row]);
            }
            // a galaxy may be 3 mag brighter in its best band than at 500 nm at rest
            return Math.max(BRIGHTEST, least - 3);
        };
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    @Override
    public Reader open(CatalogFile file) {
        return new Reader() {
            private GalaxyColumns columns;

            @Override
            public void objects(ParquetBatch batch, int row, double stored, RowSink sink) {
                if (columns == null || columns.batch() != batch) {
                    columns = GalaxyColumns.of(batch, knots);
                }
                GalaxyRows.this.objects(columns, row, stored, sink);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private void objects(GalaxyColumns c, int row, double stored, RowSink sink) {
        double z = c.redshift()[row];
        double hubble = c.hubble()[row];
        double gamma1 = c.shear1()[row];
        double gamma2 = c.shear2()[row];
        double kappa = c.convergence()[row];
        double av = c.av()[row];
        String id = c.batch().id("galaxy_id", row);
        String wrong = wrong(z, hubble, gamma1, gamma2, kappa, av);
        if (wrong != null) {
            sink.leaveOut(id, wrong);
            return;
        }
        int shining = 0;
        Shape[] shapes = new Shape[c.parts().size()];
        for (int i = 0; i < shapes.length; i++) {
            GalaxyColumns.Part part = c.parts().get(i);
            if (shines(part, row, id, sink)) {
                shapes[i] = shape(part, row, z, id, sink);
                shining += shapes[i] == null ? 0 : 1;
            }
        }
        if (shining == 0) {
            return;
        }
        double distance = cosmology.luminosityDistance(hubble);
        Dust dust = av == 0 ? Dust.NONE : new Dust(av, RV);
        double factor = 1;
        if (!flux.needsIntegral(stored)) {
            factor = flux.factor(stored, Double.NaN);
        } else {
            double sum = 0;
            for (int i = 0; i < shapes.length; i++) {
                if (shapes[i] != null) {
                    float[] values = c.parts().get(i).seds().values(row, tophat.bins());
                    sum += flux.integrated(new Tophat.Component(tophat, values, distance, 1).samples(), z, dust);
                }
            }
            factor = flux.factor(stored, sum * Lensing.magnification(gamma1, gamma2, kappa));
        }
        if (Double.isNaN(factor)) {
            sink.leaveOut(id, "brighter than skycatalog.max_flux");
            return;
        }
        if (factor == 0) {
            sink.leaveOut(id, "the stored flux is 0");
            return;
        }
        double nm = flux.band().middle();
        int bin = tophat.bin(z, nm);
        int reaching = tophat.reaching(z);
        for (int i = 0; i < shapes.length; i++) {
            if (shapes[i] != null) {
                ParquetBatch.Lists seds = c.parts().get(i).seds();
                double photons = bin < 0 ? 0 : tophat.photons(bin, seds.value(row, bin), distance, z, nm) * factor;
                sink.add(new SkyObject(
                        id,
                        c.ra()[row],
                        c.dec()[row],
                        magnitude(photons, nm),
                        new Tophat.Component(tophat, seds.values(row, reaching), distance, factor),
                        z,
                        gamma1,
                        gamma2,
                        kappa,
                        shapes[i],
                        Dust.NONE,
                        dust));
            }
        }
    }

    private boolean shines(GalaxyColumns.Part part, int row, String id, RowSink sink) {
        if (part.seds().length(row) != tophat.bins()) {
            sink.leaveOut(id, part.column() + " has not one number for each tophat bin");
            return false;
        }
        boolean light = false;
        for (int i = 0; i < tophat.bins(); i++) {
            double value = part.seds().value(row, i);
            if (!Tophat.possible(value)) {
                sink.leaveOut(id, part.column() + " holds what is no number or no light");
                return false;
            }
            light |= Tophat.shines(value);
        }
        return light;
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

    private Shape shape(GalaxyColumns.Part part, int row, double z, String id, RowSink sink) {
        double major = part.major()[row];
        double minor = part.minor()[row];
        double n = Math.rint(part.sersic()[row] * 20) / 20;
        if (!(major >= minor) || !(minor > 0) || !(major < 36_000)) {
            sink.leaveOut(id, "size of its " + part.like() + " is not major >= minor > 0");
            return null;
        }
        if (!(n >= Shape.Sersic.MIN_N && n <= Shape.Sersic.MAX_N)) {
            sink.leaveOut(id, "Sersic index of its " + part.like() + " is out of range");
            return null;
        }
        double pa = part.angle(row);
        if (!Double.isFinite(pa)) {
            sink.leaveOut(id, "the angle of its " + part.like() + " is no number");
            return null;
        }
        double wider = dilate ? Math.sqrt(major / minor) : 1;
        if (part.count() == null) {
            return new Shape.Sersic(major * wider, minor * wider, pa, n);
        }
        double count = part.count()[row];
        if (!(count >= 1 && count <= Shape.Knots.MAX_COUNT)) {
            if (count != 0) {
                sink.leaveOut(id, "n_knots is out of range");
            }
            return null;
        }
        return new Shape.DiskKnots(
                major * wider, minor * wider, pa, n, (int) count, KnotSize.sigma(z, DECELERATION) * wider);
    }

    /** @return photons nm^-1 s^-1 cm^-2 behind dust, for tests of the formula */
    static double density(Light.Samples samples, double z, double nm, Dust dust) {
        return Sed.absolute("spectrum", samples.nm(), samples.value()).photons(nm / (1 + z))
                * BaselineBand.dimming(nm, dust);
    }
}
