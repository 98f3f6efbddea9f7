package ciel.sim.readout;

/**
 * Electrons that are added to single pixels of a CCD, in no order; a pixel may appear more than once.
 *
 * @param pixels    number y * width + x of each pixel, LSST numbering
 * @param electrons added to it, &gt;= 0
 */
public record PixelCharge(int[] pixels, int[] electrons) {
    /** Nothing is added. */
    public static final PixelCharge NONE = new PixelCharge(new int[0], new int[0]);

    public PixelCharge {
        if (pixels.length != electrons.length) {
            throw new IllegalArgumentException(pixels.length + " pixels and " + electrons.length + " charges");
        }
    }

    /** Adds the electrons to a whole CCD, row-major. */
    public void addTo(int[] data) {
        for (int i = 0; i < pixels.length; i++) {
            data[pixels[i]] += electrons[i];
        }
    }
}
