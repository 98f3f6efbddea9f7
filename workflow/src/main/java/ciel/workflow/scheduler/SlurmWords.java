package ciel.workflow.scheduler;

import java.util.List;
import java.util.regex.Pattern;

/** What sbatch says when it does not submit. */
final class SlurmWords {
    /** No job was made, and the same request has the same answer. */
    private static final List<String> NEVER = List.of(
            "Requested node configuration is not available",
            "Memory specification can not be satisfied",
            "CPU count per node can not be satisfied",
            "Node count specification invalid",
            "More processors requested than permitted",
            "Requested time limit is invalid",
            "Invalid partition name specified",
            "Invalid account or account/partition combination",
            "Invalid qos specification",
            "Invalid feature specification",
            "Invalid license specification",
            "Invalid generic resource (gres) specification",
            "Invalid Trackable RESource",
            "Invalid job array specification",
            "Invalid wckey specification",
            "Invalid --",
            "Invalid constraint",
            "unrecognized option",
            "Unable to open file",
            "User's group not permitted to use this partition",
            "Access/permission denied",
            "Invalid user id",
            "User not allowed to run jobs");
    /** A limit on one job, for those partitions and QOS that deny at once: no job was made, and none will be. */
    private static final Pattern ONE_JOB =
            Pattern.compile("(QOS|Assoc)(Min|Max[A-Za-z]*(PerJob|PerNode))|NotSatisfied|MaxWall");
    /** Slurm's names of the limits on jobs in the queue: AssocMaxSubmitJobLimit, QOSMaxSubmitJobPerUserLimit and their kin. */
    private static final Pattern FULL = Pattern.compile("(QOS|Assoc)(Max|Grp)Submit");
    /** No job was made; the queue may take it later. */
    private static final List<String> LATER = List.of(
            "Job violates accounting/QOS policy",
            "MaxSubmitJob",
            "temporarily unable to accept job",
            "Required partition not available",
            "Requested partition configuration not available now");
    /** The connection failed: nobody knows. These win over the others. */
    private static final List<String> UNKNOWN = List.of(
            "Socket timed out",
            "timed out",
            "Connection reset",
            "Connection refused",
            "Unable to contact slurm controller",
            "Zero Bytes were transmitted",
            "Transport endpoint",
            "Communication connection failure",
            "Message receive failure",
            "Message send failure");

    private SlurmWords() {}

    /** @param text what sbatch printed on stderr @return no certain answer unless the words are known */
    static SubmitAnswer refusal(String text) {
        String line = text.lines()
                .map(l -> l.replaceFirst("^sbatch: (error: )?", "").strip())
                .filter(l -> !l.isEmpty())
                .reduce((a, b) -> a + "; " + b)
                .orElse("no words");
        if (contains(UNKNOWN, text)) {
            return new SubmitAnswer.Uncertain(line);
        }
        if (ONE_JOB.matcher(text).find()) {
            return new SubmitAnswer.Refused(line, false);
        }
        if (contains(LATER, text)) {
            return new SubmitAnswer.Refused(line, true);
        }
        return contains(NEVER, text) ? new SubmitAnswer.Refused(line, false) : new SubmitAnswer.Uncertain(line);
    }

    /** @return whether the account has as many jobs in the queue as it may */
    static boolean full(String text) {
        return FULL.matcher(text).find();
    }

    private static boolean contains(List<String> words, String text) {
        return words.stream().anyMatch(text::contains);
    }
}
