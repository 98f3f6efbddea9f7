package ciel.sim.sky;

/** A quantity known at a few wavelengths, linear between them and constant beyond. */
final class Curve {
    private final double[] wavelength;
    private final double[] value;

    /** @param pairs wavelength (nm, increasing), value, wavelength, value, ... */
    Curve(double... pairs) {
        wavelength = new double[pairs.length / 2];
        value = new double[wavelength.length];
        for (int i = 0; i < value.length; i++) {
            wavelength[i] = pairs[2 * i];
            value[i] = pairs[2 * i + 1];
        }
    }

    double at(double nm) {
        if (nm <= wavelength[0]) {
            return value[0];
        }
        for (int i = 1; i < value.length; i++) {
            if (nm <= wavelength[i]) {
                double t = (nm - wavelength[i - 1]) / (wavelength[i] - wavelength[i - 1]);
                return value[i - 1] + t * (value[i] - value[i - 1]);
            }
        }
        return value[value.length - 1];
    }
}
