package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.photon.AliasTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageHDU;
import nom.tam.util.ArrayFuncs;

/**
 * The picture of a FITS image object: relative flux of its pixels.
 *
 * @param weights one a pixel, row by row from the bottom
 * @param columns of the picture
 */
record Picture(AliasTable weights, int columns) {
    private static final int MAX_AXIS_PX = 4096;
    /** The library says every irregularity twice; what matters is in the exceptions. */
    private static final Logger LIBRARY = Logger.getLogger("nom.tam");

    /**
     * @throws InputException unless the file's first image is 2-dimensional, at most 4096 x 4096, finite, not negative,
     * and has flux
     */
    static Picture read(Path file) {
        if (!Files.isReadable(file)) {
            throw new InputException(
                    file.toString(),
                    "cannot be read; a catalog names it as the image of an object",
                    "put the file there or remove the object");
        }
        LIBRARY.setLevel(Level.OFF);
        try (Fits fits = new Fits(file.toFile())) {
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                if (hdu instanceof ImageHDU image && image.getAxes() != null && image.getAxes().length > 0) {
                    return of(file, image);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof InputException known) {
                throw known;
            }
            throw new InputException(file.toString(), "is not a FITS image: " + e.getMessage(), "check the file", e);
        }
        throw new InputException(file.toString(), "holds no image", "check the file");
    }

    private static Picture of(Path file, ImageHDU image) {
        int[] axes = image.getAxes();
        if (axes.length != 2 || axes[0] < 1 || axes[1] < 1 || axes[0] > MAX_AXIS_PX || axes[1] > MAX_AXIS_PX) {
            throw new InputException(
                    file.toString(),
                    "has an image of " + java.util.Arrays.toString(axes) + " pixels; 2 axes of 1 to " + MAX_AXIS_PX
                            + " are needed",
                    "cut or bin it");
        }
        double[] weights = new double[axes[0] * axes[1]];
        double[][] rows = (double[][]) ArrayFuncs.convertArray(image.getKernel(), double.class);
        double scale = image.getBScale();
        double zero = image.getBZero();
        double sum = 0;
        for (int y = 0; y < axes[0]; y++) {
            for (int x = 0; x < axes[1]; x++) {
                double value = rows[y][x] * scale + zero;
                if (!Double.isFinite(value) || value < 0) {
                    throw new InputException(
                            file.toString(),
                            "pixel (" + (x + 1) + ", " + (y + 1) + ") is " + value
                                    + "; photons need finite values >= 0",
                            "subtract the background and clip");
                }
                weights[y * axes[1] + x] = value;
                sum += value;
            }
        }
        if (!(sum > 0)) {
            throw new InputException(file.toString(), "has no flux", "check the file");
        }
        return new Picture(new AliasTable(weights), axes[1]);
    }
}
