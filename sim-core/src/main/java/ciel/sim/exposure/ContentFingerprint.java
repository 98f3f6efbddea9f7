package ciel.sim.exposure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a file or a folder of small files holds, wherever it lies: sha256 over names and contents. Hidden files do not count. */
final class ContentFingerprint {
    private static final int DEEPEST = 8;
    /** By path, size and time of the last change: a large table is read once in a process. */
    private static final Map<Seen, String> KNOWN = new ConcurrentHashMap<>();

    private record Seen(Path file, long bytes, long changed) {}

    private ContentFingerprint() {}

    /**
     * @param text a file, or a folder of files; of NAME.dat, NAME.cfg beside it counts too
     * @return 64 hexadecimal digits; the text itself where there is nothing of that name, or it cannot be read: who reads it
     *     says why
     */
    static String of(String text) {
        try {
            Path path = Path.of(text);
            if (text.isEmpty() || !Files.exists(path)) {
                return text;
            }
            MessageDigest digest = sha256();
            if (!Files.isDirectory(path)) {
                digest.update(file(path).getBytes(StandardCharsets.US_ASCII));
                Path beside = Path.of(text.replaceFirst("\\.dat$", ".cfg"));
                if (!beside.equals(path) && Files.isRegularFile(beside)) {
                    digest.update(file(beside).getBytes(StandardCharsets.US_ASCII));
                }
                return HexFormat.of().formatHex(digest.digest());
            }
            List<String> lines = new ArrayList<>();
            try (Stream<Path> files = Files.find(path, DEEPEST, (file, about) -> about.isRegularFile())) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = path.relativize(file).toString();
                    if (!name.startsWith(".") && !name.contains("/.")) {
                        lines.add(name + "\t" + file(file) + "\n");
                    }
                }
            }
            lines.stream().sorted().forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return text;
        }
    }

    private static String file(Path file) throws IOException {
        Seen seen = new Seen(
                file.toAbsolutePath().normalize(),
                Files.size(file),
                Files.getLastModifiedTime(file).toMillis());
        String known = KNOWN.get(seen);
        if (known == null) {
            MessageDigest digest = sha256();
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            known = HexFormat.of().formatHex(digest.digest());
            KNOWN.put(seen, known);
        }
        return known;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
