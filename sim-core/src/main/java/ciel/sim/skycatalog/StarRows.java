package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToDoubleFunction;

/**
 * Stars with a spectrum of the library: the types star and pointsource. Files with a column object_type may hold other
 * objects, which are left out.
 */
final class StarRows implements ObjectRows {
    private static final Shape POINT = new Shape.Point();
    private static final double RV = 3.1;
    private static final double BRIGHTEST = 5;

    private final String type;
    private final FluxRule flux;
    private final SedSource seds;
    private final Map<String, Light> lights = new ConcurrentHashMap<>();

    /** Gives spectra of the library where fluxes must be known while the catalog is read. */
    interface SedSource {
        /** @return flux of a spectrum in the baseline band for magnorm 0; NaN where the file is missing in the library */
        double flux(String sed, Dust dust);
    }

    StarRows(String type, FluxRule flux, SedSource seds) {
        this.type = type;
        this.flux = flux;
        this.seds = seds;
    }

    @Override
    public List<String> needed() {
        return List.of("id", "ra", "dec", "magnorm", "sed_filepath", "MW_av");
    }

    @Override
    public List<String> optional() {
        return List.of("object_type");
    }

    @Override
    public List<String> brightness() {
        return List.of("magnorm");
    }

    @Override
    public IntToDoubleFunction brightest(ParquetBatch batch) {
        double[] magnorm = batch.numbers("magnorm");
        // a star may be 3 mag brighter in its best band than at 500 nm
        return row -> Math.max(BRIGHTEST, magnorm[row] - 3);
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    @Override
    public void objects(ParquetBatch b, int row, double stored, RowSink sink) {
        String id = b.id("id", row);
        if (b.has("object_type")) {
            String of = b.texts("object_type")[row];
            if (of != null && !of.equals("star") && !of.equals(type) && !of.equals("pointsource")) {
                sink.leaveOut(id, "its object_type is " + of);
                return;
            }
        }
        double magnorm = b.numbers("magnorm")[row];
        double av = b.numbers("MW_av")[row];
        String sed = b.texts("sed_filepath")[row];
        if (!Double.isFinite(magnorm) || magnorm < -40 || sed == null || sed.isBlank() || !(av >= 0 && av <= 100)) {
            sink.leaveOut(id, "magnorm, sed_filepath or MW_av is missing or out of range");
            return;
        }
        Dust dust = av == 0 ? Dust.NONE : new Dust(av, RV);
        if (flux.needsIntegral(stored)) {
            double integrated = seds.flux(sed, dust) * StrictMath.pow(10, -0.4 * magnorm);
            double factor = flux.factor(stored, integrated);
            if (Double.isNaN(factor) || factor == 0) {
                sink.leaveOut(id, factor == 0 ? "the stored flux is 0" : "brighter than skycatalog.max_flux");
                return;
            }
            magnorm = factor == 1 ? magnorm : magnorm - 2.5 * StrictMath.log10(factor);
        }
        sink.add(new SkyObject(
                id,
                b.numbers("ra")[row],
                b.numbers("dec")[row],
                magnorm,
                lights.computeIfAbsent(sed, Light.Library::new),
                0,
                0,
                0,
                0,
                POINT,
                Dust.NONE,
                dust));
    }
}
