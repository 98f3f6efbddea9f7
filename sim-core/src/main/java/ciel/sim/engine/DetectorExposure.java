package ciel.sim.engine;

import ciel.sim.photon.SourceTable;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.ReadoutParameters;
import ciel.sim.readout.SkyParameters;

/**
 * All that one detector is exposed to, and what is wanted of it.
 *
 * @param photons of the sources
 * @param sky     null where it is dark
 * @param rays    electrons of cosmic rays
 * @param readout how the whole CCD is read out, or null where raw segments are not wanted
 * @param charge  whether the electrons before readout are wanted
 */
public record DetectorExposure(
        SourceTable photons, SkyParameters sky, PixelCharge rays, ReadoutParameters readout, boolean charge) {
    /** Photons and sky, nothing else. */
    public static DetectorExposure of(SourceTable photons, SkyParameters sky) {
        return new DetectorExposure(photons, sky, PixelCharge.NONE, null, true);
    }
}
