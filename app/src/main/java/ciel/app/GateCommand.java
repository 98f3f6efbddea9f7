package ciel.app;

import ciel.workflow.gate.GateServer;
import ciel.workflow.gate.GateSettings;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel gate}: the forced command of an ssh key at a site. */
@Command(
        name = "gate",
        description = {
            "Answer requests from a fixed list on standard input, a line of JSON each: the forced command of an "
                    + "ssh key at a "
                    + "supercomputer. Requests see one folder only, follow no link, and start only job scripts "
                    + "that are "
                    + "installed at the site. Every request is noted in ROOT/.gate/log.",
            "",
            "Put this line into ~/.ssh/authorized_keys there, in one line:",
            "  restrict,from=\"ADDRESS\",command=\"/path/ciel gate ROOT\" ssh-ed25519 KEY"
        },
        footer = {"", "Example:", "  ciel gate /scratch/lsst/campaign --scripts /project/lsst/ciel/jobs"})
final class GateCommand extends Verb {
    @Parameters(paramLabel = "ROOT", description = "The folder that requests can see.")
    private Path root;

    @Option(
            names = "--scripts",
            paramLabel = "DIR",
            description = "Folder of job scripts; without it no job is submitted.")
    private Path scripts;

    @Option(
            names = "--slurm",
            paramLabel = "DIR",
            defaultValue = "/usr/bin",
            description = "Folder of sbatch, squeue, sacct and scancel (default: ${DEFAULT-VALUE}).")
    private Path slurm;

    @Option(names = "--slurm-conf", paramLabel = "FILE", description = "SLURM_CONF of those programs.")
    private Path slurmConf;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description = "Time between the acknowledgement of a file and its deletion (default: ${DEFAULT-VALUE} s).")
    private long grace;

    @Option(
            names = "--put-limit",
            paramLabel = "BYTES",
            defaultValue = "" + GateSettings.PUT_BYTES,
            description = "Most bytes of a file that a client may bring to ROOT/inputs; 0: none "
                    + "(default: ${DEFAULT-VALUE}).")
    private long putLimit;

    GateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (grace < 0 || grace > 366L * 86400) {
            throw usage("--grace is " + grace + " s; must be from 0 to " + 366L * 86400);
        }
        if (putLimit < 0) {
            throw usage("--put-limit is " + putLimit + " bytes; must be at least 0");
        }
        if (!Files.isDirectory(root)) {
            throw new Failure(ExitCode.UNAVAILABLE, root + ": is not a folder of this machine (make it first)");
        }
        if (scripts != null
                && scripts.toAbsolutePath()
                        .normalize()
                        .startsWith(root.toAbsolutePath().normalize())) {
            throw usage("--scripts " + scripts + " lies in ROOT, where files of jobs are written; put it elsewhere");
        }
        GateSettings settings = new GateSettings(
                root.toRealPath(),
                Optional.ofNullable(scripts).map(Path::toAbsolutePath),
                slurm.toAbsolutePath(),
                Optional.ofNullable(slurmConf).map(Path::toAbsolutePath),
                Optional.ofNullable(System.getProperty("ciel.command")).map(Path::of),
                Duration.ofSeconds(grace),
                Version.text(),
                client(System.getenv("SSH_CONNECTION")),
                InstantSource.system(),
                putLimit);
        return new GateServer(
                        settings, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out))
                .run();
    }

    /** @return the address of the client as sshd gives it */
    private static String client(String connection) {
        return connection == null || connection.isBlank() ? "local" : connection.split(" ")[0];
    }
}
