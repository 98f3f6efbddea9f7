package ciel.sim.fits;

/** An image of any type, row by row from the lowest y. */
interface PixelRows {
    /** @return pixels of a row */
    int width();

    /** @return rows; those of all planes of a cube, one after the other */
    int rows();

    /** @param out receives the pixels of that row in physical units; NaN where undefined */
    void row(int row, double[] out);
}
