package ciel.sim.camera;

import java.util.List;

/** What a filter lets through or a CCD detects, by wavelength, as a camera's description gives it. */
public sealed interface Curve {
    /**
     * A curve of the project's own tables: of filters {@code lsst} (mirrors, lenses and filter of the Simonyi telescope);
     * of CCDs {@code measured} (each of LSSTCam's by itself), {@code e2v} and {@code itl} (mean of LSSTCam's),
     * {@code baseline} (lsst/throughputs).
     */
    record Packaged(String name) implements Curve {}

    /** The same at all wavelengths. @param value 0 to 1 */
    record Level(double value) implements Curve {}

    /**
     * Linear between the wavelengths given, 0 outside of them.
     *
     * @param file  where it is from
     * @param nm    wavelengths, rising
     * @param value 0 to 1
     */
    record Table(String file, List<Double> nm, List<Double> value) implements Curve {
        public Table {
            nm = List.copyOf(nm);
            value = List.copyOf(value);
        }
    }
}
