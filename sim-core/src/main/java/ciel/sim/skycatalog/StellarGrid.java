package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Light;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageHDU;

/**
 * Atmospheres of stars on a grid of temperature, gravity and metallicity, from a file of the form that pystellibs has
 * (bt-settl.lowres.grid.fits; Allard et al. 2012, RSPTA 370, 2765): an image with a spectrum in each line (flux of the
 * surface, erg s^-1 cm^-2 A^-1) and the wavelengths (A) in the last, and a table with the columns logT, logg and logZ or Z
 * of each. Linear in all three between nodes; nothing outside. Immutable.
 */
final class StellarGrid {
    /** Kept here, since the log manager holds loggers weakly: the library logs what it throws, too. */
    private static final Logger LIBRARY = Logger.getLogger("nom.tam");

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    /** erg/s and erg s^-1 cm^-2 K^-4, as pystellibs has them. */
    private static final double SUN = 3.839e33;

    private static final double STEFAN = 5.67037321e-5;
    /** cm. */
    private static final double PARSEC = FlatCosmology.MPC * 1e-4;
    /** erg nm. */
    private static final double HC = 6.62607015e-27 * 2.99792458e17;
    /** Wavelengths (nm) that are kept. */
    private static final double FROM = 250;

    private static final double TO = 1250;
    private static final long MOST = 200_000_000;
    private static final double SAME = 1e-4;
    private static final String REMEDY =
            "skycatalog.trilegal_grid is a FITS file as pystellibs' bt-settl.lowres.grid.fits: an image of spectra with the"
                    + " wavelengths in its last line, and a table with logT, logg and logZ or Z";

    private final double[] nm;
    /** Photons nm^-2 s^-1 cm^-2 at the surface, by node. */
    private final float[][] values;
    /** Nodes by logZ, logT, logg. */
    private final NavigableMap<Double, NavigableMap<Double, NavigableMap<Double, Integer>>> nodes = new TreeMap<>();

    private StellarGrid(double[] nm, float[][] values) {
        this.nm = nm;
        this.values = values;
    }

    /** @throws InputException when the file is not there, or no such grid */
    static StellarGrid read(Path file) {
        String name = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new InputException(name, "does not exist or is no file", REMEDY);
        }
        try (Fits fits = new Fits(file.toFile())) {
            if (!(fits.readHDU() instanceof ImageHDU image) || image.getAxes() == null || image.getAxes().length != 2) {
                throw new InputException(name, "does not begin with an image of spectra", REMEDY);
            }
            int[] axes = image.getAxes();
            if ((long) axes[0] * axes[1] > MOST || axes[0] < 2 || axes[1] < 2) {
                throw new InputException(
                        name, "has " + axes[0] + " lines of " + axes[1] + " numbers; the limit is 2e8 in all", REMEDY);
            }
            Object lines = image.getKernel();
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                if (hdu instanceof BinaryTableHDU table) {
                    return of(name, lines, axes[0] - 1, axes[1], table);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof InputException known
                    ? known
                    : new InputException(name, "cannot be read as FITS: " + e.getMessage(), REMEDY, e);
        }
        throw new InputException(name, "has no table of its nodes", REMEDY);
    }

    private static StellarGrid of(String name, Object lines, int spectra, int waves, BinaryTableHDU table)
            throws IOException {
        if (table.getNRows() != spectra) {
            throw new InputException(
                    name, "has " + spectra + " spectra and " + table.getNRows() + " rows in its table", REMEDY);
        }
        Object wavelengths = Array.get(lines, spectra);
        int first = 0;
        int last = -1;
        for (int i = 0; i < waves; i++) {
            double at = Array.getDouble(wavelengths, i) / 10;
            if (!(at > 0) || i > 0 && !(at >= Array.getDouble(wavelengths, i - 1) / 10)) {
                throw new InputException(name, "wavelength " + (i + 1) + " is not above 0 and rising", REMEDY);
            }
            first = at < FROM ? i + 1 : first;
            last = at <= TO ? i : last;
        }
        if (last - first < 10) {
            throw new InputException(name, "has fewer than ten wavelengths from 250 to 1250 nm (in Angstrom)", REMEDY);
        }
        double[] nm = new double[last - first + 1];
        float[][] values = new float[spectra][nm.length];
        for (int i = 0; i < nm.length; i++) {
            nm[i] = Array.getDouble(wavelengths, first + i) / 10;
        }
        StellarGrid grid = new StellarGrid(nm, values);
        Object logT = column(name, table, "logT");
        Object logg = column(name, table, "logg");
        boolean logarithm = table.findColumn("logZ") >= 0;
        Object metals = column(name, table, logarithm ? "logZ" : "Z");
        for (int node = 0; node < spectra; node++) {
            Object spectrum = Array.get(lines, node);
            for (int i = 0; i < nm.length; i++) {
                double flux = Array.getDouble(spectrum, first + i);
                values[node][i] = (float) (Double.isFinite(flux) && flux > 0 ? flux * 10 / HC : 0);
            }
            double z = Array.getDouble(metals, node);
            grid.add(name, node, logarithm ? z : StrictMath.log10(z), at(logT, node), at(logg, node));
        }
        return grid;
    }

    private static double at(Object column, int row) {
        return Array.getDouble(column, row);
    }

    private static Object column(String name, BinaryTableHDU table, String column) throws IOException {
        int place = table.findColumn(column);
        Object values = place < 0 ? null : table.getColumn(place);
        if (values == null || !values.getClass().getComponentType().isPrimitive()) {
            throw new InputException(name, "has no column " + column + " of numbers", REMEDY);
        }
        return values;
    }

    private void add(String name, int node, double logZ, double logT, double logg) {
        if (!(logT > 2 && logT < 7) || !(Math.abs(logg) < 20) || !(Math.abs(logZ) < 20)) {
            throw new InputException(
                    name, "node " + (node + 1) + " has logT " + logT + ", logg " + logg + ", logZ " + logZ, REMEDY);
        }
        nodes.computeIfAbsent(near(nodes, logZ), z -> new TreeMap<>())
                .computeIfAbsent(near(nodes.get(near(nodes, logZ)), logT), t -> new TreeMap<>())
                .put(logg, node);
    }

    /** @return the key that is there already for nearly the same number */
    private static double near(NavigableMap<Double, ?> map, double value) {
        Double below = map == null ? null : map.floorKey(value + SAME);
        return below != null && below >= value - SAME ? below : value;
    }

    /** A node and its part. */
    private record Part(int node, double weight) {}

    /** @return nodes and their parts, which are together 1; none outside of the grid */
    private List<Part> parts(double logT, double logg, double logZ) {
        List<Part> found = new ArrayList<>(8);
        boolean inside = along(
                nodes,
                logZ,
                1,
                (temperatures, ofZ) -> along(
                        temperatures,
                        logT,
                        ofZ,
                        (gravities, ofT) -> along(gravities, logg, ofT, (node, weight) -> {
                            found.add(new Part(node, weight));
                            return true;
                        })));
        return inside ? found : List.of();
    }

    private interface Use<T> {
        boolean take(T value, double weight);
    }

    /** Gives the neighbours of a number with their parts. @return false outside */
    private static <T> boolean along(NavigableMap<Double, T> map, double at, double weight, Use<T> use) {
        var low = map.floorEntry(at + SAME);
        var high = map.ceilingEntry(at - SAME);
        if (low == null || high == null) {
            return false;
        }
        if (low.getKey() >= high.getKey()) {
            return use.take(low.getValue(), weight);
        }
        double part = (at - low.getKey()) / (high.getKey() - low.getKey());
        return use.take(low.getValue(), weight * (1 - part)) && use.take(high.getValue(), weight * part);
    }

    /** @return whether the grid has an atmosphere of such a star */
    boolean has(double logT, double logg, double logZ) {
        return !parts(logT, logg, logZ).isEmpty();
    }

    /**
     * @param logL     luminosity (log of the sun's)
     * @param distance modulus (mag)
     * @return square of the radius over that of the distance
     */
    static double dilution(double logT, double logL, double distance) {
        double radius2 = StrictMath.pow(10, logL) * SUN / (4 * Math.PI * STEFAN * StrictMath.pow(10, 4 * logT));
        double cm = StrictMath.pow(10, distance / 5 + 1) * PARSEC;
        return radius2 / (cm * cm);
    }

    /**
     * The light of a star.
     *
     * @param grid   with its atmosphere
     * @param logT   temperature (log of K)
     * @param logg   gravity (log of cm s^-2)
     * @param logZ   metallicity (log of the mass fraction)
     * @param factor of the flux at the surface
     */
    record Star(StellarGrid grid, double logT, double logg, double logZ, double factor) implements Light.Density {
        @Override
        public String name() {
            return "stellar atmosphere";
        }

        @Override
        public Light.Samples samples() {
            double[] value = new double[grid.nm.length];
            for (Part part : grid.parts(logT, logg, logZ)) {
                float[] of = grid.values[part.node];
                for (int i = 0; i < value.length; i++) {
                    value[i] += of[i] * part.weight * factor;
                }
            }
            return new Light.Samples(Arrays.copyOf(grid.nm, grid.nm.length), value);
        }
    }
}
