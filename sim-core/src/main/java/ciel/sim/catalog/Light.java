package ciel.sim.catalog;

/** How an object's spectrum is given. */
public sealed interface Light {
    /** @return what to call the spectrum in messages and truth; part of the object's key to its random numbers */
    String name();

    /**
     * A file of a library, scaled by the object's magnorm.
     *
     * @param name file name relative to the library
     */
    record Library(String name) implements Light {}

    /**
     * A spectrum with its own absolute scale, which comes with the catalog: magnorm then only says about how bright
     * the object is, and does not scale it.
     */
    non-sealed interface Density extends Light {
        /** @return the spectrum; made when it is asked for, so that millions of objects hold a few numbers each */
        Samples samples();

        /** @return bytes that it holds for itself alone, about */
        default int bytes() {
            return 64;
        }
    }

    /** A density of a few numbers over a table that many objects share. */
    interface Row extends Density {
        /** @return what makes a row of its numbers again */
        Table table();

        /** @return its numbers, up to {@link Table#length}; those that are not there do not matter */
        float[] values();

        /** @return a number beside them */
        double distance();

        /** @return another */
        double scale();
    }

    /** What rows have in common. */
    interface Table {
        /** @return how many values a row has at most, 1 to 1000 */
        int length();

        /** @return a row, equal to that which the numbers come from */
        Row row(float[] values, double distance, double scale);
    }

    /**
     * Photon density above the atmosphere, before the dust of the Milky Way, in the rest frame of the object: at
     * wavelength l it is value(l) x l photons nm^-1 s^-1 cm^-2, with value linear between samples and 0 outside. The
     * object's redshift stretches the wavelengths by 1 + z and leaves the density.
     *
     * @param nm    wavelengths (nm), &gt; 0, not falling, at least two
     * @param value photons nm^-2 s^-1 cm^-2, &ge; 0
     */
    record Samples(double[] nm, double[] value) {}
}
