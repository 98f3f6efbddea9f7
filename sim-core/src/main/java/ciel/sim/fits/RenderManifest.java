package ciel.sim.fits;

import ciel.sim.CielException;
import ciel.sim.InputException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one detector of one visit came to: every file with its checksums, and what made them. It is written after all
 * the files it names,
 * so where it lies beside them they are whole. Component names are the JSON keys. It holds no time of day: the same
 * rendering gives the same
 * manifest.
 *
 * @param format            of this document, {@value #FORMAT}
 * @param visit             observation id
 * @param snap              exposure within the visit
 * @param band              u g r i z y
 * @param detector          R22_S11
 * @param detectorNumber    94
 * @param observation       LSST's name of the exposure, MC_S_20230717_000000
 * @param codeVersion       version of Ciel
 * @param engine            scalar, vector, opencl
 * @param device            what it ran on
 * @param tier              T1 or T2
 * @param seed              of the exposure
 * @param configurationHash of the layered configuration
 * @param objects           drawn
 * @param photons           shot
 * @param electrons         in the e-image
 * @param spectra           where the spectra came from
 * @param files             all files but this one
 */
public record RenderManifest(
        int format,
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
        long objects,
        long photons,
        long electrons,
        Spectra spectra,
        List<Entry> files) {
    /** Version of the document's layout. */
    public static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Pattern ADLER = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{64}");

    public RenderManifest {
        files = files == null ? List.of() : List.copyOf(files);
    }

    /**
     * How many of the distinct spectra came from where.
     *
     * @param library   read from the SED library
     * @param synthetic stand-ins of our own for files that were not found
     */
    public record Spectra(int library, int synthetic) {}

    /**
     * A file of the set.
     *
     * @param name    in the directory of the manifest
     * @param bytes   size
     * @param adler32 eight lower-case hexadecimal digits
     * @param sha256  64 lower-case hexadecimal digits
     */
    public record Entry(String name, long bytes, String adler32, String sha256) {}

    /** @return the manifest of what {@code in} describes */
    public static RenderManifest of(
            HeaderInput in, long objects, long photons, long electrons, Spectra spectra, List<WrittenFile> files) {
        Provenance by = in.provenance();
        List<Entry> entries = files.stream()
                .map(f -> new Entry(f.path().getFileName().toString(), f.bytes(), f.adler32(), f.sha256()))
                .toList();
        return new RenderManifest(
                FORMAT,
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
                objects,
                photons,
                electrons,
                spectra,
                entries);
    }

    /**
     * Writes {@code manifest_<visit>-….json}, in one step, after everything it names is on disk.
     *
     * @return the manifest as a file
     */
    public static WrittenFile write(
            Path directory, HeaderInput in, RenderManifest manifest, WholeFile.Existing existing) {
        try {
            byte[] json = JSON.writeValueAsBytes(manifest);
            return WholeFile.write(directory.resolve(FileNames.manifest(in.visit(), in.detector())), json, existing);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings has a JSON form", e);
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
     * @throws InputException when it is not there, or is not a manifest
     */
    public static RenderManifest read(Path file) {
        RenderManifest manifest;
        try {
            manifest = JSON.readValue(Files.readAllBytes(file), RenderManifest.class);
        } catch (NoSuchFileException e) {
            throw new InputException(file.toString(), "is not there", "give the path of a manifest_….json", e);
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "is not a manifest: " + firstLine(e), "render the visit again", e);
        }
        if (manifest == null || manifest.format() != FORMAT) {
            throw new InputException(
                    file.toString(), "is not a manifest of format " + FORMAT, "use the version of Ciel that wrote it");
        }
        for (Entry entry : manifest.files()) {
            boolean plain = entry.name() != null
                    && !entry.name().isEmpty()
                    && entry.name().equals(String.valueOf(Path.of(entry.name()).getFileName()))
                    && !entry.name().startsWith(".");
            if (!plain
                    || entry.bytes() < 0
                    || entry.adler32() == null
                    || !ADLER.matcher(entry.adler32()).matches()
                    || entry.sha256() == null
                    || !SHA.matcher(entry.sha256()).matches()) {
                throw new InputException(
                        file.toString(),
                        "its entry " + entry + " is not a file name with size, adler32 and sha256",
                        "render the visit again");
            }
        }
        return manifest;
    }

    private static String firstLine(Exception e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
