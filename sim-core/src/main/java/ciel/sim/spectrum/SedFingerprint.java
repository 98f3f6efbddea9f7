package ciel.sim.spectrum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a folder of spectra is, wherever it lies: sha256 over the names and sizes of its files. Hidden files do not count. */
public final class SedFingerprint {
    private static final Map<Path, String> KNOWN = new ConcurrentHashMap<>();

    private SedFingerprint() {}

    /**
     * @param text a folder of spectra; it is looked through once in a process
     * @return 64 hexadecimal digits; the text itself where there is no such folder, so that nothing depends on where the
     *     process was started
     */
    public static String of(String text) {
        try {
            Path folder = Path.of(text);
            return text.isEmpty() || !Files.isDirectory(folder)
                    ? text
                    : KNOWN.computeIfAbsent(folder.toAbsolutePath().normalize(), SedFingerprint::look);
        } catch (java.nio.file.InvalidPathException e) {
            return text;
        }
    }

    private static String look(Path folder) {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.find(
                folder, 16, (path, attributes) -> attributes.isRegularFile(), FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = folder.relativize(file).toString();
                if (!name.startsWith(".") && !name.contains("/.")) {
                    sizes.put(name, Files.size(file));
                }
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sizes.forEach((name, size) -> digest.update((name + "\t" + size + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | UncheckedIOException e) {
            return folder.toString(); // who reads spectra from it says why
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
