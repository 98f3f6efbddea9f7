package ciel.sim.fits;

import java.nio.file.Path;

/**
 * A file that is on disk under its final name, whole and synced.
 *
 * @param path    the final name, as it was asked for
 * @param bytes   its size
 * @param adler32 of its content, eight hexadecimal digits
 * @param sha256  of its content, 64 hexadecimal digits
 */
public record WrittenFile(Path path, long bytes, String adler32, String sha256) {}
