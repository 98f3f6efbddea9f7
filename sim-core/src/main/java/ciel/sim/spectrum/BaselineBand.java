package ciel.sim.spectrum;

import ciel.sim.Band;
import ciel.sim.catalog.Dust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The band of lsst/throughputs' {@code baseline/total_*.dat}: airmass 1.2, the baseline detector, cut where it falls below
 * 1e-3 of its peak from both ends. Catalogs give their fluxes in it (skyCatalogs: lsst_flux_*). Immutable.
 */
public final class BaselineBand {
    private static final double LN_TO_MAG = 0.4 * 2.302585092994046;

    /** Cells of a nm: a step of the spectrum in the flank of a band is then right to 2e-4 of the light. */
    private static final int CELLS = 8;

    private final Band band;
    private final int first;
    private final double[] transmission;
    private final double[] dustMean;
    private final double[] dustChange;

    public BaselineBand(Band band) {
        this.band = band;
        String[] row = row(band).split(" ");
        this.first = Integer.parseInt(row[1]);
        this.transmission = new double[row.length - 2];
        for (int i = 0; i < transmission.length; i++) {
            transmission[i] = Integer.parseInt(row[i + 2]) * 1e-6;
        }
        this.dustMean = new double[transmission.length];
        this.dustChange = new double[transmission.length];
        for (int i = 0; i < transmission.length; i++) {
            dustMean[i] = Fitzpatrick2019.mean(1000.0 / (first + i));
            dustChange[i] = Fitzpatrick2019.change(1000.0 / (first + i));
        }
    }

    private static String row(Band band) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                BaselineBand.class.getResourceAsStream("total_bands.txt"), StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> line.startsWith(band.letter() + " "))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the filter */
    public Band band() {
        return band;
    }

    /** @return a wavelength in the middle of the band (nm) */
    public double middle() {
        return first + transmission.length / 2.0;
    }

    /** @return photons s^-1 cm^-2 of AB magnitude 0 */
    public double zeroFlux() {
        double zero = Sed.AB_PHOTONS_AT_500 * Sed.NORM_NM;
        double sum = 0;
        for (int i = 0; i + 1 < transmission.length; i++) {
            double nm = first + i;
            double middle = (transmission[i] + transmission[i + 1]) / 2;
            sum += (transmission[i] / nm + 4 * middle / (nm + 0.5) + transmission[i + 1] / (nm + 1)) / 6;
        }
        return sum * zero;
    }

    /**
     * @param sed      spectrum with a scale of its own ({@link Sed#absolute}), or of magnorm 0
     * @param redshift stretches it and leaves the density
     * @param dust     of the Milky Way
     * @return photons s^-1 cm^-2
     */
    public double flux(Sed sed, double redshift, Dust dust) {
        double[] edges = new double[(transmission.length - 1) * CELLS + 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = first + (double) i / CELLS;
        }
        double[] photons = new double[edges.length - 1];
        sed.photons(edges, redshift, photons);
        double sum = 0;
        double[] left = new double[transmission.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = transmission[i];
            if (dust.av() > 0) {
                double magnitudes = dust.av() * Fitzpatrick2019.ratio(dustMean[i], dustChange[i], dust.rv());
                left[i] *= StrictMath.exp(-LN_TO_MAG * magnitudes);
            }
        }
        for (int i = 0; i < photons.length; i++) {
            int nm = i / CELLS;
            sum += photons[i] * (left[nm] + (left[nm + 1] - left[nm]) * (i % CELLS + 0.5) / CELLS);
        }
        return sum;
    }

    /** @return what is left of light at a wavelength (nm) behind dust of the Milky Way */
    public static double dimming(double nm, Dust dust) {
        return dust.av() == 0 ? 1 : StrictMath.exp(-LN_TO_MAG * dust.av() * Fitzpatrick2019.ratio(nm, dust.rv()));
    }
}
