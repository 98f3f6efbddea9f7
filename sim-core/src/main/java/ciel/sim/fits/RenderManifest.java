package ciel.sim.fits;

import ciel.sim.CielException;
import ciel.sim.InputException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one detector of one visit came to: every file with its checksums, and what made them. It is written after all
 * the files it names, so where it lies beside them they are whole. It holds no time of day.
 *
 * <p>On disk it is a {@code ciel-manifest} of version {@value #VERSION}, as {@code ciel transfer run --manifest} reads
 * it: {@code {"format", "version", "unit", "attributes": {...}, "files": [{"path", "bytes", "adler32", "sha256"}]}}.
 * The unit is what the names of the files share; the attributes are the components of this record, flat. They differ
 * from engine to engine and from machine to machine; the files that they describe do not.
 *
 * @param visit             observation id
 * @param snap              exposure within the visit
 * @param band              u g r i z y
 * @param detector          R22_S11
 * @param detectorNumber    94
 * @param observation       LSST's name of the exposure, MC_S_20230717_000000
 * @param codeVersion       version of Ciel
 * @param engine            scalar, vector, opencl, tornado
 * @param device            what it ran on
 * @param tier              T1 or T2
 * @param seed              of the exposure
 * @param configurationHash of the layered configuration
 * @param catalog           name of the file that says what is drawn
 * @param catalogBytes      its size
 * @param objects           drawn
 * @param photons           shot
 * @param electrons         in the e-image
 * @param spectra           where the spectra came from: attributes spectraLibrary and spectraSynthetic
 * @param physics           settings that decide what of a photon's way is followed
 * @param files             all files but this one
 */
public record RenderManifest(
        long visit,
        int snap,
        String band,
        String detector,
        int detectorNumber,
        String observation,
        String codeVersion,
        String engine,
        String device,
        String tier,
        long seed,
        String configurationHash,
        String catalog,
        long catalogBytes,
        long objects,
        long photons,
        long electrons,
        Spectra spectra,
        Map<String, String> physics,
        List<Entry> files) {
    /** What the document calls itself. */
    public static final String FORMAT = "ciel-manifest";
    /** Version of the document's layout. */
    public static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Pattern ADLER = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{64}");

    public RenderManifest {
        physics = Collections.unmodifiableMap(new LinkedHashMap<>(physics));
        files = List.copyOf(files);
    }

    /**
     * How many of the distinct spectra came from where.
     *
     * @param library   read from the SED library
     * @param synthetic made by Ciel from the names of files that were not found
     */
    public record Spectra(int library, int synthetic) {}

    /**
     * A file of the set.
     *
     * @param path    its name, in the directory of the manifest
     * @param bytes   size
     * @param adler32 eight lower-case hexadecimal digits
     * @param sha256  64 lower-case hexadecimal digits
     */
    public record Entry(String path, long bytes, String adler32, String sha256) {}

    /** @return the manifest of what {@code in} describes */
    public static RenderManifest of(
            HeaderInput in, long objects, long photons, long electrons, Spectra spectra, List<WrittenFile> files) {
        Provenance by = in.provenance();
        List<Entry> entries = files.stream()
                .map(f -> new Entry(f.path().getFileName().toString(), f.bytes(), f.adler32(), f.sha256()))
                .toList();
        return new RenderManifest(
                in.visit().observationId(),
                in.visit().snap(),
                in.visit().band().letter(),
                in.detector().name(),
                in.detector().number(),
                in.observationName(),
                by.codeVersion(),
                by.engine(),
                by.device(),
                by.tier(),
                by.seed(),
                by.configurationHash(),
                by.catalog(),
                by.catalogBytes(),
                objects,
                photons,
                electrons,
                spectra,
                by.physics().settings(),
                entries);
    }

    /**
     * Writes {@code manifest_<visit>-….json}, in one step, after everything it names is on disk.
     *
     * @return the manifest as a file
     */
    public static WrittenFile write(
            Path directory, HeaderInput in, RenderManifest manifest, WholeFile.Existing existing) {
        return WholeFile.write(
                directory.resolve(FileNames.manifest(in.visit(), in.detector())),
                manifest.json(FileNames.stem(in.visit(), in.detector())),
                existing);
    }

    private byte[] json(String unit) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION).put("unit", unit);
        ObjectNode attributes = root.putObject("attributes");
        attributes
                .put("visit", visit)
                .put("snap", snap)
                .put("band", band)
                .put("detector", detector)
                .put("detectorNumber", detectorNumber)
                .put("observation", observation)
                .put("codeVersion", codeVersion)
                .put("engine", engine)
                .put("device", device)
                .put("tier", tier)
                .put("seed", seed)
                .put("configurationHash", configurationHash)
                .put("catalog", catalog)
                .put("catalogBytes", catalogBytes)
                .put("objects", objects)
                .put("photons", photons)
                .put("electrons", electrons)
                .put("spectraLibrary", spectra.library())
                .put("spectraSynthetic", spectra.synthetic());
        ObjectNode followed = attributes.putObject("physics");
        physics.forEach(followed::put);
        ArrayNode list = root.putArray("files");
        for (Entry entry : files) {
            list.addObject()
                    .put("path", entry.path())
                    .put("bytes", entry.bytes())
                    .put("adler32", entry.adler32())
                    .put("sha256", entry.sha256());
        }
        try {
            return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings has a JSON form", e);
        }
    }

    /**
     * Takes the manifest of an earlier rendering away, so that nobody holds new files against old checksums. Call it
     * before the first file
     * of a detector is replaced.
     *
     * @return whether there was one
     */
    public static boolean withdraw(Path directory, HeaderInput in) {
        Path old = directory.resolve(FileNames.manifest(in.visit(), in.detector()));
        try {
            boolean was = Files.deleteIfExists(old);
            if (was) {
                WholeFile.syncDirectory(old.toAbsolutePath().getParent());
            }
            return was;
        } catch (IOException e) {
            throw new CielException(
                    old
                            + ": the manifest of an earlier rendering cannot be removed (check the permissions "
                            + "of the directory)",
                    e);
        }
    }

    /**
     * @param file a manifest
     * @throws InputException when it is not there, or is not a manifest of this version
     */
    public static RenderManifest read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InputException(file.toString(), "is not there", "give the path of a manifest_….json", e);
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "is not a manifest: " + firstLine(e), "render the detector again", e);
        }
        if (root.path("format").isInt()) {
            throw new InputException(
                    file.toString(),
                    "is a manifest of an earlier version of Ciel (format " + root.path("format") + "), which '" + FORMAT
                            + "' of version " + VERSION + " has replaced",
                    "render the detector again: choose another --out, or --set output.overwrite=true");
        }
        if (!root.path("format").asText().equals(FORMAT)
                || root.path("version").asInt(-1) != VERSION
                || !root.path("attributes").isObject()
                || !root.path("files").isArray()) {
            throw new InputException(
                    file.toString(),
                    "is not a " + FORMAT + " of version " + VERSION,
                    "use the version of Ciel that wrote it, or render the detector again");
        }
        List<Entry> entries = new ArrayList<>();
        root.path("files").forEach(node -> entries.add(entry(file, node)));
        Fields from = new Fields(file, root.path("attributes"));
        return new RenderManifest(
                from.number("visit"),
                (int) from.number("snap"),
                from.text("band"),
                from.text("detector"),
                (int) from.number("detectorNumber"),
                from.text("observation"),
                from.text("codeVersion"),
                from.text("engine"),
                from.text("device"),
                from.text("tier"),
                from.number("seed"),
                from.text("configurationHash"),
                from.text("catalog"),
                from.number("catalogBytes"),
                from.number("objects"),
                from.number("photons"),
                from.number("electrons"),
                new Spectra((int) from.number("spectraLibrary"), (int) from.number("spectraSynthetic")),
                physics(root.path("attributes").path("physics")),
                entries);
    }

    /** @return nothing for a manifest that was written before there were choices */
    private static Map<String, String> physics(JsonNode node) {
        Map<String, String> settings = new LinkedHashMap<>();
        node.fields()
                .forEachRemaining(
                        each -> settings.put(each.getKey(), each.getValue().asText()));
        return settings;
    }

    private static Entry entry(Path file, JsonNode node) {
        Entry entry = new Entry(
                node.path("path").asText(),
                node.path("bytes").isIntegralNumber() ? node.path("bytes").asLong() : -1,
                node.path("adler32").asText(),
                node.path("sha256").asText());
        boolean plain = !entry.path().isEmpty()
                && entry.path().indexOf('\0') < 0
                && entry.path().equals(String.valueOf(Path.of(entry.path()).getFileName()))
                && !entry.path().startsWith(".");
        if (!plain
                || entry.bytes() < 0
                || !ADLER.matcher(entry.adler32()).matches()
                || !SHA.matcher(entry.sha256()).matches()) {
            throw new InputException(
                    file.toString(),
                    "its entry " + entry + " is not a file name with size, adler32 and sha256",
                    "render the detector again");
        }
        return entry;
    }

    /** Attributes as they are needed; one that is missing or of another type is named. */
    private record Fields(Path file, JsonNode attributes) {
        String text(String key) {
            return required(key, attributes.path(key).isTextual()).asText();
        }

        long number(String key) {
            return required(key, attributes.path(key).canConvertToExactIntegral())
                    .asLong();
        }

        private JsonNode required(String key, boolean right) {
            if (!right) {
                throw new InputException(
                        file.toString(),
                        "its attribute " + key + " is " + (attributes.has(key) ? attributes.get(key) : "missing"),
                        "render the detector again");
            }
            return attributes.get(key);
        }
    }

    private static String firstLine(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return message == null
                ? "it cannot be read"
                : message.lines().findFirst().orElse("it cannot be read");
    }
}
