package ciel.sim.fits;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Vendor;
import java.util.Locale;

/**
 * One of the 16 images of a raw file, 576 x 2048 pixels in readout order, and where its pixels lie on the CCD: FITS pixel x' of the segment
 * is {@code x = signX x' + offsetX} of the CCD, and the same in y. E2V reads the lower half from left to right, all else from right to left;
 * the upper half is read from the top.
 *
 * @param name    EXTNAME: Segment10 ... Segment00
 * @param vendor  of the CCD
 * @param signX   +1 or -1
 * @param offsetX px
 * @param signY   +1 or -1
 * @param offsetY px
 */
record Segment(String name, Vendor vendor, int signX, int offsetX, int signY, int offsetY) {
    static final int WIDTH = 576;
    static final int HEIGHT = 2048;

    static Segment of(Vendor vendor, Amplifier amplifier) {
        int first = vendor.prescan() + 1;
        int left = amplifier.column() * vendor.amplifierWidth() + 1;
        int right = left + vendor.amplifierWidth() - 1;
        boolean forward = switch (vendor) {
            case E2V -> !amplifier.upper();
            case ITL -> false;
        };
        int signX = forward ? 1 : -1;
        int signY = amplifier.upper() ? -1 : 1;
        int offsetX = forward ? left - first : right + first;
        int offsetY = amplifier.upper() ? vendor.height() + 1 : 0;
        return new Segment("Segment" + amplifier.name().substring(1), vendor, signX, offsetX, signY, offsetY);
    }

    /** @return {@code [11:522,1:2002]} */
    String dataSection() {
        return String.format(Locale.ROOT, "[%d:%d,1:%d]", vendor.prescan() + 1, vendor.prescan() + vendor.amplifierWidth(), vendor.amplifierHeight());
    }

    /** @return {@code [512:1,4004:2003]}: first and last pixel of the data section, on the CCD */
    String detectorSection() {
        int x1 = vendor.prescan() + 1;
        int x2 = vendor.prescan() + vendor.amplifierWidth();
        return String.format(Locale.ROOT, "[%d:%d,%d:%d]", signX * x1 + offsetX, signX * x2 + offsetX, signY + offsetY, signY * vendor.amplifierHeight() + offsetY);
    }

    /** @return the world coordinates of this image, prescan and flips included */
    WcsHeader wcs(WcsHeader ccd) {
        return ccd.mapped(signX, offsetX, signY, offsetY);
    }
}
