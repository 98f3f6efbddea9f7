package ciel.sim.fits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Holds a file against the size and the checksum that a manifest gives. */
public final class FileCheck {
    private static final int CHUNK = 1 << 18;

    private FileCheck() {}

    /**
     * @param sha256 64 lower-case hexadecimal digits
     * @return how the file differs, as the end of a sentence that begins with its name; null where it does not
     */
    public static String difference(Path file, long bytes, String sha256) {
        try {
            long size = Files.size(file);
            if (size != bytes) {
                return "has " + size + " bytes, its manifest says " + bytes;
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[CHUNK];
            try (InputStream in = Files.newInputStream(file)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
            String found = HexFormat.of().formatHex(digest.digest());
            return found.equals(sha256) ? null : "has sha256 " + found + ", its manifest says " + sha256;
        } catch (NoSuchFileException e) {
            return "is missing";
        } catch (IOException e) {
            return "cannot be read";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
