package ciel.sim.readout;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Vendor;

/**
 * Where the pixels of one output lie on its CCD and in its raw segment. The first pixel read, column {@code prescan} of row 0, is the one next to
 * the output: at the outer edge of the CCD, on the side where the register ends. Orientation of obs_lsst's LSSTCam: the upper outputs are
 * flipped in x and y, the lower ones of an ITL in x, those of an E2V not at all.
 *
 * @param x0    smallest CCD column of the output
 * @param y0    smallest CCD row of the output
 * @param flipX whether raw columns run against x
 * @param flipY whether raw rows run against y
 */
record AmplifierFrame(Vendor vendor, int x0, int y0, boolean flipX, boolean flipY) {
    static AmplifierFrame of(Vendor vendor, Amplifier amplifier) {
        boolean upper = amplifier.upper();
        return new AmplifierFrame(vendor, amplifier.column() * vendor.amplifierWidth(), upper ? vendor.amplifierHeight() : 0,
                upper || vendor == Vendor.ITL, upper);
    }

    /** @return CCD row that is read as data row v */
    int ccdRow(int v) {
        return flipY ? y0 + vendor.amplifierHeight() - 1 - v : y0 + v;
    }
}
