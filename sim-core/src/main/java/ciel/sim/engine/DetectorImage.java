package ciel.sim.engine;

import ciel.sim.photon.ChargeMap;

/**
 * What came of a {@link DetectorExposure}.
 *
 * @param charge    electrons before readout; null where they were not wanted and nobody needs them any more
 * @param realized  electrons of each source that fell on the detector
 * @param electrons sum of all electrons before readout
 * @param segments  ADU of the 16 outputs in raw-file order, each row-major; null where they were not wanted, or
 *      where the engine leaves the readout to the caller:
 *                  the charge is there then
 */
public record DetectorImage(ChargeMap charge, long[] realized, long electrons, int[][] segments) {}
