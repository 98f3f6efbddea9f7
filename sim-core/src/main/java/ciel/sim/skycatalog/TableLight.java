package ciel.sim.skycatalog;

import ciel.sim.catalog.Light;

/**
 * A spectrum given sample by sample.
 *
 * @param kind  for messages
 * @param nm    wavelengths (nm), shared by many
 * @param value photons nm^-2 s^-1 cm^-2 over a scale
 * @param scale factor on the values
 */
record TableLight(String kind, double[] nm, float[] value, double scale) implements Light.Density {
    /** No spectrum has so many photons nm^-2 s^-1 cm^-2. */
    static final double MOST = 1e30;

    @Override
    public String name() {
        return kind;
    }

    @Override
    public int bytes() {
        return 64 + 8 * nm.length + 4 * value.length;
    }

    @Override
    public Light.Samples samples() {
        double[] values = new double[nm.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value[i] * scale;
        }
        return new Light.Samples(nm, values);
    }

    /** @return a table of values that may be tiny: floats of their largest, which is the scale */
    static TableLight of(String kind, double[] nm, double[] values, double factor) {
        double most = 0;
        for (double v : values) {
            most = Math.max(most, v);
        }
        float[] relative = new float[values.length];
        for (int i = 0; i < relative.length && most > 0 && most < Double.POSITIVE_INFINITY; i++) {
            relative[i] = (float) Math.max(0, values[i] / most);
        }
        return new TableLight(kind, nm, relative, most * factor);
    }
}
