package ciel.sim.camera;

/**
 * Where one amplifier's pixels lie on the CCD and in its raw frame. Rows and columns count from 0; the strings are
 * FITS sections and count from 1.
 *
 * <p>A raw frame is {@value Sections#RAW_WIDTH} x {@value Sections#RAW_HEIGHT}: serial prescan, data, serial overscan
 * along x; data, parallel overscan along y.
 * The first data pixel read is the one next to the output node, so the frame of most amplifiers is a mirror image of
 * the CCD.
 *
 * @param index    0 to 15: place in the raw file (extension index + 1)
 * @param name     C10
 * @param vendor   maker of the CCD
 * @param x0       least CCD column of the amplifier
 * @param y0       least CCD row of the amplifier
 * @param flippedX true where raw columns run against CCD columns
 * @param flippedY true where raw rows run against CCD rows
 */
public record Segment(int index, String name, Vendor vendor, int x0, int y0, boolean flippedX, boolean flippedY) {
    /** @return EXTNAME: Segment10 */
    public String extensionName() {
        return "Segment" + name.substring(1);
    }

    /** @return DATASEC: where the science pixels are in the raw frame, such as [11:522,1:2002] */
    public String dataSection() {
        return section(vendor.prescan() + 1, vendor.prescan() + vendor.amplifierWidth(), 1, vendor.amplifierHeight());
    }

    /** @return DETSEC: where they are on the CCD, ranges reversed for flips, such as [512:1,4004:2003] */
    public String detectorSection() {
        int left = x0 + 1;
        int right = x0 + vendor.amplifierWidth();
        int bottom = y0 + 1;
        int top = y0 + vendor.amplifierHeight();
        return section(
                flippedX ? right : left, flippedX ? left : right, flippedY ? top : bottom, flippedY ? bottom : top);
    }

    /** @return BIASSEC: the serial overscan beside the science pixels in the raw frame, such as [523:576,1:2002] */
    public String biasSection() {
        return section(vendor.prescan() + vendor.amplifierWidth() + 1, Sections.RAW_WIDTH, 1, vendor.amplifierHeight());
    }

    /** @return DETSIZE: the science pixels of the whole CCD, such as [1:4096,1:4004] */
    public String detectorSize() {
        return section(1, vendor.width(), 1, vendor.height());
    }

    private static String section(int x1, int x2, int y1, int y2) {
        return "[" + x1 + ":" + x2 + "," + y1 + ":" + y2 + "]";
    }

    /** @return CCD column of a raw column; outside the data columns the result is outside the amplifier */
    public int ccdX(int rawColumn) {
        int data = rawColumn - vendor.prescan();
        return flippedX ? x0 + vendor.amplifierWidth() - 1 - data : x0 + data;
    }

    /** @return CCD row of a raw row */
    public int ccdY(int rawRow) {
        return flippedY ? y0 + vendor.amplifierHeight() - 1 - rawRow : y0 + rawRow;
    }

    /** @return raw column of a CCD column of this amplifier */
    public int rawColumn(int ccdX) {
        return vendor.prescan() + (flippedX ? x0 + vendor.amplifierWidth() - 1 - ccdX : ccdX - x0);
    }

    /** @return raw row of a CCD row of this amplifier */
    public int rawRow(int ccdY) {
        return flippedY ? y0 + vendor.amplifierHeight() - 1 - ccdY : ccdY - y0;
    }
}
