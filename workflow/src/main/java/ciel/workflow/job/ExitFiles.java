package ciel.workflow.job;

import ciel.sim.CielException;
import ciel.sim.fits.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes exit files and logs of units. A little room is set aside while there is some, so that a job that has filled the
 * disk can say so.
 */
final class ExitFiles {
    private static final int RESERVE_BYTES = 256 << 10;

    private final Path root;
    private final Path reserve;

    ExitFiles(Path root, Path folder) {
        this.root = root;
        this.reserve = folder.resolve("reserve");
        try {
            Files.write(reserve, new byte[RESERVE_BYTES]);
        } catch (IOException e) {
            // no room already, or no claim folder: the first exit file shows it
        }
    }

    /** @throws CielException when the disk takes no file */
    synchronized void write(UnitReport report, String path, String log) {
        try {
            put(report, path, log);
        } catch (CielException full) {
            release();
            put(report, path, log);
        }
    }

    private void put(UnitReport report, String path, String log) {
        try {
            WholeFile.write(
                    root.resolve(report.log()),
                    log.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    WholeFile.Existing.REPLACE);
        } catch (CielException e) {
            // the exit file matters more
        }
        WholeFile.write(root.resolve(path), report.json(), WholeFile.Existing.REPLACE);
    }

    /** Gives the room back. */
    void release() {
        try {
            Files.deleteIfExists(reserve);
        } catch (IOException e) {
            // a quarter of a megabyte
        }
    }
}
