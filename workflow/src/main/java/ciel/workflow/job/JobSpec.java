package ciel.workflow.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How units are rendered: everything that decides their bits, in one JSON document. It lies in {@code inputs/} under its
 * own
 * checksum, so that a job cannot be given another one under the same name.
 *
 * @param format    {@value #FORMAT}
 * @param version   {@value #VERSION}
 * @param campaign  short name
 * @param ciel      version of Ciel that must render; another one at the site ends the job with 4
 * @param physics   fast, standard or full; empty: as the settings say
 * @param settings  {@code --set} of every rendering
 * @param engine    auto, scalar, vector, opencl, tornado
 * @param skipBadLines as {@code ciel render --skip-bad-lines}
 * @param visits    what is drawn
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobSpec(
        String format,
        int version,
        String campaign,
        String ciel,
        String physics,
        Map<String, String> settings,
        String engine,
        boolean skipBadLines,
        List<Visit> visits) {
    /** What the document calls itself. */
    public static final String FORMAT = "ciel-job";
    /** Version of the document's layout. */
    public static final int VERSION = 1;

    private static final Pattern SHA = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+@=-]{0,199}");
    private static final Pattern CAMPAIGN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * A visit, and what is on the sky.
     *
     * @param visit observation id
     * @param seed  of the exposure; null: the catalog's own, or that of the table
     * @param files an instance catalog first, then what it includes, by the names that it uses; with {@code sky} the table
     *              of visits alone, with the visits of its observing day
     * @param sky   catalog of the objects: an absolute path at the site, where it must stay as it is; null: {@code files}
     *              holds the objects
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Visit(long visit, Long seed, List<Input> files, String sky) {
        public Visit {
            files = List.copyOf(files);
            if (visit < 0 || files.isEmpty()) {
                throw new IllegalArgumentException(
                        "a visit has an id and a catalog; visit " + visit + " has " + files.size() + " files");
            }
            if (sky != null && !sky.startsWith("/")) {
                throw new IllegalArgumentException(
                        "sky is '" + sky + "'; it must be a path at the site that begins with /");
            }
        }
    }

    /**
     * A file of {@code inputs/}.
     *
     * @param name   what the rendering calls it; headers and manifests name the catalog so
     * @param sha256 of its bytes as they lie there, 64 hexadecimal digits
     * @param bytes  size
     */
    public record Input(String name, String sha256, long bytes) {
        public Input {
            if (!NAME.matcher(name).matches() || !SHA.matcher(sha256).matches() || bytes < 0) {
                throw new IllegalArgumentException(
                        "an input has a plain name, a sha256 of 64 digits and a size; it is '" + name + "', '" + sha256
                                + "', " + bytes);
            }
        }
    }

    public JobSpec {
        settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings == null ? Map.of() : settings));
        visits = List.copyOf(visits == null ? List.of() : visits);
        physics = physics == null ? "" : physics;
        ciel = ciel == null ? "" : ciel;
        engine = engine == null || engine.isEmpty() ? "auto" : engine;
        if (!FORMAT.equals(format) || version != VERSION) {
            throw new IllegalArgumentException("the document is '" + format + "' of version " + version
                    + "; this Ciel reads '" + FORMAT + "' of version " + VERSION);
        }
        if (campaign == null || !CAMPAIGN.matcher(campaign).matches()) {
            throw new IllegalArgumentException("campaign is '" + campaign + "'; it must match " + CAMPAIGN);
        }
    }

    /** @return a job of this version */
    public static JobSpec of(
            String campaign,
            String ciel,
            String physics,
            Map<String, String> settings,
            String engine,
            boolean skipBadLines,
            List<Visit> visits) {
        return new JobSpec(FORMAT, VERSION, campaign, ciel, physics, settings, engine, skipBadLines, visits);
    }

    /** @return the document: the same record has the same bytes, and so the same name in {@code inputs/} */
    public byte[] json() {
        try {
            return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers has a JSON form", e);
        }
    }

    /** @throws IllegalArgumentException where the bytes are no such document; the text says what is wrong */
    public static JobSpec parse(byte[] json) {
        try {
            return JSON.readValue(json, JobSpec.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(Reading.reason(e), e);
        }
    }
}
