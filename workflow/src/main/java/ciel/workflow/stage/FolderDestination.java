package ciel.workflow.stage;

import ciel.transfer.posix.PosixErrors;
import ciel.workflow.campaign.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Adler32;

/** A data centre as a folder of this machine, or one that is mounted here. */
public final class FolderDestination implements Destination {
    private static final int BUFFER_BYTES = 1 << 20;

    private final String name;
    private final Path incoming;
    private final Path folder;
    private final Layout layout;
    private final List<Registry> registries;

    /**
     * @param name       of the destination
     * @param incoming   folder of what was fetched; on the file system of {@code folder}
     * @param folder     the final layout begins here
     * @param layout     path of a file below it
     * @param registries hooks, in order
     */
    public FolderDestination(String name, Path incoming, Path folder, Layout layout, List<Registry> registries) {
        this.name = name;
        this.incoming = incoming;
        this.folder = folder;
        this.layout = layout;
        this.registries = List.copyOf(registries);
    }

    @Override
    public String name() {
        return name;
    }

    private Path fetched(Item item, UnitFile file) {
        return incoming.resolve(item.incoming()).resolve(file.name());
    }

    private Path placed(Item item, UnitFile file) {
        return folder.resolve(
                layout.path(item.campaign(), item.visit(), item.band(), item.night(), item.detector(), file.name()));
    }

    private PortException failure(String act, IOException e) {
        String text = "[destination " + name + "] " + act + ": " + e.getMessage();
        if (e instanceof AccessDeniedException) {
            return new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN, text + " (permission denied; let this account write there)", e);
        }
        return GateErrors.port("destination " + name, PosixErrors.of(act, e));
    }

    /** A folder that is not mounted must not look like one whose files are gone. */
    private void mounted() throws PortException {
        for (Path root : List.of(incoming, folder)) {
            if (!Files.isDirectory(root)) {
                throw new PortException.CouldNotAsk(
                        PortException.Cause.HUMAN,
                        "[destination " + name + "] " + root + " is not a folder here; make it or mount it");
            }
        }
    }

    @Override
    public Check verify(Item item) throws PortException {
        mounted();
        List<String> wrong = new ArrayList<>();
        for (UnitFile file : item.files().files()) {
            Path path = fetched(item, file);
            try {
                if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    path = placed(item, file);
                }
                String difference = difference(path, file);
                if (!difference.isEmpty()) {
                    wrong.add(difference);
                }
            } catch (NoSuchFileException e) {
                wrong.add(file.name() + " is neither in the incoming folder nor in place");
            } catch (IOException e) {
                throw failure("reading " + path, e);
            }
        }
        return new Check(wrong);
    }

    /** @return what is wrong with a file, empty where nothing is */
    private static String difference(Path path, UnitFile file) throws IOException {
        long size = Files.size(path);
        if (size != file.bytes()) {
            return path + " has " + size + " bytes; the manifest says " + file.bytes();
        }
        MessageDigest sha = sha256();
        Adler32 adler = new Adler32();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                sha.update(buffer, 0, n);
                adler.update(buffer, 0, n);
            }
        }
        String sum = HexFormat.of().formatHex(sha.digest());
        if (!sum.equals(file.sha256())) {
            return path + " has SHA-256 " + sum + "; the manifest says " + file.sha256();
        }
        String small = "%08x".formatted(adler.getValue());
        return small.equals(file.adler32())
                ? ""
                : path + " has Adler-32 " + small + "; the manifest says " + file.adler32();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Map<String, String> place(Item item) throws PortException {
        mounted();
        Map<String, String> paths = new LinkedHashMap<>();
        for (UnitFile file : item.files().files()) {
            Path target = placed(item, file);
            try {
                Files.createDirectories(target.getParent());
                place(fetched(item, file), target, file);
                sync(target.getParent());
            } catch (PortException e) {
                throw e;
            } catch (IOException e) {
                throw failure("placing " + target, e);
            }
            paths.put(file.name(), folder.relativize(target).toString());
        }
        try {
            removeEmpty(incoming.resolve(item.incoming()));
        } catch (IOException e) {
            throw failure("removing the incoming folder of unit " + item.files().unit(), e);
        }
        return paths;
    }

    private void place(Path from, Path target, UnitFile file) throws IOException, PortException {
        boolean here = Files.exists(from, LinkOption.NOFOLLOW_LINKS);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (!here) {
                throw new PortException.Refused(
                        "[destination " + name + "] " + from + " is gone; fetch the unit again");
            }
            rename(from, target);
            return;
        }
        String difference = difference(target, file);
        if (!difference.isEmpty()) {
            throw new PortException.Refused("[destination " + name
                    + "] another file has the final name, which is never replaced: " + difference
                    + "; move it away, then ciel campaign retry");
        }
        Files.deleteIfExists(from);
    }

    /** Gives a file its name; never replaces one. */
    private static void rename(Path from, Path target) throws IOException {
        try {
            Files.createLink(target, from);
            Files.delete(from);
        } catch (UnsupportedOperationException e) {
            move(from, target);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            // a file system without hard links
            move(from, target);
        }
    }

    private static void move(Path from, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The folder and those above it, up to the incoming folder, as far as they are empty. */
    private void removeEmpty(Path directory) throws IOException {
        Path at = directory;
        while (!at.equals(incoming) && at.startsWith(incoming)) {
            if (Files.isDirectory(at)) {
                try (Stream<Path> entries = Files.list(at)) {
                    if (entries.findAny().isPresent()) {
                        return;
                    }
                }
                try {
                    Files.deleteIfExists(at);
                } catch (java.nio.file.DirectoryNotEmptyException e) {
                    return; // another unit of the visit arrives
                }
            }
            at = at.getParent();
        }
    }

    @Override
    public void discard(Item item) throws PortException {
        for (UnitFile file : item.files().files()) {
            try {
                Files.deleteIfExists(fetched(item, file));
            } catch (IOException e) {
                throw failure("removing " + fetched(item, file), e);
            }
        }
    }

    @Override
    public boolean registers() {
        return !registries.isEmpty();
    }

    @Override
    public Map<Long, String> register(List<Item> items) throws PortException {
        Map<Long, String> refused = new HashMap<>();
        for (Registry registry : registries) {
            List<Registry.Placed> placed = new ArrayList<>();
            for (Item item : items) {
                if (!refused.containsKey(item.delivery())) {
                    Map<String, Path> files = new HashMap<>();
                    item.files().files().forEach(f -> files.put(f.name(), placed(item, f)));
                    placed.add(new Registry.Placed(item, files));
                }
            }
            if (!placed.isEmpty()) {
                refused.putAll(registry.register(placed));
            }
        }
        return refused;
    }

    @Override
    public long freeBytes() throws PortException {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw failure("asking for room", e);
        }
    }

    @Override
    public void close() {
        // nothing is open
    }
}
