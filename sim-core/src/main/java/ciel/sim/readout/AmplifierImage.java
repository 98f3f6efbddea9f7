package ciel.sim.readout;

import ciel.sim.camera.Amplifier;

/**
 * The raw segment of one output, as the file holds it.
 *
 * @param amplifier the output
 * @param pixels    ADU, row-major, {@link #WIDTH} x {@link #HEIGHT}, first pixel read first: prescan, data, serial overscan; parallel overscan rows last
 */
public record AmplifierImage(Amplifier amplifier, int[] pixels) {
    /** Columns of a raw segment, both makers. */
    public static final int WIDTH = 576;
    /** Rows of a raw segment, both makers. */
    public static final int HEIGHT = 2048;
}
