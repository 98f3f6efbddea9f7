package ciel.sim.spectrum;

/**
 * How the wavelengths from 300 to 1150 nm are divided for one band.
 *
 * <p>The band itself, from where the envelope rises above {@link #EDGE} of its peak to where it falls below, is
 * {@link VisitSpectra#IN_BAND} equal bins. What
 * the filter lets through elsewhere (0.2 % of a flat spectrum in u, 20 % of an M dwarf) goes into the last bins, in
 * rising order of wavelength. Every bin is
 * cut into cells, over which spectra are integrated. Dust is taken once for each <em>point</em>: a bin of the band,
 * half a bin outside.
 *
 * @param low      first wavelength of the band (nm)
 * @param high     last wavelength of the band (nm)
 * @param edges    of the cells (nm), rising from 300 to 1150, one more than cells
 * @param point    of each cell, not falling
 * @param bin      of each point
 * @param pointNm  centre of each point (nm)
 * @param binFrom  lower edge of each bin (nm)
 * @param binTo    upper edge of each bin (nm)
 */
record WavelengthBins(
        double low,
        double high,
        double[] edges,
        int[] point,
        int[] bin,
        double[] pointNm,
        double[] binFrom,
        double[] binTo) {
    /** The band ends where the envelope has this part of its peak. */
    static final double EDGE = 1e-3;

    private static final int CELLS_PER_BIN = 4;
    private static final double WIDEST_CELL_NM = 4;
    private static final int OUTSIDE_POINTS = 2;

    static WavelengthBins of(double[] envelope) {
        double low = Throughputs.FIRST_NM + firstAbove(envelope);
        double high = Throughputs.FIRST_NM + lastAbove(envelope);
        int outside = VisitSpectra.BINS - VisitSpectra.IN_BAND;
        double below = low - Throughputs.FIRST_NM;
        double above = Throughputs.LAST_NM - high;
        int blue = (int) Math.max(1, Math.min(outside - 1, Math.round(outside * below / (below + above))));
        Builder builder = new Builder();
        builder.add(Throughputs.FIRST_NM, low, VisitSpectra.IN_BAND, blue, false);
        builder.add(low, high, 0, VisitSpectra.IN_BAND, true);
        builder.add(high, Throughputs.LAST_NM, VisitSpectra.IN_BAND + blue, outside - blue, false);
        return builder.build(low, high);
    }

    /** @return index of the first value of at least {@link #EDGE} of the peak */
    static int firstAbove(double[] curve) {
        double limit = EDGE * peak(curve);
        int i = 0;
        while (curve[i] < limit) {
            i++;
        }
        return i;
    }

    /** @return index of the last value of at least {@link #EDGE} of the peak */
    static int lastAbove(double[] curve) {
        double limit = EDGE * peak(curve);
        int i = curve.length - 1;
        while (curve[i] < limit) {
            i--;
        }
        return i;
    }

    private static double peak(double[] curve) {
        double peak = 0;
        for (double value : curve) {
            peak = Math.max(peak, value);
        }
        return peak;
    }

    private static final class Builder {
        private static final int MOST_CELLS = 1200;
        private final double[] edges = new double[MOST_CELLS + 1];
        private final int[] point = new int[MOST_CELLS];
        private final int[] bin = new int[MOST_CELLS];
        private final double[] pointNm = new double[MOST_CELLS];
        private final double[] binFrom = new double[VisitSpectra.BINS];
        private final double[] binTo = new double[VisitSpectra.BINS];
        private int cells;
        private int points;

        void add(double from, double to, int firstBin, int bins, boolean inBand) {
            int dustPoints = inBand ? 1 : OUTSIDE_POINTS;
            int cellsPerPoint =
                    inBand ? CELLS_PER_BIN : (int) Math.ceil((to - from) / bins / dustPoints / WIDEST_CELL_NM);
            int each = cellsPerPoint * dustPoints;
            double length = to - from;
            if (length == 0) {
                // a band as wide as the tables has nothing outside of it
                java.util.Arrays.fill(binFrom, firstBin, firstBin + bins, from);
                java.util.Arrays.fill(binTo, firstBin, firstBin + bins, to);
                return;
            }
            for (int i = 0; i < bins * each; i++) {
                int k = i / each;
                edges[cells] = from + length * i / (bins * each);
                edges[cells + 1] = i + 1 == bins * each ? to : from + length * (i + 1) / (bins * each);
                if (i % cellsPerPoint == 0) {
                    pointNm[points] = from + length * (i / cellsPerPoint + 0.5) / (bins * dustPoints);
                    bin[points++] = firstBin + k;
                }
                point[cells++] = points - 1;
                binFrom[firstBin + k] = from + length * k / bins;
                binTo[firstBin + k] = k + 1 == bins ? to : from + length * (k + 1) / bins;
            }
        }

        WavelengthBins build(double low, double high) {
            return new WavelengthBins(
                    low,
                    high,
                    java.util.Arrays.copyOf(edges, cells + 1),
                    java.util.Arrays.copyOf(point, cells),
                    java.util.Arrays.copyOf(bin, points),
                    java.util.Arrays.copyOf(pointNm, points),
                    binFrom,
                    binTo);
        }
    }
}
