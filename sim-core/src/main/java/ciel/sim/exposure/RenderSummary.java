package ciel.sim.exposure;

import ciel.sim.fits.Card;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What a rendering did; {@link #toJson()} is the object that {@code ciel render --json} ends with. Component names
 * are the JSON keys.
 *
 * @param engine           engine that shot the photons: scalar, vector, opencl, tornado
 * @param device           where it ran, in words
 * @param tier             exactness: T1 the same bits everywhere, T2 a bounded number of photons differs
 * @param seed             exposure seed
 * @param visit            observation id
 * @param detectors        one row a finished detector
 * @param failed           detectors that were not finished; left out of the JSON when there are none. Not empty:
 *      exit code 5
 * @param seconds          where the time went
 * @param photonsPerSecond photons over all detectors / seconds.photons (1/s); 0 when no photon was shot
 * @param peakMemoryBytes  largest resident set of the process (bytes)
 * @param deviceUse        what the engine's device was used for; left out of the JSON where the processor did
 *      everything
 * @param detectorsAtOnce  detectors that were drawn side by side: the stages of {@code seconds} are summed over
 *      them, so where it is more than 1 their sum may exceed the total
 * @param notes            what was told while it ran, one sentence each; also with --quiet
 * @param substitutedSeds  SED files that were not found; left out of the JSON for a scene without SEDs
 * @param droppedLines     what of the catalog was left out; left out of the JSON for a scene table
 * @param mosaic           the picture of the focal plane; left out of the JSON where none was made
 */
public record RenderSummary(
        String engine,
        String device,
        String tier,
        long seed,
        long visit,
        List<DetectorRow> detectors,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Failure> failed,
        Seconds seconds,
        double photonsPerSecond,
        long peakMemoryBytes,
        @JsonInclude(JsonInclude.Include.NON_NULL) DeviceUse deviceUse,
        int detectorsAtOnce,
        List<String> notes,
        @JsonInclude(JsonInclude.Include.NON_NULL) SubstitutedSeds substitutedSeds,
        @JsonInclude(JsonInclude.Include.NON_NULL) DroppedLines droppedLines,
        @JsonInclude(JsonInclude.Include.NON_NULL) OutputFile mosaic) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public RenderSummary {
        detectors = List.copyOf(detectors);
        failed = List.copyOf(failed);
        notes = List.copyOf(notes);
    }

    /** One detector at a time, nothing to tell. */
    public RenderSummary(
            String engine,
            String device,
            String tier,
            long seed,
            long visit,
            List<DetectorRow> detectors,
            List<Failure> failed,
            Seconds seconds,
            double photonsPerSecond,
            long peakMemoryBytes,
            DeviceUse deviceUse) {
        this(
                engine,
                device,
                tier,
                seed,
                visit,
                detectors,
                failed,
                seconds,
                photonsPerSecond,
                peakMemoryBytes,
                deviceUse,
                1,
                List.of(),
                null,
                null,
                null);
    }

    /**
     * SED files that were not found, and were drawn with spectra made from their names.
     *
     * @param count how many
     * @param first names of the first of them, at most {@value #SHOWN}
     */
    public record SubstitutedSeds(int count, List<String> first) {
        /** How many are named. */
        public static final int SHOWN = 10;

        public SubstitutedSeds {
            first = List.copyOf(first);
        }
    }

    /**
     * What of a catalog was left out.
     *
     * @param count   lines and objects, all of the following but {@code invalid}
     * @param inf     lines that hold inf
     * @param bad     lines that are bad (--skip-bad-lines)
     * @param objects objects whose spectrum or brightness is bad (--skip-bad-lines)
     * @param invalid objects that skip_invalid leaves undrawn; they are in the truth tables
     * @param first   place and reason of the first dropped lines
     */
    public record DroppedLines(long count, long inf, long bad, long objects, long invalid, List<String> first) {
        public DroppedLines {
            first = List.copyOf(first);
        }
    }

    /**
     * A finished detector.
     *
     * @param name      such as R22_S11
     * @param objects   rows of its truth table: objects of the catalog on it and within catalog.edge_pix of it, those
     *      that skip_invalid leaves undrawn, and bright objects farther out of whose light something was drawn
     * @param photons   photons shot for it: those of a bright object's rings that do not reach it are left out
     * @param electrons sum of the electron image: objects, sky and cosmic rays (e-)
     * @param files     every file written for it, under its final name
     * @param sky       level of the sky at its centre; left out of the JSON where there is none
     * @param kept      whether it is of an earlier run and was left alone (--resume); left out of the JSON where
     *      it is not
     */
    public record DetectorRow(
            String name,
            long objects,
            long photons,
            long electrons,
            List<OutputFile> files,
            @JsonInclude(JsonInclude.Include.NON_NULL) SkyLevel sky,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean kept) {
        public DetectorRow {
            files = List.copyOf(files);
        }

        /** Without sky. */
        public DetectorRow(
                String name, long objects, long photons, long electrons, List<OutputFile> files, boolean kept) {
            this(name, objects, photons, electrons, files, null, kept);
        }
    }

    /**
     * The sky at the centre of a detector, before vignetting; electrons per pixel during the exposure.
     *
     * @param model     dark, site, table, grid, or given where sky.electrons sets it
     * @param electrons the sum
     * @param dark      airglow, starlight and zodiacal light
     * @param moon      scattered moonlight
     * @param twilight  scattered sunlight
     */
    public record SkyLevel(String model, double electrons, double dark, double moon, double twilight) {
        static SkyLevel given(double electrons) {
            return new SkyLevel("given", electrons, electrons, 0, 0);
        }

        /** @return keywords for the headers */
        List<Card> cards() {
            return List.of(
                    new Card("SKYMODEL", model, "model of the sky"),
                    new Card("SKYLEVEL", round(electrons), "[e-/px] at the centre, before vignetting"),
                    new Card("SKYMOON", round(moon), "[e-/px] of it moonlight"),
                    new Card("SKYTWIL", round(twilight), "[e-/px] of it twilight"));
        }

        private static double round(double electrons) {
            return Math.rint(electrons * 1e4) / 1e4;
        }
    }

    /**
     * A file as it stands on disk.
     *
     * @param path    as the user can open it: relative to the working directory when --out was
     * @param bytes   size
     * @param adler32 8 lower-case hexadecimal digits
     * @param sha256  64 lower-case hexadecimal digits
     */
    public record OutputFile(String path, long bytes, String adler32, String sha256) {}

    /**
     * What a device beside the processor was used for.
     *
     * @param seconds     that its kernels ran, over all detectors (s)
     * @param memoryBytes most that was held on it at once (bytes)
     */
    public record DeviceUse(double seconds, long memoryBytes) {}

    /** A detector that was not finished. @param name such as R22_S11 @param error one line */
    public record Failure(String name, String error) {}

    /**
     * Wall seconds from the start of the JVM, by stage. A stage is summed over the detectors, which are drawn side by
     * side ({@code detectorsAtOnce}), so that stages may sum to more than the total. cpu: CPU seconds of the whole
     * process.
     */
    public record Seconds(
            double setup, double photons, double background, double readout, double write, double total, double cpu) {}

    /** @return photons over all finished detectors */
    public long photons() {
        return detectors.stream().mapToLong(DetectorRow::photons).sum();
    }

    /** @return objects over all finished detectors */
    public long objects() {
        return detectors.stream().mapToLong(DetectorRow::objects).sum();
    }

    /** @return one line of JSON, keys in the order of the components */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings has a JSON form", e);
        }
    }
}
