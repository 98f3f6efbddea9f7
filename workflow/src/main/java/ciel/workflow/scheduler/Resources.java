package ciel.workflow.scheduler;

import java.time.Duration;
import java.util.Optional;

/**
 * What one task of a job needs, in Slurm's words. A local scheduler looks at cores, memory and time only.
 *
 * @param cores        processors of a task (--cpus-per-task), &ge; 1
 * @param megabytes    memory (MiB, --mem); 0: the partition's default
 * @param time         wall-clock limit (--time), from 1 minute
 * @param warning      USR1 comes this long before the limit (--signal=B:USR1@s); zero: no signal
 * @param account      who pays
 * @param partition    --partition
 * @param qos          --qos
 * @param constraint   features of the node
 * @param gres         devices, such as {@code gpu:4}
 * @param licenses     such as {@code sps}
 * @param noHyperthreads --hint=nomultithread
 */
public record Resources(
        int cores,
        int megabytes,
        Duration time,
        Duration warning,
        Optional<String> account,
        Optional<String> partition,
        Optional<String> qos,
        Optional<String> constraint,
        Optional<String> gres,
        Optional<String> licenses,
        boolean noHyperthreads) {
    /** @throws IllegalArgumentException for values that no scheduler takes */
    public Resources {
        if (cores < 1 || cores > 9999) {
            throw new IllegalArgumentException("cores is " + cores + "; must be from 1 to 9999");
        }
        if (megabytes < 0 || megabytes > 9_999_999) {
            throw new IllegalArgumentException("megabytes is " + megabytes + "; must be from 0 to 9999999");
        }
        if (time.toSeconds() < 60 || time.toDays() > 99) {
            throw new IllegalArgumentException("time is " + time + "; must be from 1 minute to 99 days");
        }
        if (warning.isNegative() || warning.compareTo(time) >= 0 || warning.toSeconds() > 65535) {
            throw new IllegalArgumentException(
                    "warning is " + warning + "; must be shorter than the time, " + time + ", and at most 65535 s");
        }
    }

    /** Cores, memory and time; everything else as the scheduler has it. */
    public static Resources of(int cores, int megabytes, Duration time, Duration warning) {
        return new Resources(
                cores,
                megabytes,
                time,
                warning,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** @return the same with another time limit */
    public Resources withTime(Duration limit) {
        return new Resources(
                cores, megabytes, limit, warning, account, partition, qos, constraint, gres, licenses, noHyperthreads);
    }

    /** @return the same with other memory (MiB) */
    public Resources withMegabytes(int other) {
        return new Resources(
                cores, other, time, warning, account, partition, qos, constraint, gres, licenses, noHyperthreads);
    }
}
