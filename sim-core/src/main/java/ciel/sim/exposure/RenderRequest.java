package ciel.sim.exposure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What {@code ciel render} was asked for. It names things; whether they exist is found out by who reads them.
 *
 * @param catalog      instance catalog, skyCatalog (YAML) or scene table (.csv, .csv.gz, .parquet)
 * @param visit        exposure of a table of visits; empty: that of the catalog's header
 * @param detectors    names of detectors in the order asked for, without duplicates, never empty; {@value #ALL}
 *      alone for the 189 science CCDs
 * @param engine       auto, scalar, vector or opencl; anything but auto is a forced choice (law 3)
 * @param device       number of the device among those that the engine lists, from 0; empty: the first
 * @param threads      worker threads, &ge; 1; empty: one for each available processor
 * @param seed         exposure seed; empty: the catalog's own
 * @param out          folder for the files; made where missing
 * @param settings     everything else
 * @param resume       leave detectors alone that are whole in the folder, and draw the rest
 * @param skipBadLines count and report bad catalog lines instead of ending at the first
 * @param calibration  an exposure without a catalog; {@code catalog} is then only a name
 */
public record RenderRequest(
        Path catalog,
        Optional<VisitChoice> visit,
        List<String> detectors,
        String engine,
        OptionalInt device,
        OptionalInt threads,
        OptionalLong seed,
        Path out,
        Settings settings,
        boolean resume,
        boolean skipBadLines,
        Optional<CalibrationExposure> calibration) {
    /** The name that stands for every science CCD. */
    public static final String ALL = "all";

    /**
     * An exposure of a table of visits.
     *
     * @param table database of OpSim or ConsDB, or a table in ECSV or FITS
     * @param id    number of the visit
     * @param snap  number of the exposure in the visit, from 0
     */
    public record VisitChoice(Path table, long id, int snap) {}

    public RenderRequest {
        Objects.requireNonNull(visit);
        Objects.requireNonNull(calibration);
        Objects.requireNonNull(catalog);
        Objects.requireNonNull(engine);
        Objects.requireNonNull(device);
        Objects.requireNonNull(seed);
        Objects.requireNonNull(out);
        Objects.requireNonNull(settings);
        detectors = List.copyOf(detectors);
        if (detectors.isEmpty()) {
            throw new IllegalArgumentException("detectors is empty; name at least one");
        }
        if (threads.isPresent() && threads.getAsInt() < 1) {
            throw new IllegalArgumentException("threads is " + threads.getAsInt() + "; must be >= 1");
        }
    }

    /** @return the same, of other detectors */
    public RenderRequest withDetectors(List<String> others) {
        return new RenderRequest(
                catalog,
                visit,
                others,
                engine,
                device,
                threads,
                seed,
                out,
                settings,
                resume,
                skipBadLines,
                calibration);
    }

    /** @return name of the catalog's file, as manifests have it, and of the visit where that is from elsewhere */
    public String catalogName() {
        return catalog.getFileName()
                + visit.map(v -> ", visit " + v.id() + " of " + v.table().getFileName())
                        .orElse("");
    }

    /** @return size of the catalog (byte); 0 where it is no regular file */
    public long catalogBytes() {
        if (calibration.isPresent()) {
            return 0;
        }
        try {
            return Files.isRegularFile(catalog) ? Files.size(catalog) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** @return whether every science CCD was asked for */
    public boolean allDetectors() {
        return detectors.equals(List.of(ALL));
    }
}
