package ciel.sim.camera;

/**
 * Where one amplifier's pixels lie on the CCD and in its raw frame. Rows and columns count from 0; the strings are
 * FITS sections and count from 1.
 *
 * <p>A raw frame has serial prescan, data, serial overscan
 * along x; data, parallel overscan along y.
 * The first data pixel read is the one next to the output node, so the frame of most amplifiers is a mirror image of
 * the CCD.
 *
 * @param index    place in the raw file (extension index + 1)
 * @param name     C10
 * @param format   sizes of CCD and frames
 * @param x0       least CCD column of the amplifier
 * @param y0       least CCD row of the amplifier
 * @param flippedX true where raw columns run against CCD columns
 * @param flippedY true where raw rows run against CCD rows
 */
public record Segment(
        int index, String name, DetectorFormat format, int x0, int y0, boolean flippedX, boolean flippedY) {
    /** @return EXTNAME: Segment10 for C10; an amplifier that is not named as LSST's are has its own name */
    public String extensionName() {
        return name.matches("C[01][0-7]") ? "Segment" + name.substring(1) : name;
    }

    /** @return DATASEC: where the science pixels are in the raw frame, such as [11:522,1:2002] */
    public String dataSection() {
        return section(format.prescan() + 1, format.prescan() + format.amplifierWidth(), 1, format.amplifierHeight());
    }

    /** @return DETSEC: where they are on the CCD, ranges reversed for flips, such as [512:1,4004:2003] */
    public String detectorSection() {
        int left = x0 + 1;
        int right = x0 + format.amplifierWidth();
        int bottom = y0 + 1;
        int top = y0 + format.amplifierHeight();
        return section(
                flippedX ? right : left, flippedX ? left : right, flippedY ? top : bottom, flippedY ? bottom : top);
    }

    /** @return BIASSEC: the serial overscan beside the science pixels in the raw frame, such as [523:576,1:2002] */
    public String biasSection() {
        return section(format.prescan() + format.amplifierWidth() + 1, format.rawWidth(), 1, format.amplifierHeight());
    }

    /** @return DETSIZE: the science pixels of the whole CCD, such as [1:4096,1:4004] */
    public String detectorSize() {
        return section(1, format.width(), 1, format.height());
    }

    private static String section(int x1, int x2, int y1, int y2) {
        return "[" + x1 + ":" + x2 + "," + y1 + ":" + y2 + "]";
    }

    /** @return CCD column of a raw column; outside the data columns the result is outside the amplifier */
    public int ccdX(int rawColumn) {
        int data = rawColumn - format.prescan();
        return flippedX ? x0 + format.amplifierWidth() - 1 - data : x0 + data;
    }

    /** @return CCD row of a raw row */
    public int ccdY(int rawRow) {
        return flippedY ? y0 + format.amplifierHeight() - 1 - rawRow : y0 + rawRow;
    }

    /** @return raw column of a CCD column of this amplifier */
    public int rawColumn(int ccdX) {
        return format.prescan() + (flippedX ? x0 + format.amplifierWidth() - 1 - ccdX : ccdX - x0);
    }

    /** @return raw row of a CCD row of this amplifier */
    public int rawRow(int ccdY) {
        return flippedY ? y0 + format.amplifierHeight() - 1 - ccdY : ccdY - y0;
    }
}
