package ciel.app;

import ciel.workflow.job.JobCall;
import ciel.workflow.job.JobRunner;
import ciel.workflow.job.Warning;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel job}: what the script of a render job starts; shown in no overview. */
@Command(
        name = "job",
        description = {
            "Render the units of one task of a campaign's job; scripts/jobs/render.sh calls it. A line 'stop' on standard "
                    + "input means that the time is nearly over: what is nearly finished is finished, and the exit code is 85.",
            ""
        },
        footer = {"", "Example:", "  ciel job units/dc2-17-a0-1f2e3d4c.txt /scratch/lsst/campaign --threads 16"})
final class JobCommand extends Verb {
    @Parameters(paramLabel = "UNITS", description = "The units file.")
    private Path units;

    @Parameters(paramLabel = "ROOT", description = "The campaign's folder at this site.")
    private Path root;

    @Option(names = "--task", paramLabel = "N", defaultValue = "0", description = "Index in the array, from 0.")
    private int task;

    @Option(names = "--job-id", paramLabel = "ID", defaultValue = "0", description = "The scheduler's number.")
    private String id;

    @Option(
            names = "--restart",
            paramLabel = "N",
            defaultValue = "0",
            description = "How often the scheduler has started it before.")
    private int restart;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Worker threads (default: every processor). The images do not depend on it.")
    private Integer threads;

    JobCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (task < 0 || restart < 0 || threads != null && (threads < 1 || threads > 4096)) {
            throw usage("--task and --restart are at least 0, --threads is from 1 to 4096");
        }
        if (!Files.isDirectory(root)) {
            throw new Failure(ExitCode.UNAVAILABLE, root + ": is not a folder of this machine (is it mounted here?)");
        }
        JobCall job = new JobCall(
                units,
                root.toRealPath(),
                task,
                id,
                restart,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                Version.text());
        Warning warning = new Warning(InstantSource.system());
        Thread.ofPlatform().daemon().start(() -> listen(warning));
        Rendering here = Rendering.here();
        return new JobRunner(
                        job,
                        new SettingsOptions().settings(System::getenv),
                        here::render,
                        warning,
                        InstantSource.system(),
                        line -> terminal().err().println(InstantSource.system().instant() + " " + line))
                .run();
    }

    private static void listen(Warning warning) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line; (line = in.readLine()) != null; ) {
                if (line.strip().equals("stop")) {
                    warning.come();
                }
            }
        } catch (IOException e) {
            // nobody warns this job
        }
    }
}
