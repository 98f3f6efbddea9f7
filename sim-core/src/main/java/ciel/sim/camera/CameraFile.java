package ciel.sim.camera;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.yaml.Problems;
import ciel.sim.yaml.YamlDocument;
import ciel.sim.yaml.YamlSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds and reads the descriptions of cameras: those that come with Ciel, and files of users (docs/cameras.md). */
public final class CameraFile {
    private static final String DESCRIPTION = "camera.yaml";
    private static final long MAX_TABLE_BYTES = 20_000_000;

    private CameraFile() {}

    /** @return names of the cameras that come with Ciel */
    public static List<String> names() {
        return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /** @throws InputException that names line, column, problem and remedy of everything that is wrong */
    static Camera read(String nameOrFile) {
        if (!isFile(nameOrFile)) {
            return packaged(known(nameOrFile));
        }
        return read(Path.of(nameOrFile), new TreeMap<>());
    }

    private static Camera read(Path file, Map<String, String> used) {
        YamlDocument document = document(file);
        Problems problems = new Problems(document);
        new YamlSchema(CameraFile.class, "camera.schema.json", "a camera").check(document.root(), problems);
        problems.throwIfAny();
        Path folder = file.toAbsolutePath().getParent();
        CameraReader reader = new CameraReader(document.root(), problems, table -> {
            Path path = folder.resolve(table);
            String text = text(path);
            used.put(table, text);
            return new CameraReader.TextFile(path.toString(), text);
        });
        Camera camera = reader.camera();
        problems.throwIfAny();
        return camera;
    }

    private static YamlDocument document(Path file) {
        return YamlDocument.read(file, "a camera", "ciel camera list names those that come with Ciel");
    }

    /**
     * What the camera's description is, for the configuration of a rendering: the name of one that comes with Ciel, or a
     * checksum of a file and of the tables that it names.
     */
    public static String fingerprint(String nameOrFile) {
        if (!isFile(nameOrFile)) {
            return known(nameOrFile);
        }
        Map<String, String> used = new TreeMap<>();
        read(Path.of(nameOrFile), used);
        used.put("", text(Path.of(nameOrFile)));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            used.values().forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static boolean isFile(String nameOrFile) {
        return nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml") || nameOrFile.contains("/");
    }

    private static String known(String name) {
        List<String> names = names();
        return names.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "camera",
                        "'" + name + "' is not a camera that comes with Ciel",
                        "they are " + String.join(", ", names) + "; or give the path of a YAML file"));
    }

    /** Those that come with Ciel follow the schema: a test says so. */
    static Camera packaged(String name) {
        String folder = name + "/";
        YamlDocument document = YamlDocument.of(folder + DESCRIPTION, resource(folder + DESCRIPTION));
        Problems problems = new Problems(document);
        Camera camera = new CameraReader(
                        document.root(), problems, table -> new CameraReader.TextFile(table, resource(folder + table)))
                .camera();
        problems.throwIfAny();
        return camera;
    }

    /** @return the description of a camera that comes with Ciel, as it is written */
    public static String text(String name) {
        return resource(known(name) + "/" + DESCRIPTION);
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_TABLE_BYTES) {
                throw new InputException(
                        file.toString(),
                        "has " + Files.size(file) + " bytes; a table of a camera has at most " + MAX_TABLE_BYTES,
                        "name another file");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    file.toString(), "does not exist", "paths are relative to the camera's description", e);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read", "it must be text in UTF-8: " + e, e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = CameraFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new CielException("camera/" + name + ": is missing from the build", null);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CielException("camera/" + name + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
