package ciel.sim.atmosphere;

import ciel.sim.photon.Screens;

/**
 * The atmosphere of one visit as all its detectors see it.
 *
 * @param turbulence layers and winds
 * @param gradients  screens of all layers, as {@link Screens} takes them
 * @param bits       a screen has 2^bits x 2^bits nodes
 * @param kick       quantile tables of what the screens leave out, one row a group of wavelengths
 */
public record Atmosphere(Turbulence turbulence, int[] gradients, int bits, float[] kick) {
    /**
     * @param wavelengths of the rows of the second kick (nm)
     * @param reference   effective wavelength of the band (nm)
     * @param sigma       of the Gaussian that the telescope adds (arcsec)
     */
    public static Atmosphere of(
            Turbulence turbulence, int[] gradients, double[] wavelengths, double reference, double sigma) {
        int bits = Integer.numberOfTrailingZeros(gradients.length / Screens.LAYERS) / 2;
        return new Atmosphere(
                turbulence, gradients, bits, new SecondKick(turbulence, reference).tables(wavelengths, sigma));
    }

    /** @return nodes an exposure by which the pupil moves over each layer, along u and v */
    public float[] wind(double exposureTime) {
        float[] wind = new float[2 * Screens.LAYERS];
        for (int layer = 0; layer < Screens.LAYERS; layer++) {
            Turbulence.Layer l = turbulence.layers().get(layer);
            wind[2 * layer] = (float) (-l.windU() * exposureTime / PhaseScreens.CELL);
            wind[2 * layer + 1] = (float) (-l.windV() * exposureTime / PhaseScreens.CELL);
        }
        return wind;
    }
}
