package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.UnavailableException;
import ciel.sim.fits.WholeFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The folder of the files. Whatever keeps files from being written there is found before the first photon. */
final class OutputFolder {
    private static final double MEGABYTE = 1e6;

    private final Path path;
    /** The first folder of the path that was made for this rendering; null: all of it was there. */
    private final Path made;

    private OutputFolder(Path path, Path made) {
        this.path = path;
        this.made = made;
    }

    /**
     * Makes the folder where it is missing, tries to write into it, and removes what runs that were killed have left.
     *
     * @throws UnavailableException when this account or this file system does not let files be written there
     * @throws InputException       when the path is not a folder and cannot be one
     */
    static OutputFolder prepare(Path out) {
        Path made = firstMissing(out.toAbsolutePath().normalize());
        OutputFolder folder = new OutputFolder(out, made);
        try {
            Files.createDirectories(out);
            Path probe = Files.createTempFile(out, ".ciel-probe", null);
            Files.delete(probe);
        } catch (IOException e) {
            folder.removeIfUnused();
            throw refusal(out, e);
        }
        WholeFile.removeLeftovers(out);
        return folder;
    }

    private static Path firstMissing(Path path) {
        Path missing = null;
        for (Path p = path; p != null && !Files.exists(p); p = p.getParent()) {
            missing = p;
        }
        return missing;
    }

    private static RuntimeException refusal(Path out, IOException e) {
        String context = "--out " + out;
        String reason = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        if (e instanceof AccessDeniedException || reason != null && reason.contains("ermission denied")) {
            return new UnavailableException(
                    context + ": permission denied", "choose a folder that this account may write to", e);
        }
        for (Path p = out.toAbsolutePath().normalize(); p != null; p = p.getParent()) {
            if (Files.exists(p) && !Files.isDirectory(p)) {
                return new InputException(context, p + " is a file, not a folder", "choose another --out", e);
            }
        }
        return new UnavailableException(
                context + ": cannot be written to" + (reason == null ? "" : ": " + reason),
                "choose a folder that can be written to",
                e);
    }

    Path path() {
        return path;
    }

    /**
     * @param bytes that will be written
     * @throws UnavailableException when the file system has less room
     */
    void requireRoom(long bytes) {
        long free;
        try {
            free = Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return; // a file system that does not say how full it is
        }
        requireRoom(bytes, free);
    }

    void requireRoom(long bytes, long free) {
        // a file system without a size says 0 bytes of 0
        if (bytes > free && !unlimited()) {
            throw new UnavailableException(
                    String.format(
                            Locale.ROOT,
                            "--out %s: the files need about %.0f MB, and %.0f MB are free",
                            path,
                            bytes / MEGABYTE,
                            free / MEGABYTE),
                    "make room, choose another --out, or leave files out: --set output.eimage=false",
                    null);
        }
    }

    private boolean unlimited() {
        try {
            return Files.getFileStore(path).getTotalSpace() == 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Takes the folders away that were made for a rendering that wrote nothing. */
    void removeIfUnused() {
        if (made == null) {
            return;
        }
        try {
            for (Path p = path.toAbsolutePath().normalize(); p.startsWith(made); p = p.getParent()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            // something lies in it: it is used
        }
    }
}
