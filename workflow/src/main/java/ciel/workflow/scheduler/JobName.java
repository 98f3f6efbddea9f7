package ciel.workflow.scheduler;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a job, {@code <campaign>-<number>-a<try>-<nonce>}: what it is found by. A name is used for one request only;
 * a new try of the same job has the same number and another nonce.
 *
 * @param campaign short name: letters, digits, dots, underscores and dashes; at most 64
 * @param number   of the job, from the ledger; the same for all tries
 * @param attempt  of submitting, from 0
 * @param nonce    eight hexadecimal digits
 */
public record JobName(String campaign, long number, int attempt, String nonce) {
    private static final Pattern CAMPAIGN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern TEXT =
            Pattern.compile("(" + CAMPAIGN.pattern() + ")-([0-9]{1,15})-a([0-9]{1,6})-([0-9a-f]{8})");

    /** @throws IllegalArgumentException where a part is not as it must be */
    public JobName {
        if (!CAMPAIGN.matcher(campaign).matches()) {
            throw new IllegalArgumentException("the campaign's name is '" + campaign + "'; it must match " + CAMPAIGN);
        }
        if (number < 0 || attempt < 0 || !nonce.matches("[0-9a-f]{8}")) {
            throw new IllegalArgumentException(
                    "a job's name has a number and a try from 0 and a nonce of 8 digits; they are " + number + ", "
                            + attempt + ", '" + nonce + "'");
        }
    }

    /** @return the name of a new try */
    public static JobName of(String campaign, long number, int attempt, RandomGenerator random) {
        return new JobName(campaign, number, attempt, String.format(Locale.ROOT, "%08x", random.nextInt()));
    }

    /** @return the parts of a name; empty where it is no job's name of ours */
    public static Optional<JobName> parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches()
                ? Optional.of(
                        new JobName(m.group(1), Long.parseLong(m.group(2)), Integer.parseInt(m.group(3)), m.group(4)))
                : Optional.empty();
    }

    /** @return the name of the next try of this job */
    public JobName next(RandomGenerator random) {
        return of(campaign, number, attempt + 1, random);
    }

    /** @return what all tries of the job share: its claim and its exit files have this name */
    public String stem() {
        return campaign + "-" + number;
    }

    /** @return the whole name */
    public String text() {
        return stem() + "-a" + attempt + "-" + nonce;
    }

    @Override
    public String toString() {
        return text();
    }
}
