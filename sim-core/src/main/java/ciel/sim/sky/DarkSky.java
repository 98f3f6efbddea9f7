package ciel.sim.sky;

import ciel.sim.spectrum.Throughputs;

/** The sky of a dark night at the zenith in every direction (lsst/throughputs, SMTN-002). */
public final class DarkSky implements SkyModel {
    /** The one. */
    public static final DarkSky INSTANCE = new DarkSky();

    private DarkSky() {}

    @Override
    public String name() {
        return "dark";
    }

    @Override
    public SkyParts parts(Direction direction) {
        double[] dark = Throughputs.tables().darkSky();
        double[] none = new double[dark.length];
        return new SkyParts(dark, none, none);
    }
}
