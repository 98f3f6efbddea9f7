package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Transients of SNANA: spectra in time, in an HDF5 file beside the Parquet file. Between two times the spectrum is linear
 * in time; before the first and after the last it is that of the end; outside start_mjd to end_mjd there is no light.
 */
final class SnanaRows implements ObjectRows {
    private static final double BRIGHTEST = 10;
    private static final double RV = 3.1;
    /** h c in erg Angstrom. */
    private static final double HC = 6.62607015e-27 * 2.99792458e18;

    private static final Shape POINT = new Shape.Point();

    private final double mjd;
    private final FluxRule flux;
    private final String correction;

    SnanaRows(double mjd, FluxRule flux) {
        this.mjd = mjd;
        this.flux = flux;
        this.correction = "/magcor_" + flux.band().band().letter();
    }

    @Override
    public List<String> needed() {
        return List.of("id", "ra", "dec", "start_mjd", "end_mjd", "MW_av");
    }

    @Override
    public List<String> brightness() {
        return List.of("start_mjd", "end_mjd");
    }

    @Override
    public IntToDoubleFunction brightest(ParquetBatch batch) {
        double[] start = batch.numbers("start_mjd");
        double[] end = batch.numbers("end_mjd");
        return row -> mjd >= start[row] && mjd <= end[row] ? BRIGHTEST : Double.NaN;
    }

    @Override
    public double brightestOfAll() {
        return BRIGHTEST;
    }

    @Override
    public Reader open(CatalogFile file) {
        SpectraFile spectra = new SpectraFile(file.seds().orElseThrow());
        return new Reader() {
            @Override
            public void objects(ParquetBatch batch, int row, double stored, RowSink sink) {
                if (!Double.isNaN(brightest(batch).applyAsDouble(row))) {
                    object(spectra, batch, row, sink);
                }
            }

            @Override
            public void close() {
                spectra.close();
            }
        };
    }

    private void object(SpectraFile spectra, ParquetBatch b, int row, RowSink sink) {
        String id = b.id("id", row);
        double av = b.numbers("MW_av")[row];
        if (!(av >= 0 && av <= 100)) {
            sink.leaveOut(id, "MW_av is out of range");
            return;
        }
        if (!spectra.has(id)) {
            sink.leaveOut(id, "its spectra are not in the HDF5 file");
            return;
        }
        double[] times = spectra.numbers(id + "/mjd").values();
        double[] angstrom = spectra.numbers(id + "/lambda").values();
        SpectraFile.Numbers table = spectra.numbers(id + "/flambda");
        int n = angstrom.length;
        if (times.length == 0 || n < 2 || table.values().length != times.length * n) {
            throw spectra.wrong(id + "/flambda", "is not of as many times and wavelengths as mjd and lambda have");
        }
        int k = 0;
        while (k < times.length - 2 && times[k + 1] <= mjd) {
            k++;
        }
        int next = Math.min(times.length - 1, k + 1);
        double part = next == k || times[next] == times[k]
                ? 0
                : Math.clamp((mjd - times[k]) / (times[next] - times[k]), 0, 1);
        double[] nm = new double[n];
        double[] value = new double[n];
        for (int i = 0; i < n; i++) {
            nm[i] = angstrom[i] / 10;
            if (!(nm[i] > 0) || i > 0 && !(nm[i] >= nm[i - 1])) {
                throw spectra.wrong(id + "/lambda", "is not above 0 and rising");
            }
            double flambda = table.values()[k * n + i] * (1 - part) + table.values()[next * n + i] * part;
            // erg s^-1 cm^-2 A^-1, times 10 A/nm; a photon has h c / l, so over l that is flambda / (h c) x 10 x 10
            value[i] = Double.isFinite(flambda) ? Math.max(0, flambda) / HC * 100 : 0;
        }
        TableLight light = TableLight.of("snana", nm, value, corrected(spectra, id, k, next, part));
        if (!(light.scale() < TableLight.MOST)) {
            sink.leaveOut(id, "its spectrum is too bright to be true");
            return;
        }
        Dust dust = av == 0 ? Dust.NONE : new Dust(av, RV);
        Light.Samples samples = light.samples();
        double integrated = flux.integrated(samples, 0, dust);
        if (!(integrated > 0)) {
            return;
        }
        if (Double.isNaN(flux.factor(Double.NaN, integrated))) {
            sink.leaveOut(id, "brighter than skycatalog.max_flux");
            return;
        }
        sink.add(new SkyObject(
                id,
                b.numbers("ra")[row],
                b.numbers("dec")[row],
                -2.5 * StrictMath.log10(integrated / flux.band().zeroFlux()),
                light,
                0,
                0,
                0,
                0,
                POINT,
                Dust.NONE,
                dust));
    }

    /** @return factor by which the model's magnitude differs from that of the spectrum */
    private double corrected(SpectraFile spectra, String id, int k, int next, double part) {
        if (!spectra.has(id + correction)) {
            return 1;
        }
        double[] magcor = spectra.numbers(id + correction).values();
        if (next >= magcor.length || Double.isNaN(magcor[k]) || Double.isNaN(magcor[next])) {
            return 1;
        }
        return StrictMath.pow(10, -0.4 * (magcor[k] * (1 - part) + magcor[next] * part));
    }
}
