package ciel.sim.readout;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;

/**
 * Measured cosmic-ray footprints, in the FITS table that imSim uses: each row is a run of pixels {@code pixel_values}
 * (e-) along x from ({@code x0}, {@code y0}), rows of the
 * same {@code fp_id} are one event. Header: NUM_PIX, pixels of the CCD it was measured on; EXPTIME (s).
 */
public final class CosmicRayLibrary implements CosmicRaySource {
    private static final int MAX_RUNS = 10_000_000;
    /** The library says every irregularity twice; what matters is in the exceptions. */
    private static final Logger LIBRARY = Logger.getLogger("nom.tam");

    /** A run of pixels, relative to the first run of its event. */
    private record Run(int dx, int dy, int[] electrons) {}

    private final List<Run[]> events;
    private final double referencePixels;
    private final double exposureTime;

    private CosmicRayLibrary(List<Run[]> events, double referencePixels, double exposureTime) {
        this.events = events;
        this.referencePixels = referencePixels;
        this.exposureTime = exposureTime;
    }

    /** @throws InputException when the file is missing, is not such a table, or has a value out of range */
    public static CosmicRayLibrary read(Path file) {
        String name = file.toString();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InputException(
                    name,
                    Files.isDirectory(file)
                            ? "is a folder, not a cosmic-ray library"
                            : Files.exists(file) ? "cannot be read: permission denied" : "no such file",
                    "give the path of a cosmic-ray library, or cosmic_rays.library=auto");
        }
        LIBRARY.setLevel(Level.OFF);
        try (Fits fits = new Fits(file.toFile())) {
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                if (hdu.getData() instanceof BinaryTable table && column(hdu.getHeader(), "pixel_values") >= 0) {
                    return parse(name, hdu.getHeader(), table);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof InputException input) {
                throw input;
            }
            throw new InputException(
                    name,
                    "is not a readable FITS table" + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                    "give a cosmic-ray library in imSim's format",
                    e);
        }
        throw new InputException(
                name, "no binary table with a column pixel_values", "give a cosmic-ray library in imSim's format");
    }

    private static CosmicRayLibrary parse(String name, Header header, BinaryTable table) throws FitsException {
        int[] columns = new int[4];
        String[] names = {"fp_id", "x0", "y0", "pixel_values"};
        for (int i = 0; i < names.length; i++) {
            columns[i] = column(header, names[i]);
            if (columns[i] < 0) {
                throw new InputException(name, "no column " + names[i], "give a cosmic-ray library in imSim's format");
            }
        }
        double pixels = header.getDoubleValue("NUM_PIX", 0);
        if (!(pixels > 0)) {
            throw new InputException(
                    name, "NUM_PIX is " + pixels, "the header must give the pixels of the CCD, such as 16288000");
        }
        int rows = table.getNRows();
        if (rows < 1 || rows > MAX_RUNS) {
            throw new InputException(
                    name, rows + " rows, outside 1 to " + MAX_RUNS, "give a cosmic-ray library in imSim's format");
        }
        Map<Long, List<Run>> events = new LinkedHashMap<>();
        Map<Long, int[]> starts = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            long id = table.getNumber(row, columns[0]).longValue();
            int x = table.getNumber(row, columns[1]).intValue();
            int y = table.getNumber(row, columns[2]).intValue();
            int[] start = starts.computeIfAbsent(id, k -> new int[] {x, y});
            int[] electrons = electrons(name, row, table.get(row, columns[3]));
            events.computeIfAbsent(id, k -> new ArrayList<>()).add(new Run(x - start[0], y - start[1], electrons));
        }
        List<Run[]> list = new ArrayList<>();
        for (List<Run> runs : events.values()) {
            list.add(runs.toArray(Run[]::new));
        }
        return new CosmicRayLibrary(list, pixels, header.getDoubleValue("EXPTIME", 0));
    }

    private static int[] electrons(String name, int row, Object cell) {
        int[] values =
                switch (cell) {
                    case int[] v -> v.clone();
                    case short[] v -> widen(v);
                    case null, default ->
                        throw new InputException(
                                name,
                                "pixel_values of row " + (row + 1) + " are not integers",
                                "store electrons as 32-bit integers");
                };
        for (int v : values) {
            if (v < 0) {
                throw new InputException(
                        name,
                        "pixel_values of row " + (row + 1) + " hold " + v + " e-, below 0",
                        "correct the library");
            }
        }
        return values;
    }

    private static int[] widen(short[] values) {
        int[] wide = new int[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static int column(Header header, String name) {
        int count = header.getIntValue("TFIELDS", 0);
        for (int i = 1; i <= count; i++) {
            String type = header.getStringValue("TTYPE" + i);
            if (type != null && type.trim().equalsIgnoreCase(name)) {
                return i - 1;
            }
        }
        return -1;
    }

    /** @return number of events in the library */
    public int size() {
        return events.size();
    }

    /** @return s in which they were collected, 0 if unknown */
    public double exposureTime() {
        return exposureTime;
    }

    @Override
    public double referencePixels() {
        return referencePixels;
    }

    @Override
    public void deposit(EventRandom random, int x, int y, Sink sink) {
        deposit(random.below(events.size()), x, y, sink);
    }

    /** Deposits a given event, 0 to size - 1. */
    void deposit(int event, int x, int y, Sink sink) {
        for (Run run : events.get(event)) {
            for (int i = 0; i < run.electrons.length; i++) {
                sink.add(x + run.dx + i, y + run.dy, run.electrons[i]);
            }
        }
    }
}
