package ciel.workflow.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What became of a unit in a job: its exit file, JSON, which appears whole. It is believed before anything that a
 * scheduler
 * says.
 *
 * @param format     {@value #FORMAT}
 * @param version    {@value #VERSION}
 * @param unit       visit/detector
 * @param job        name of the job that did it
 * @param schedulerId its number there
 * @param restart    how often the scheduler had started it again before
 * @param outcome    see {@link Outcome}
 * @param cause      see {@link Cause}; NONE where it was rendered
 * @param exitCode   as in Ciel's README: 0 done, 1 failed, 3 input, 4 not available there
 * @param message    one line for a person; empty where it was rendered
 * @param host       name of the node
 * @param ciel       version that rendered
 * @param startedAt  when the job began with the visit (ms since 1970, the node's clock)
 * @param endedAt    when the unit was published or given up
 * @param cpuSeconds CPU time of the job from start to end of this unit, divided by the units under way; an estimate
 * @param photons    shot; 0 unless rendered
 * @param objects    drawn; 0 unless rendered
 * @param folder     where it is published, below the site's folder; empty unless rendered
 * @param manifest   name of the manifest in that folder; empty unless rendered
 * @param manifestSha256 of its bytes; empty unless rendered
 * @param files      published, the manifest included
 * @param bytes      of all of them
 * @param log        path of the unit's log, below the site's folder
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UnitReport(
        String format,
        int version,
        String unit,
        String job,
        String schedulerId,
        int restart,
        Outcome outcome,
        Cause cause,
        int exitCode,
        String message,
        String host,
        String ciel,
        long startedAt,
        long endedAt,
        double cpuSeconds,
        long photons,
        long objects,
        String folder,
        String manifest,
        String manifestSha256,
        int files,
        long bytes,
        String log) {
    /** What the document calls itself. */
    public static final String FORMAT = "ciel-unit";
    /** Version of the document's layout. */
    public static final int VERSION = 1;

    /** What became of it. */
    public enum Outcome {
        RENDERED,
        FAILED
    }

    /** Why a unit failed, so that the ledger knows what to do. */
    public enum Cause {
        NONE,
        /** Catalog or settings are wrong: the same again gives the same. */
        INPUT,
        /** A file of the job is missing or is not what its checksum says: bring it there again. */
        MISSING_INPUT,
        /** No room on the disk. */
        NO_ROOM,
        /** A folder cannot be written to. */
        UNWRITABLE,
        /** The heap or the node's memory is too small. */
        MEMORY,
        /** The engine that was asked for does not run at this node. */
        ENGINE,
        /** Another version of Ciel is installed at the site. */
        VERSION,
        /** Anything else while rendering. */
        RENDERING
    }

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public UnitReport {
        message = text(message);
        schedulerId = text(schedulerId);
        host = text(host);
        ciel = text(ciel);
        folder = text(folder);
        manifest = text(manifest);
        manifestSha256 = text(manifestSha256);
        log = text(log);
        if (!FORMAT.equals(format) || version != VERSION) {
            throw new IllegalArgumentException("the document is '" + format + "' of version " + version
                    + "; this Ciel reads '" + FORMAT + "' of version " + VERSION);
        }
        if (unit == null || UnitSpec.parse(unit).isEmpty() || job == null || outcome == null) {
            throw new IllegalArgumentException("an exit file names unit, job and outcome");
        }
        cause = cause == null ? Cause.NONE : cause;
        if (outcome == Outcome.RENDERED && (manifest.isEmpty() || manifestSha256.isEmpty() || folder.isEmpty())) {
            throw new IllegalArgumentException("an exit file of a rendered unit names folder and manifest");
        }
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    /** @return the document */
    public byte[] json() {
        try {
            return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers has a JSON form", e);
        }
    }

    /** @throws IllegalArgumentException where the bytes are no such document; the text says what is wrong */
    public static UnitReport parse(byte[] json) {
        try {
            return JSON.readValue(json, UnitReport.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(Reading.reason(e), e);
        }
    }
}
