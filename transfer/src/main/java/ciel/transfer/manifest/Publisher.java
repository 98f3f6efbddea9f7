package ciel.transfer.manifest;

import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.posix.PosixBackend;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Publishes the files of one unit below a folder, the manifest last. Files may be written by several threads at a
 * time, each through its own {@link PublishedFile}.
 */
public final class Publisher implements Closeable {
    private final PosixBackend backend;
    private final List<ManifestFile> files = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param folder an existing folder
     * @throws TransferException if there is none
     */
    public Publisher(Path folder) throws TransferException {
        this.backend = new PosixBackend(folder);
    }

    /**
     * @param path below the folder
     * @return a file to write; hand it to {@link #publish} when it is complete
     * @throws TransferException if it cannot be opened
     */
    public PublishedFile create(StoragePath path) throws TransferException {
        return new PublishedFile(backend, path);
    }

    /**
     * Gives a complete file its name and takes it into the manifest.
     *
     * @param file from {@link #create}
     * @return its entry
     * @throws TransferException if it cannot be synced or renamed
     */
    public ManifestFile publish(PublishedFile file) throws TransferException {
        ManifestFile entry = file.publish();
        files.add(entry);
        return entry;
    }

    /** Takes in a file that an earlier process published, so that a restarted unit need not write it again. */
    public void adopt(ManifestFile entry) {
        files.add(entry);
    }

    /**
     * Writes the manifest of all files published, in order of their paths, so that it does not depend on who was first.
     *
     * @param path       of the manifest, below the folder
     * @param unit       name of the unit
     * @param attributes what made it
     * @return the manifest
     * @throws TransferException if it cannot be written
     */
    public Manifest finish(StoragePath path, String unit, Map<String, Object> attributes) throws TransferException {
        List<ManifestFile> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(ManifestFile::path));
        Manifest manifest = new Manifest(unit, attributes, sorted);
        try (PublishedFile out = create(path)) {
            ByteBuffer json = ByteBuffer.wrap(ManifestJson.write(manifest));
            while (json.hasRemaining()) {
                out.write(json);
            }
            out.publish();
        }
        return manifest;
    }

    @Override
    public void close() {
        backend.close();
    }
}
