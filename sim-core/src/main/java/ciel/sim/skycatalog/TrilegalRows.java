package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Stars of the TRILEGAL model of the Galaxy (Dal Tio et al. 2022, ApJS 262, 22). Their spectra are a grid of atmospheres
 * that is not part of a skyCatalog. Where a user has it, the spectrum and its flux are those of the grid, by temperature,
 * gravity, metallicity, luminosity and distance; else the brightness is what the catalog has stored, or its magnitude in
 * the band, and the shape of the spectrum is that of a black body. White dwarfs have no light in skyCatalogs, and none
 * here.
 */
final class TrilegalRows implements ObjectRows {
    private static final int WHITE_DWARF = 9;
    private static final double BRIGHTEST = 5;
    private static final double RV = 3.1;
    private static final Shape POINT = new Shape.Point();

    private final FluxRule flux;
    private final String magnitude;
    private final StellarGrid grid;

    /** @param grid of atmospheres; null for black bodies */
    TrilegalRows(FluxRule flux, StellarGrid grid) {
        this.flux = flux;
        this.grid = grid;
        this.magnitude = flux.band().band().letter() + "mag";
    }

    @Override
    public List<String> needed() {
        return grid == null
                ? List.of("id", "ra", "dec", "av", "logT", magnitude)
                : List.of("id", "ra", "dec", "av", "logT", "logg", "logL", "Z", "mu0", magnitude);
    }

    @Override
    public List<String> optional() {
        return List.of("evol_label");
    }

    @Override
    public List<String> brightness() {
        return List.of(magnitude);
    }

    @Override
    public IntToDoubleFunction brightest(ParquetBatch batch) {
        double[] mag = batch.numbers(magnitude);
        return row -> Math.max(BRIGHTEST, mag[row] - 1);
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    @Override
    public void objects(ParquetBatch b, int row, double stored, RowSink sink) {
        String id = b.id("id", row);
        if (b.has("evol_label") && b.numbers("evol_label")[row] == WHITE_DWARF) {
            sink.leaveOut(id, "a white dwarf of trilegal has no spectrum");
            return;
        }
        double temperature = StrictMath.pow(10, b.numbers("logT")[row]);
        double av = b.numbers("av")[row];
        double mag = b.numbers(magnitude)[row];
        double wanted = Double.isNaN(stored) ? flux.band().zeroFlux() * StrictMath.pow(10, -0.4 * mag) : stored;
        if (!(temperature >= 300 && temperature <= 1e6) || !(av >= 0 && av <= 100) || !Double.isFinite(wanted)) {
            sink.leaveOut(id, "logT, av or " + magnitude + " is missing or out of range");
            return;
        }
        Dust dust = av == 0 ? Dust.NONE : new Dust(av, RV);
        Light light;
        double photons;
        if (grid != null) {
            StellarGrid.Star star = star(b, row);
            if (star == null) {
                sink.leaveOut(id, "the grid of atmospheres has none of its temperature, gravity and metallicity");
                return;
            }
            double integrated = flux.integrated(star.samples(), 0, dust);
            double factor = flux.factor(stored, integrated);
            if (Double.isNaN(factor) || factor == 0) {
                sink.leaveOut(id, factor == 0 ? "the stored flux is 0" : "brighter than skycatalog.max_flux");
                return;
            }
            photons = integrated * factor;
            light = factor == 1
                    ? star
                    : new StellarGrid.Star(grid, star.logT(), star.logg(), star.logZ(), star.factor() * factor);
        } else {
            Light.Samples one = new PlanckLight(temperature, 1).samples();
            double scale = wanted / flux.integrated(one, 0, dust);
            double factor = flux.factor(Double.NaN, wanted);
            if (!(scale > 0) || Double.isNaN(factor)) {
                sink.leaveOut(id, scale > 0 ? "brighter than skycatalog.max_flux" : "the stored flux is 0");
                return;
            }
            photons = wanted;
            light = new PlanckLight(temperature, scale);
        }
        sink.add(new SkyObject(
                id,
                b.numbers("ra")[row],
                b.numbers("dec")[row],
                -2.5 * StrictMath.log10(photons / flux.band().zeroFlux()),
                light,
                0,
                0,
                0,
                0,
                POINT,
                Dust.NONE,
                dust));
    }

    /** @return null outside of the grid */
    private StellarGrid.Star star(ParquetBatch b, int row) {
        double logT = b.numbers("logT")[row];
        double logg = b.numbers("logg")[row];
        double logZ = StrictMath.log10(b.numbers("Z")[row]);
        double factor = StellarGrid.dilution(logT, b.numbers("logL")[row], b.numbers("mu0")[row]);
        return Double.isFinite(factor) && factor > 0 && grid.has(logT, logg, logZ)
                ? new StellarGrid.Star(grid, logT, logg, logZ, factor)
                : null;
    }
}
