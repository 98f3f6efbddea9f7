package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Lensing;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Galaxies of diffsky (roman-rubin, OpenUniverse): bulge, disk and knots with spectra in an HDF5 file. */
final class DiffskyRows implements ObjectRows {
    private static final double BRIGHTEST = 10;
    private static final double RV = 3.1;
    private static final double DECELERATION = -0.5;
    /** erg s. */
    private static final double PLANCK = 6.62607015e-27;
    /** The spectra are linear in F_nu, ours in photons over wavelength: so many parts of a step keep the difference below 1e-4. */
    private static final int FINER = 4;

    private static final String[] PARTS = {"spheroid", "disk", "disk"};

    private final FlatCosmology cosmology;
    private final FluxRule flux;
    private final boolean dilate;

    DiffskyRows(FlatCosmology cosmology, FluxRule flux, boolean dilate) {
        this.cosmology = cosmology;
        this.flux = flux;
        this.dilate = dilate;
    }

    @Override
    public List<String> needed() {
        return List.of(
                "galaxy_id",
                "ra",
                "dec",
                "redshift",
                "redshiftHubble",
                "shear1",
                "shear2",
                "convergence",
                "spheroidHalfLightRadiusArcsec",
                "diskHalfLightRadiusArcsec",
                "spheroidEllipticity1",
                "spheroidEllipticity2",
                "diskEllipticity1",
                "diskEllipticity2",
                "um_source_galaxy_obs_sm",
                "MW_av");
    }

    @Override
    public IntToDoubleFunction brightest(ParquetBatch batch) {
        return row -> BRIGHTEST;
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    @Override
    public Reader open(CatalogFile file) {
        SpectraFile spectra = new SpectraFile(file.seds().orElseThrow());
        double[] angstrom = spectra.numbers("meta/wave_list").values();
        double[] nm = finer(spectra, angstrom);
        return new Reader() {
            @Override
            public void objects(ParquetBatch batch, int row, double stored, RowSink sink) {
                object(spectra, nm, angstrom.length, batch, row, stored, sink);
            }

            @Override
            public void close() {
                spectra.close();
            }
        };
    }

    private static double[] finer(SpectraFile spectra, double[] angstrom) {
        if (angstrom.length < 2) {
            throw spectra.wrong("meta/wave_list", "has fewer than two wavelengths");
        }
        double[] nm = new double[(angstrom.length - 1) * FINER + 1];
        for (int i = 0; i < nm.length; i++) {
            int k = Math.min(angstrom.length - 2, i / FINER);
            nm[i] = (angstrom[k] + (angstrom[k + 1] - angstrom[k]) * (i - k * FINER) / FINER) / 10;
            if (!(nm[i] > 0) || i > 0 && !(nm[i] > nm[i - 1])) {
                throw spectra.wrong("meta/wave_list", "is not above 0 and rising");
            }
        }
        return nm;
    }

    private void object(
            SpectraFile spectra, double[] nm, int waves, ParquetBatch b, int row, double stored, RowSink sink) {
        String id = b.id("galaxy_id", row);
        double z = b.numbers("redshift")[row];
        double hubble = b.numbers("redshiftHubble")[row];
        double gamma1 = b.numbers("shear1")[row];
        double gamma2 = b.numbers("shear2")[row];
        double kappa = b.numbers("convergence")[row];
        double av = b.numbers("MW_av")[row];
        if (!(z >= SkyObject.MIN_REDSHIFT && z <= SkyObject.MAX_REDSHIFT)
                || !(hubble >= 0 && hubble <= 100)
                || !(av >= 0 && av <= 100)
                || !Lensing.isWeak(gamma1, gamma2, kappa)) {
            sink.leaveOut(id, "redshift, shear or MW_av is out of range");
            return;
        }
        String path;
        try {
            path = "galaxy/" + Long.parseLong(id) / 100_000 + "/" + id;
        } catch (NumberFormatException e) {
            throw spectra.wrong("galaxy", "has groups by number, and galaxy_id is '" + id + "'");
        }
        if (!spectra.has(path)) {
            sink.leaveOut(id, "its spectrum is not in the HDF5 file");
            return;
        }
        double[] table = spectra.numbers(path).values();
        if (table.length != PARTS.length * waves) {
            throw spectra.wrong(path, "has " + table.length + " numbers; three spectra of " + waves + " are needed");
        }
        double mpc = cosmology.luminosityDistance(hubble) / FlatCosmology.MPC;
        List<TableLight> lights = new ArrayList<>(PARTS.length);
        Dust dust = av == 0 ? Dust.NONE : new Dust(av, RV);
        double sum = 0;
        for (int part = 0; part < PARTS.length; part++) {
            TableLight light = light(nm, table, part * waves, waves, 1 / (4 * Math.PI * mpc * mpc));
            if (!(light.scale() < TableLight.MOST)) {
                sink.leaveOut(id, "its spectrum is too bright to be true");
                return;
            }
            lights.add(light);
            if (flux.needsIntegral(stored) && light.scale() > 0) {
                sum += flux.integrated(light.samples(), z, dust);
            }
        }
        double factor = flux.factor(stored, sum * Lensing.magnification(gamma1, gamma2, kappa));
        if (Double.isNaN(factor) || factor == 0) {
            sink.leaveOut(id, factor == 0 ? "the stored flux is 0" : "brighter than skycatalog.max_flux");
            return;
        }
        for (int part = 0; part < PARTS.length; part++) {
            TableLight light = lights.get(part);
            Shape shape = light.scale() > 0 ? shape(b, row, part, z, id, sink) : null;
            if (shape != null) {
                sink.add(new SkyObject(
                        id,
                        b.numbers("ra")[row],
                        b.numbers("dec")[row],
                        magnitude(light, z, factor),
                        new TableLight(light.kind(), light.nm(), light.value(), light.scale() * factor),
                        z,
                        gamma1,
                        gamma2,
                        kappa,
                        shape,
                        Dust.NONE,
                        dust));
            }
        }
    }

    private static TableLight light(double[] nm, double[] table, int from, int waves, double factor) {
        double[] value = new double[nm.length];
        for (int i = 0; i < nm.length; i++) {
            int k = Math.min(waves - 2, i / FINER);
            double part = (double) (i - k * FINER) / FINER;
            double fnu = table[from + k] * (1 - part) + table[from + k + 1] * part;
            value[i] = Double.isFinite(fnu) ? Math.max(0, fnu) / (PLANCK * nm[i]) / nm[i] : 0;
        }
        return TableLight.of("diffsky", nm, value, factor);
    }

    private double magnitude(TableLight light, double z, double factor) {
        double at = flux.band().middle();
        double rest = at / (1 + z);
        Light.Samples samples = light.samples();
        int k = 0;
        while (k < samples.nm().length - 1 && samples.nm()[k + 1] <= rest) {
            k++;
        }
        return GalaxyRows.magnitude(samples.value()[k] * rest * factor, at);
    }

    private Shape shape(ParquetBatch b, int row, int part, double z, String id, RowSink sink) {
        String of = PARTS[part];
        double e1 = b.numbers(of + "Ellipticity1")[row];
        double e2 = b.numbers(of + "Ellipticity2")[row];
        double e = StrictMath.hypot(e1, e2);
        double radius = b.numbers(of + "HalfLightRadiusArcsec")[row];
        if (!(e < 0.999) || !(radius > 0 && radius < 36_000)) {
            sink.leaveOut(id, "ellipticity or radius of its " + of + " is out of range");
            return null;
        }
        double q = (1 - e) / (1 + e);
        // beta = atan2(e2, e1) / 2 from west to north, 90 deg more than the position angle
        double pa = (e == 0 ? 0 : Math.toDegrees(StrictMath.atan2(e2, e1)) / 2) - 90;
        boolean knots = part == 2;
        double hlr = knots ? radius / 2 : radius;
        double wider = dilate ? Math.sqrt(1 / q) : 1;
        double a = hlr / Math.sqrt(q) * wider;
        double minor = hlr * Math.sqrt(q) * wider;
        if (!knots) {
            return new Shape.Sersic(a, minor, pa, part == 0 ? 4 : 1);
        }
        int count = knots(b.numbers("um_source_galaxy_obs_sm")[row], id);
        return new Shape.DiskKnots(a, minor, pa, 1, count, KnotSize.sigma(z, DECELERATION) * wider);
    }

    /** @return number of knots: a part u of the most that a galaxy of this mass has; u follows from the identifier */
    private static int knots(double mass, String id) {
        double most = (50 - 3) / 6.0 * (StrictMath.log10(Math.max(1, mass)) - 6) + 3;
        long key = ciel.sim.photon.SourceKey.of(id);
        double u = ((key >>> 11) + 0.5) * 0x1p-53;
        return (int) Math.max(1, Math.min(1000, u * most));
    }
}
