package ciel.transfer.mover;

import java.util.List;

/**
 * What a comparison of both ends found.
 *
 * @param same        files whose destination has the same content
 * @param bytes       size of these (byte)
 * @param missing     not at the destination
 * @param different   at the destination with other content, or not comparable: a sentence each
 * @param extra       at the destination only
 * @param temporaries files on their way that nobody finished
 */
public record AuditReport(
        long same,
        long bytes,
        List<String> missing,
        List<String> different,
        List<String> extra,
        List<String> temporaries) {
    /** Copies the lists. */
    public AuditReport {
        missing = List.copyOf(missing);
        different = List.copyOf(different);
        extra = List.copyOf(extra);
        temporaries = List.copyOf(temporaries);
    }

    /** @return 0 if every file of the plan is there, the same; 5 if some are; 1 if none is */
    public int exitCode() {
        return missing.isEmpty() && different.isEmpty() ? 0 : same > 0 ? 5 : 1;
    }
}
