package ciel.workflow.ledger;

import ciel.sim.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * File systems that hosts share. The write-ahead log of SQLite needs memory that all its processes share, and locks
 * that hold, and neither works there: the usual ends are "database is locked" and damaged files.
 */
final class NetworkFileSystem {
    private static final Set<String> TYPES = Set.of(
            "nfs",
            "nfs4",
            "lustre",
            "gpfs",
            "mmfs",
            "afs",
            "openafs",
            "ceph",
            "cephfs",
            "beegfs",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "9p",
            "glusterfs",
            "orangefs",
            "pvfs2",
            "panfs",
            "wekafs",
            "dvs",
            "ocfs2",
            "gfs2",
            "davfs",
            "vboxsf",
            "virtiofs");

    private NetworkFileSystem() {}

    /** @return whether a type, as the system names it, is one of them; all FUSE but that of a local block device */
    static boolean is(String type) {
        String t = type.toLowerCase(Locale.ROOT);
        return TYPES.contains(t) || t.equals("fuse") || t.startsWith("fuse.");
    }

    /** @param file of a ledger; it need not be there */
    static void refuse(Path file) {
        Path there = file.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        try {
            refuse(file, Files.getFileStore(there.toRealPath()).type());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void refuse(Path file, String type) {
        if (is(type)) {
            throw new InputException(
                    "ledger " + file,
                    "lies on a network file system (" + type + "), where SQLite loses data",
                    "put it on a local disk, and copies of it on the shared one (ciel campaign export --backup FILE);"
                            + " or use PostgreSQL: ledger: {postgres: jdbc:postgresql://host/database, user: name}");
        }
    }
}
