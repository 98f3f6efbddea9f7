package ciel.workflow.stage;

import ciel.transfer.Backend;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.NotFoundException;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder at a render site without a gate: on this machine, or through sftp. What a gate would remember is kept in files:
 * {@code ack/<campaign>/<visit>/<detector>.json} for a unit, {@code ack/token/<number>} for the highest fencing token. The
 * grace goes by the daemon's clock. Without a gate, reading the token and acting on it are two steps: a daemon that is
 * stopped between them and deposed may delete one acknowledged file more.
 */
public final class BackendSiteFolder implements SiteFolder {
    private static final int MAX_READ_BYTES = 32 << 20;
    private static final String TOKENS = "ack/token";

    /** An act on the backend. */
    @FunctionalInterface
    private interface Act<T> {
        T run(Backend backend) throws TransferException, PortException;
    }

    /** Opens the folder; tried again with each call until it works. */
    @FunctionalInterface
    public interface Opener {
        /** @return an open backend whose root is the site's folder */
        Backend open() throws TransferException;
    }

    private final String site;
    private final Opener opener;
    private final Duration grace;
    private final InstantSource clock;
    private Backend backend;

    /**
     * @param site   name of the site
     * @param opener opens its folder
     * @param grace  least time between the acknowledgement of a file and its deletion
     * @param clock  the daemon's
     */
    public BackendSiteFolder(String site, Opener opener, Duration grace, InstantSource clock) {
        this.site = site;
        this.opener = opener;
        this.grace = grace;
        this.clock = clock;
    }

    @Override
    public String site() {
        return site;
    }

    private synchronized Backend backend() throws TransferException {
        if (backend == null) {
            backend = opener.open();
        }
        return backend;
    }

    private <T> T ask(String act, Act<T> what) throws PortException {
        try {
            return what.run(backend());
        } catch (TransferException e) {
            throw GateErrors.port("site " + site, act, e);
        }
    }

    @Override
    public Room room() throws PortException {
        return ask("asking for room", b -> {
            Optional<Space> space = b.space();
            b.stat(StoragePath.ROOT);
            return new Room(
                    space.map(Space::bytes).orElse(Long.MAX_VALUE),
                    space.map(Space::inodes).orElse(Long.MAX_VALUE),
                    clock.instant());
        });
    }

    @Override
    public List<String> list(String folder) throws PortException {
        return ask("listing " + folder, b -> names(b, StoragePath.of(folder)));
    }

    private static List<String> names(Backend b, StoragePath folder) throws TransferException {
        try {
            List<String> names = new ArrayList<>();
            for (Entry entry : b.list(folder).entries()) {
                // files on their way begin with a dot
                entry.path().name().text().filter(n -> !n.startsWith(".")).ifPresent(names::add);
            }
            names.sort(null);
            return names;
        } catch (NotFoundException e) {
            return List.of();
        }
    }

    @Override
    public Optional<byte[]> read(String path) throws PortException {
        return ask("reading " + path, b -> content(b, path));
    }

    private Optional<byte[]> content(Backend b, String path) throws TransferException, PortException {
        StoragePath file = StoragePath.of(path);
        Optional<Entry> there = b.stat(file);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        long bytes = there.get().size();
        if (bytes > MAX_READ_BYTES) {
            throw new PortException.Refused("[site " + site + "] " + path + " has " + bytes + " bytes; at most "
                    + MAX_READ_BYTES + " are read");
        }
        try (ReadableByteChannel in = b.read(file, 0, bytes)) {
            return Optional.of(Channels.newInputStream(in).readAllBytes());
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, "[site " + site + "] reading " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<UnitFiles> published(String unit, String manifest) throws PortException {
        Optional<byte[]> json = read(manifest);
        return json.isEmpty() ? Optional.empty() : Optional.of(Manifests.read(unit, manifest, json.get()));
    }

    @Override
    public String put(Path file, String suffix) throws PortException {
        return ask("bringing " + file, b -> {
            try (FileChannel in = FileChannel.open(file)) {
                String sum = ciel.transfer.checksum.Digests.of(in, Algorithm.SHA256);
                String path = "inputs/" + sum + suffix;
                StoragePath target = StoragePath.of(path);
                if (b.stat(target).isPresent()) {
                    return path;
                }
                in.position(0);
                write(b, target, in, in.size());
                return path;
            } catch (TransferException | PortException e) {
                throw e;
            } catch (IOException e) {
                throw new PortException.Refused(file + ": cannot be read (" + e.getMessage() + ")", e);
            }
        });
    }

    /** Writes a file whole; one that is there already stays. */
    private static void write(Backend b, StoragePath target, ReadableByteChannel from, long bytes)
            throws TransferException {
        StoragePath path;
        try (Temporary temporary = b.writeTemporary(target, "c1e1ac00", bytes)) {
            temporary.transferFrom(from, 0, bytes);
            temporary.sync();
            path = temporary.path();
        }
        try {
            b.commit(path, target);
        } catch (ConflictException e) {
            b.delete(path);
        }
    }

    private static void write(Backend b, StoragePath target, byte[] bytes) throws TransferException {
        write(b, target, Channels.newChannel(new ByteArrayInputStream(bytes)), bytes.length);
    }

    /** Refuses a token that is lower than one that was seen; notes a higher one. */
    private void fence(Backend b, long token) throws TransferException, PortException {
        long highest = 0;
        for (String name : names(b, StoragePath.of(TOKENS))) {
            if (name.matches("[0-9]{1,18}")) {
                highest = Math.max(highest, Long.parseLong(name));
            }
        }
        if (token < highest) {
            throw new PortException.Fenced("[site " + site + "] the token is " + token + ", and " + highest
                    + " was seen: another daemon took over");
        }
        if (token > highest) {
            write(b, StoragePath.of(TOKENS + "/" + token), new byte[0]);
        }
    }

    private static String ack(UnitFiles unit) {
        String folder = unit.folder();
        return "ack/" + (folder.startsWith("out/") ? folder.substring(4) : folder) + ".json";
    }

    @Override
    public Instant acknowledge(UnitFiles unit, long token) throws PortException {
        return ask("acknowledging unit " + unit.unit(), b -> {
            fence(b, token);
            AckFile wanted = AckFile.of(unit, clock.instant());
            String path = ack(unit);
            Optional<byte[]> there = content(b, path);
            if (there.isPresent()) {
                AckFile earlier = AckFile.read(site, path, there.get());
                if (earlier.sha256().equals(wanted.sha256())) {
                    return earlier.time().plus(grace);
                }
                b.delete(StoragePath.of(path)); // the unit was rendered again since
            }
            for (UnitFile file : unit.files()) {
                String name = unit.folder() + "/" + file.name();
                if (b.stat(StoragePath.of(name)).map(Entry::size).orElse(-1L) != file.bytes()) {
                    throw new PortException.Refused("[site " + site + "] " + name + " is not there with " + file.bytes()
                            + " bytes; it was changed after it had been published");
                }
            }
            write(b, StoragePath.of(path), wanted.json(unit.unit(), token));
            return wanted.time().plus(grace);
        });
    }

    @Override
    public Optional<Instant> purge(UnitFiles unit, long token) throws PortException {
        return ask("purging unit " + unit.unit(), b -> {
            fence(b, token);
            String path = ack(unit);
            Optional<byte[]> json = content(b, path);
            if (json.isEmpty()) {
                if (names(b, StoragePath.of(unit.folder())).isEmpty()) {
                    return Optional.empty(); // an earlier call did it
                }
                throw new PortException.Refused(
                        "[site " + site + "] the unit " + unit.unit() + " is not acknowledged; nothing was deleted");
            }
            AckFile ack = AckFile.read(site, path, json.get());
            Instant free = ack.time().plus(grace);
            if (clock.instant().isBefore(free)) {
                return Optional.of(free);
            }
            for (UnitFile file : unit.files().reversed()) {
                delete(b, unit.folder() + "/" + file.name(), file, ack);
            }
            removeFolders(b, unit.folder());
            b.delete(StoragePath.of(path));
            return Optional.empty();
        });
    }

    private void delete(Backend b, String name, UnitFile file, AckFile ack) throws TransferException, PortException {
        if (!file.sha256().equals(ack.sha256().get(name))) {
            throw new PortException.Refused(
                    "[site " + site + "] the acknowledgement does not name " + name + " with this checksum");
        }
        StoragePath path = StoragePath.of(name);
        if (b.stat(path).isEmpty()) {
            return;
        }
        if (!b.checksum(path, Algorithm.SHA256).equals(file.sha256())) {
            throw new PortException.Refused(
                    "[site " + site + "] " + name + " is not what was acknowledged; it was not deleted");
        }
        b.delete(path);
    }

    /** The unit's folder, and that of its visit when it was the last one. */
    private static void removeFolders(Backend b, String folder) throws TransferException {
        StoragePath path = StoragePath.of(folder);
        for (int i = 0; i < 2 && path.names().size() > 2; i++) {
            if (b.stat(path).isPresent()) {
                if (!b.list(path).entries().isEmpty()) {
                    return;
                }
                b.delete(path);
            }
            path = path.parent();
        }
    }

    @Override
    public synchronized void close() {
        if (backend != null) {
            try {
                backend.close();
            } catch (TransferException e) {
                // nothing of ours is under way
            }
            backend = null;
        }
    }
}
