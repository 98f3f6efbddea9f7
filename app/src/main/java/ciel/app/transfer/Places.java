package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Failure;
import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.Entry;
import ciel.transfer.NotFoundException;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.manifest.ManifestJson;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.Planner;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where from, where to, and what: the arguments that every verb of the mover has. */
final class Places {
    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "Folder or URL that the files come from, or one file.")
    private String source;

    @Parameters(index = "1", paramLabel = "DESTINATION", description = "Folder or URL that they go to.")
    private String destination;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Only the files of this manifest (a path below SOURCE), and the manifest last.")
    private String manifest;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder of the ledger; by default one for each pair of places, below "
                    + "$XDG_STATE_HOME/ciel/transfer.")
    private Path state;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "KEY=VALUE",
            description = "Setting of both places, such as ssh.key=FILE, ssh.known_hosts=FILE, xrootd.token_file=FILE, "
                    + "http.token_file=FILE. No secrets here: files.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--from-option", paramLabel = "KEY=VALUE", description = "As --option, for SOURCE only.")
    private Map<String, String> sourceOptions = new LinkedHashMap<>();

    @Option(names = "--to-option", paramLabel = "KEY=VALUE", description = "As --option, for DESTINATION only.")
    private Map<String, String> destinationOptions = new LinkedHashMap<>();

    /** The source, where it is one file. */
    private StoragePath single;

    String source() {
        return source;
    }

    String destination() {
        return destination;
    }

    /** @return the source; where it is a file, the folder that holds it */
    Backend openSource() throws TransferException {
        Map<String, String> settings = settings(sourceOptions, false);
        try {
            return Backends.open(source, settings);
        } catch (SettingException | NotFoundException e) {
            return openFile(settings, e);
        }
    }

    private Backend openFile(Map<String, String> settings, TransferException notAFolder) throws TransferException {
        int slash = source.replaceFirst("/+$", "").lastIndexOf('/');
        if (manifest != null || source.endsWith("/") || slash > 0 && source.charAt(slash - 1) == '/') {
            throw notAFolder;
        }
        String folder = slash < 0 ? "." : slash == 0 ? "/" : source.substring(0, slash);
        String name = source.substring(slash + 1);
        Backend parent;
        StoragePath path;
        try {
            path = source.contains("://") ? StoragePath.ofUri(name) : StoragePath.of(name);
            parent = Backends.open(folder, settings);
        } catch (TransferException e) {
            throw notAFolder;
        }
        if (parent.stat(path).map(e -> e.kind() == Entry.Kind.DIRECTORY).orElse(true)) {
            parent.close();
            throw notAFolder;
        }
        single = path;
        return parent;
    }

    /** The same before a local destination is made. */
    void refuseOverlap(Backend from) throws SettingException {
        if (!destination.contains("://")) {
            Path missing = Path.of(destination).toAbsolutePath().normalize();
            Path there = missing;
            while (!Files.exists(there)) {
                there = there.getParent();
            }
            Path real;
            try {
                real = there.toRealPath().resolve(there.relativize(missing));
            } catch (IOException e) {
                return; // opening it says why
            }
            refuseOverlap(from.url(), "file://" + real.toUri().getRawPath());
        }
    }

    /** Refuses a destination that is the source or lies in it: what is copied would be copied again. */
    void refuseOverlap(Backend from, Backend to) throws SettingException {
        refuseOverlap(from.url(), to.url());
    }

    private void refuseOverlap(String source, String target) throws SettingException {
        String a = source.replaceFirst("/*$", "/");
        String b = target.replaceFirst("/*$", "/");
        if (single == null && b.startsWith(a) || single != null && b.equals(a)) {
            throw new SettingException("[" + target + "] DESTINATION is "
                    + (b.equals(a) ? "the same folder as SOURCE" : "a folder inside of SOURCE, " + source)
                    + "; name one outside of it");
        }
    }

    Backend openDestination(boolean create) throws TransferException {
        return Backends.open(destination, settings(destinationOptions, create));
    }

    private Map<String, String> settings(Map<String, String> ofThisPlace, boolean create) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.putAll(ofThisPlace);
        Map<String, String> out = new LinkedHashMap<>();
        all.forEach((k, v) -> out.put(k, v.startsWith("~/") ? System.getProperty("user.home") + v.substring(1) : v));
        if (create) {
            out.put("create", "true");
        }
        return out;
    }

    /** @return folder of the ledger; not made here */
    Path state() {
        return state != null ? state : state(source, destination, manifest);
    }

    static Path state(String source, String destination, String manifest) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((absolute(source) + "\n" + absolute(destination) + "\n" + manifest)
                            .getBytes(StandardCharsets.UTF_8));
            return states().resolve(HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @return where the states of all transfers are that were not given a folder */
    static Path states() {
        String base = System.getenv("XDG_STATE_HOME");
        Path root = base == null || base.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(base);
        return root.resolve("ciel").resolve("transfer");
    }

    /** The same folder has the same state, from wherever it is named. */
    private static String absolute(String place) {
        return place.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*")
                ? place
                : Path.of(place).toAbsolutePath().normalize().toString();
    }

    Plan plan(Backend from) throws TransferException {
        if (single != null) {
            return Planner.file(from, single);
        }
        if (manifest == null) {
            return Planner.folder(from, StoragePath.ROOT);
        }
        StoragePath path = StoragePath.of(manifest);
        return Planner.manifest(from, read(from, path), path);
    }

    private byte[] read(Backend from, StoragePath path) throws TransferException {
        Entry entry = from.stat(path)
                .orElseThrow(() -> new NotFoundException("[" + from.url() + "] no manifest '" + path + "'"));
        if (entry.size() > ManifestJson.MAX_BYTES) {
            throw new SettingException("[" + from.url() + "] '" + path + "' has " + entry.size()
                    + " bytes; a manifest has at most " + ManifestJson.MAX_BYTES);
        }
        try (ReadableByteChannel in = from.read(path, 0, entry.size())) {
            return Channels.newInputStream(in).readAllBytes();
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "[" + from.url() + "] reading '" + path + "': " + e.getMessage(), e);
        }
    }

    /** @return the same error for the command's own explanation, with its exit code */
    static Failure failure(TransferException e) {
        return new Failure(e.exitCode(), e.getMessage(), e);
    }
}
