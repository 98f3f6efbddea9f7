package ciel.sim.sky;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.spectrum.Throughputs;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The sky that rubin_sim computed in advance (rubin_scheduler's {@code skybrightness_pre}): HDF5 files named
 * {@code MJD0_MJD1.h5} with {@code mjds} (days), {@code sky_mags} (a table mjds x HEALPix pixels in RING order of
 * right ascension and declination, with AB magnitudes per arcsec2 in u, g, r, i, z, y) and {@code timestep_max} (days).
 *
 * <p>The level is linear in magnitudes between two times, as upstream, and between the four nearest pixels, where upstream
 * takes one: a pixel is 1.8 deg wide. Its magnitudes are those through the whole throughput of LSST, air at an airmass of
 * 1.2 included (upstream's {@code total_r.dat}); the spectrum within the band, and how it is divided into dark sky, moon
 * and twilight, is that of another model.
 */
public final class SkyGrid implements SkyModel {
    /** Fainter or brighter values are no sky: healpy's UNSEEN, infinity, NaN. */
    private static final double FAINTEST = 40;

    private static final double BRIGHTEST = -10;
    /** Upstream puts no grid where the sun is higher (deg). */
    private static final double SUN_LIMIT = -8;

    /** HDF5's number of the filter gzip. */
    private static final int DEFLATE = 1;

    private static final long MOST_CHUNK = 1 << 28;
    private static final double AIRMASS = 1.2;
    private static final double LIGHT = 2.99792458e17;
    private static final double AB_ZERO = -48.6;

    private final SkyModel shape;
    private final double[] magnitudes;
    private final HealpixGrid pixels;
    private final double[] band;
    private final double zero;
    private final double sunLongitude;

    private SkyGrid(SkyModel shape, double[] magnitudes, HealpixGrid pixels, Band band, double sunLongitude) {
        this.shape = shape;
        this.magnitudes = magnitudes;
        this.pixels = pixels;
        this.sunLongitude = sunLongitude;
        Throughputs tables = Throughputs.tables();
        this.band = new double[Throughputs.LENGTH];
        double[] air = tables.atmosphere(AIRMASS);
        double[] ab = new double[Throughputs.LENGTH];
        for (int i = 0; i < ab.length; i++) {
            double nm = Throughputs.FIRST_NM + i;
            this.band[i] = tables.optics(band)[i] * tables.baselineDetector()[i] * air[i] * nm;
            ab[i] = StrictMath.pow(10, 0.4 * AB_ZERO) * LIGHT / (nm * nm);
        }
        this.zero = through(ab);
    }

    /**
     * @param fileOrFolder a file, or a folder of them
     * @param mjd          of the visit
     * @param band         of the visit
     * @param sunAltitude  deg
     * @param sunLongitude ecliptic longitude of the sun (deg), that of the directions asked for
     * @param shape        gives the spectrum and its parts
     * @throws InputException when there is no such file, it is damaged, or the visit lies outside of it
     */
    public static SkyGrid read(
            Path fileOrFolder, double mjd, Band band, double sunAltitude, double sunLongitude, SkyModel shape) {
        Path file = file(fileOrFolder, mjd);
        try (HdfFile hdf = new HdfFile(file)) {
            double[] mjds = numbers(file, hdf, "mjds");
            double step = numbers(file, hdf, "timestep_max")[0];
            if (!(hdf.getByPath("sky_mags") instanceof Dataset sky) || !sky.isCompound()) {
                throw wrong(file, "'sky_mags' is no table");
            }
            int[] shapeOf = sky.getDimensions();
            if (shapeOf.length != 2 || shapeOf[0] != mjds.length || HealpixGrid.nside(shapeOf[1]) == 0) {
                throw wrong(file, "'sky_mags' is not a table of " + mjds.length + " times x 12 nside^2 pixels");
            }
            if (mjds.length < 2 || mjd < mjds[0] || mjd > mjds[mjds.length - 1]) {
                throw outside(file, mjd, mjds);
            }
            int left = 0;
            while (left < mjds.length - 2 && mjds[left + 1] <= mjd) {
                left++;
            }
            double part = (mjd - mjds[left]) / (mjds[left + 1] - mjds[left]);
            if (!(part >= 0 && part <= 1)) {
                throw wrong(file, "'mjds' is not sorted");
            }
            if (mjds[left + 1] - mjds[left] > step + 1e-6) {
                if (sunAltitude > SUN_LIMIT) {
                    throw new InputException(
                            file.toString(),
                            String.format(
                                    Locale.ROOT,
                                    "has no sky between mjd %.5f and %.5f, and the visit at %.5f has the sun at %.1f deg",
                                    mjds[left],
                                    mjds[left + 1],
                                    mjd,
                                    sunAltitude),
                            "use sky.model=site");
                }
                part = Math.rint(part);
            }
            double[][] two = rows(file, sky, left, shapeOf[1], band);
            double[] magnitudes = new double[shapeOf[1]];
            for (int k = 0; k < magnitudes.length; k++) {
                double a = sane(two[0][k]);
                double b = sane(two[1][k]);
                magnitudes[k] = part == 0 ? a : part == 1 ? b : a + part * (b - a);
            }
            return new SkyGrid(shape, magnitudes, new HealpixGrid(HealpixGrid.nside(shapeOf[1])), band, sunLongitude);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new InputException(
                    file.toString(),
                    "cannot be read as HDF5: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    "give sky.grid a file of rubin_scheduler's skybrightness_pre, or copy it again",
                    e);
        }
    }

    private static double sane(double magnitude) {
        return magnitude > BRIGHTEST && magnitude < FAINTEST ? magnitude : Double.NaN;
    }

    /**
     * Two rows of a column, from raw chunks: jhdf 0.10 fills a slice of a table with two dimensions with its first chunk
     * alone, and a whole file has gigabytes.
     */
    private static double[][] rows(Path file, Dataset sky, int first, int pixels, Band band) {
        String name = String.valueOf(band.letter());
        if (!(sky.getDataType() instanceof CompoundDataType table)) {
            throw wrong(file, "'sky_mags' is no table");
        }
        CompoundDataType.CompoundDataMember column = table.getMembers().stream()
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(file, "'sky_mags' has no column '" + name + "'"));
        if (!(column.getDataType() instanceof FloatingPoint number)
                || number.getSize() != Double.BYTES && number.getSize() != Float.BYTES) {
            throw wrong(file, "the column '" + name + "' of 'sky_mags' holds no numbers of 32 or 64 bits");
        }
        if (!(sky instanceof ChunkedDataset chunked)) {
            throw wrong(file, "'sky_mags' is not stored in chunks, as h5py stores compressed tables");
        }
        boolean deflated = sky.getFilters().stream().anyMatch(f -> f.getId() == DEFLATE);
        if (sky.getFilters().size() > (deflated ? 1 : 0)) {
            throw wrong(file, "'sky_mags' is compressed by " + sky.getFilters() + ", not by gzip alone");
        }
        int[] chunk = chunked.getChunkDimensions();
        int record = table.getSize();
        double[][] rows = new double[2][pixels];
        for (int row = 0; row < 2; row++) {
            int at = (first + row) / chunk[0] * chunk[0];
            for (int from = 0; from < pixels; from += chunk[1]) {
                ByteBuffer bytes = inflated(
                                file,
                                chunked.getRawChunkBuffer(new int[] {at, from}),
                                (long) chunk[0] * chunk[1] * record,
                                deflated)
                        .order(number.getByteOrder());
                int start = (first + row - at) * chunk[1] * record + column.getOffset();
                for (int k = 0; k < Math.min(chunk[1], pixels - from); k++) {
                    rows[row][from + k] = number.getSize() == Double.BYTES
                            ? bytes.getDouble(start + k * record)
                            : bytes.getFloat(start + k * record);
                }
            }
        }
        return rows;
    }

    private static ByteBuffer inflated(Path file, ByteBuffer raw, long length, boolean deflated) {
        if (length > MOST_CHUNK) {
            throw wrong(file, "a chunk of 'sky_mags' has " + length + " bytes; the limit is " + MOST_CHUNK);
        }
        if (!deflated) {
            return raw;
        }
        byte[] bytes = new byte[(int) length];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(raw);
            if (inflater.inflate(bytes) != length) {
                throw wrong(file, "a chunk of 'sky_mags' is shorter than it says");
            }
        } catch (DataFormatException e) {
            throw wrong(file, "a chunk of 'sky_mags' is damaged: " + e.getMessage());
        }
        return ByteBuffer.wrap(bytes);
    }

    private static double[] numbers(Path file, HdfFile hdf, String path) {
        if (!(hdf.getByPath(path) instanceof Dataset dataset)) {
            throw wrong(file, "'" + path + "' is no dataset");
        }
        return switch (dataset.getData()) {
            case double[] values when values.length > 0 -> values;
            case Double value -> new double[] {value};
            case null, default -> throw wrong(file, "'" + path + "' holds no numbers of 64 bits");
        };
    }

    private static Path file(Path fileOrFolder, double mjd) {
        if (Files.isRegularFile(fileOrFolder)) {
            return fileOrFolder;
        }
        if (!Files.isDirectory(fileOrFolder)) {
            throw new InputException(
                    fileOrFolder.toString(),
                    "does not exist",
                    "give sky.grid a file MJD0_MJD1.h5 of rubin_scheduler's skybrightness_pre, or their folder");
        }
        try (Stream<Path> listed = Files.list(fileOrFolder)) {
            List<Path> files = listed.filter(f -> f.getFileName().toString().matches("[0-9.]+_[0-9.]+\\.h5"))
                    .sorted()
                    .toList();
            // as upstream: the last that holds the time
            return files.reversed().stream()
                    .filter(f -> holds(f, mjd))
                    .findFirst()
                    .orElseThrow(() -> new InputException(
                            fileOrFolder.toString(),
                            "has no file MJD0_MJD1.h5 with mjd " + mjd + " among " + files.size(),
                            "download the months of the visit, or use sky.model=site"));
        } catch (IOException e) {
            throw new InputException(fileOrFolder.toString(), "cannot be listed: " + e.getMessage(), "", e);
        }
    }

    private static boolean holds(Path file, double mjd) {
        String[] ends = file.getFileName().toString().replace(".h5", "").split("_");
        return Double.parseDouble(ends[0]) <= mjd && mjd <= Double.parseDouble(ends[1]);
    }

    private static InputException wrong(Path file, String problem) {
        return new InputException(
                file.toString(), problem, "give sky.grid a file of rubin_scheduler's skybrightness_pre");
    }

    private static InputException outside(Path file, double mjd, double[] mjds) {
        return new InputException(
                file.toString(),
                mjds.length < 2
                        ? "has fewer than two times"
                        : String.format(
                                Locale.ROOT,
                                "goes from mjd %.5f to %.5f; the visit is at %.5f",
                                mjds[0],
                                mjds[mjds.length - 1],
                                mjd),
                "name the file of the visit's months, or use sky.model=site");
    }

    /** @return that which it was read with (deg) */
    public double sunLongitude() {
        return sunLongitude;
    }

    @Override
    public String name() {
        return "grid";
    }

    /** @throws InputException where the grid has no sky: too low, or masked */
    @Override
    public SkyParts parts(Direction direction) {
        double[] place = direction.equatorial(sunLongitude);
        double magnitude = magnitude(place[0], place[1]);
        if (Double.isNaN(magnitude)) {
            throw new InputException(
                    "sky.grid",
                    String.format(
                            Locale.ROOT,
                            "has no sky at RA %.2f, Dec %.2f deg, %.1f deg above the horizon",
                            place[0],
                            place[1],
                            direction.altitude()),
                    "use sky.model=site");
        }
        SkyParts parts = shape.parts(direction);
        double scale = StrictMath.pow(10, -0.4 * magnitude) * zero / through(parts.total());
        return new SkyParts(scaled(parts.dark(), scale), scaled(parts.moon(), scale), scaled(parts.twilight(), scale));
    }

    private double magnitude(double ra, double dec) {
        int[] near = new int[4];
        double[] weight = new double[4];
        pixels.near(ra, dec, near, weight);
        double sum = 0;
        double weights = 0;
        for (int k = 0; k < 4; k++) {
            if (weight[k] > 0 && !Double.isNaN(magnitudes[near[k]])) {
                sum += weight[k] * magnitudes[near[k]];
                weights += weight[k];
            }
        }
        return sum / weights;
    }

    private double through(double[] spectrum) {
        double sum = 0;
        for (int i = 0; i < spectrum.length; i++) {
            sum += spectrum[i] * band[i];
        }
        return sum;
    }

    private static double[] scaled(double[] spectrum, double scale) {
        double[] out = new double[spectrum.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = scale * spectrum[i];
        }
        return out;
    }
}
