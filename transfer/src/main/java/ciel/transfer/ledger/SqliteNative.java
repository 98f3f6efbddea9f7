package ciel.transfer.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * The native library of SQLite. The driver unpacks it into the folder for temporary files at every start, and compares
 * it byte by byte, which takes as long as a small transfer, and fails where that folder forbids to load programs. So it
 * is unpacked once, into a folder of this user.
 */
public final class SqliteNative {
    private static final String NAME = "libsqlitejdbc.so";

    private SqliteNative() {}

    /** Makes the library known to the driver; where that cannot be done the driver does as it always does. */
    public static synchronized void prepare() {
        if (System.getProperty("org.sqlite.lib.path") != null || System.getProperty("org.sqlite.tmpdir") != null) {
            return;
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder = (cache == null || cache.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache))
                .resolve("ciel")
                .resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + OSInfo.getArchName());
        String resource = "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + NAME;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                return;
            }
            Path library = folder.resolve(NAME);
            if (!Files.exists(library)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                Path next = Files.createTempFile(folder, NAME, ".new");
                Files.copy(in, next, StandardCopyOption.REPLACE_EXISTING);
                Files.move(next, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            System.setProperty("org.sqlite.lib.path", folder.toString());
            System.setProperty("org.sqlite.lib.name", NAME);
        } catch (IOException | UnsupportedOperationException e) {
            // a home that cannot be written to: the driver unpacks it elsewhere
        }
    }
}
