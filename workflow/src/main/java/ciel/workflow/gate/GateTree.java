package ciel.workflow.gate;

import ciel.workflow.gate.GateRefusal.Kind;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The gate's folder as what is swept: every step goes through descriptors of folders, so that no link leads out of it. */
final class GateTree implements SiteSweep.Tree {
    private static final int MAX_PARTS = 32;
    private static final int MOST_READ = 64 << 20;

    private final GateFolder root;

    GateTree(GateFolder root) {
        this.root = root;
    }

    private static final Pattern ANY_NAME = Pattern.compile("[A-Za-z0-9_.+@=-]{1,255}");

    /** Acts on a path of the folder's own, which may have hidden parts: names come from listings, never from a request. */
    private <T> T inside(String path, GateFolder.Act<T> act, T none) throws IOException, GateRefusal {
        List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
        String[] parts = path.split("/");
        try {
            SecureDirectoryStream<Path> folder = root.root();
            for (int i = 0; i < parts.length; i++) {
                if (!ANY_NAME.matcher(parts[i]).matches() || parts[i].equals(".") || parts[i].equals("..")) {
                    throw new GateRefusal(Kind.DENIED, "a part of the path is not a plain name");
                }
                if (i < parts.length - 1) {
                    folder = GateFolder.enter(folder, Path.of(parts[i]));
                    opened.add(folder);
                }
            }
            return act.in(folder, Path.of(parts[parts.length - 1]));
        } catch (NoSuchFileException e) {
            return none;
        } finally {
            opened.reversed().forEach(GateFolder::closeQuietly);
        }
    }

    @Override
    public List<String> names(String path) throws IOException, GateRefusal {
        return inside(
                path,
                (folder, name) -> {
                    List<String> names = new ArrayList<>();
                    try (SecureDirectoryStream<Path> stream = GateFolder.enter(folder, name)) {
                        stream.forEach(entry -> names.add(entry.getFileName().toString()));
                    }
                    names.sort(null);
                    return names;
                },
                List.of());
    }

    @Override
    public byte[] read(String path) throws IOException, GateRefusal {
        return inside(
                path,
                (folder, name) -> {
                    try (SeekableByteChannel file = GateFolder.read(folder, name)) {
                        return Channels.newInputStream(file).readNBytes(MOST_READ);
                    }
                },
                new byte[0]);
    }

    @Override
    public Instant modified(String path) throws IOException, GateRefusal {
        return inside(
                path,
                (folder, name) ->
                        GateFolder.attributes(folder, name).lastModifiedTime().toInstant(),
                Instant.EPOCH);
    }

    @Override
    public void remove(String path) throws IOException, GateRefusal {
        inside(
                path,
                (folder, name) -> {
                    removeAll(folder, name, 0);
                    return true;
                },
                false);
    }

    private static void removeAll(SecureDirectoryStream<Path> folder, Path name, int depth)
            throws IOException, GateRefusal {
        if (!GateFolder.attributes(folder, name).isDirectory()) {
            folder.deleteFile(name); // a link goes, not what it names
            return;
        }
        if (depth > MAX_PARTS) {
            throw new GateRefusal(Kind.DENIED, "folders lie in one another more than " + MAX_PARTS + " deep");
        }
        try (SecureDirectoryStream<Path> inner = GateFolder.enter(folder, name)) {
            List<Path> entries = new ArrayList<>();
            inner.forEach(entry -> entries.add(entry.getFileName()));
            for (Path entry : entries) {
                try {
                    removeAll(inner, entry, depth + 1);
                } catch (NoSuchFileException e) {
                    // gone since
                }
            }
        }
        folder.deleteDirectory(name);
    }
}
