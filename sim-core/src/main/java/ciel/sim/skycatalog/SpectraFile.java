package ciel.sim.skycatalog;

import ciel.sim.InputException;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers from an HDF5 file. Whatever is wrong with it names it and the dataset. Not for sharing between threads. */
final class SpectraFile implements AutoCloseable {
    /** No dataset of one object is larger. */
    private static final long MOST = 1 << 26;

    private final Path file;
    private final HdfFile hdf;

    SpectraFile(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "does not exist", "the spectra of the objects lie there");
        }
        try {
            this.hdf = new HdfFile(file);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw damaged("", e);
        }
    }

    /** @return whether there is a dataset or a group of this path */
    boolean has(String path) {
        try {
            return hdf.getByPath(path) != null;
        } catch (io.jhdf.exceptions.HdfInvalidPathException e) {
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw damaged(path, e);
        }
    }

    /** @return all numbers of a dataset, the last dimension running fastest, with its dimensions */
    Numbers numbers(String path) {
        try {
            Node node = hdf.getByPath(path);
            if (!(node instanceof Dataset dataset) || dataset.getSize() > MOST) {
                throw new InputException(file.toString(), "'" + path + "' is no dataset of numbers", "");
            }
            return new Numbers(dataset.getDimensions(), doubles(path, dataset.getDataFlat()));
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw damaged(path, e);
        }
    }

    /** @param shape of the dataset @param values flat */
    record Numbers(int[] shape, double[] values) {}

    private double[] doubles(String path, Object flat) {
        double[] values;
        switch (flat) {
            case double[] d -> values = d;
            case float[] f -> {
                values = new double[f.length];
                for (int i = 0; i < f.length; i++) {
                    values[i] = f[i];
                }
            }
            case long[] l -> {
                values = new double[l.length];
                for (int i = 0; i < l.length; i++) {
                    values[i] = l[i];
                }
            }
            case int[] n -> {
                values = new double[n.length];
                for (int i = 0; i < n.length; i++) {
                    values[i] = n[i];
                }
            }
            case null, default ->
                throw new InputException(file.toString(), "'" + path + "' holds no numbers", "write the spectra again");
        }
        return values;
    }

    InputException wrong(String path, String problem) {
        return new InputException(file.toString(), "'" + path + "' " + problem, "write the spectra again");
    }

    private InputException damaged(String path, Throwable e) {
        return new InputException(
                file.toString(),
                (path.isEmpty() ? "" : "'" + path + "' ") + "cannot be read as HDF5: "
                        + (e.getMessage() == null ? e.toString() : e.getMessage()),
                "copy it again",
                e);
    }

    @Override
    public void close() {
        try {
            hdf.close();
        } catch (RuntimeException e) {
            throw damaged("", e);
        }
    }
}
