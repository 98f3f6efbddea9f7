package ciel.workflow.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knows of a job that it wants: {@link AdoptOrSubmit} decides from this alone, so that a daemon that was
 * killed at any moment goes on from it.
 *
 * @param name     of the latest try
 * @param earlier  names of the tries before that were given up; the scheduler may still show one of them
 * @param intended when the latest try was written down
 * @param asked    when the request was about to be sent; written, and on disk, before it was
 * @param answered when an answer came, or the request was known to have ended
 * @param answer   what was answered
 * @param adopted  when the scheduler was first seen to have the job
 * @param missing  since when neither queue nor accounts show it, as far as it was looked for
 */
public record JobIntent(
        JobName name,
        List<JobName> earlier,
        Instant intended,
        Optional<Instant> asked,
        Optional<Instant> answered,
        Optional<SubmitAnswer> answer,
        Optional<Instant> adopted,
        Optional<Instant> missing) {
    public JobIntent {
        earlier = List.copyOf(earlier);
    }

    /** @return a job that was just written down */
    public static JobIntent of(JobName name, List<JobName> earlier, Instant intended) {
        return new JobIntent(
                name,
                earlier,
                intended,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** @return all names under which the scheduler may show the job, the latest first */
    public List<String> names() {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(name), earlier.stream())
                .map(JobName::text)
                .toList();
    }
}
