package ciel.sim.readout;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Sections;

/**
 * The raw segment of one output, as the file holds it.
 *
 * @param amplifier the output
 * @param pixels    ADU, row-major, {@value Sections#RAW_WIDTH} x {@value Sections#RAW_HEIGHT}, first pixel read
 *      first: prescan, data, serial
 *                  overscan; parallel overscan rows last
 */
public record AmplifierImage(Amplifier amplifier, int[] pixels) {}
