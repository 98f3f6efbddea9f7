package ciel.workflow.gate;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a gate is set up; all of it comes from the forced command in authorized_keys, nothing from the client.
 *
 * @param root      the only folder that requests can name; absolute
 * @param scripts   folder of the job scripts that a submit may name, outside the root; absent: no jobs
 * @param slurm     folder of squeue, sbatch, sacct, scancel
 * @param slurmConf value of SLURM_CONF for them; absent: the site's default
 * @param command   the {@code ciel} command beside this gate, for the verb engines; absent: not known
 * @param grace     time between the acknowledgement of a file and its deletion, by the clock of the site
 * @param version   version of Ciel, for the greeting
 * @param client    address of the client, for the log
 * @param clock     the site's clock
 * @param putBytes  most bytes of a file that the verb put brings; 0: the verb is refused
 */
public record GateSettings(
        Path root,
        Optional<Path> scripts,
        Path slurm,
        Optional<Path> slurmConf,
        Optional<Path> command,
        Duration grace,
        String version,
        String client,
        InstantSource clock,
        long putBytes) {
    /** Most bytes of an input where the forced command does not say. */
    public static final long PUT_BYTES = 4L << 30;

    /** With the usual limit for inputs. */
    public GateSettings(
            Path root,
            Optional<Path> scripts,
            Path slurm,
            Optional<Path> slurmConf,
            Optional<Path> command,
            Duration grace,
            String version,
            String client,
            InstantSource clock) {
        this(root, scripts, slurm, slurmConf, command, grace, version, client, clock, PUT_BYTES);
    }
}
