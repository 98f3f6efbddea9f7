package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ciel.workflow.gate.GateHere;
import ciel.workflow.gate.GateSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A real Slurm of one node with 16 processors, whatever the machine has: tests/slurm/one_node.py. */
public final class OneNodeSlurm implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("slurmctld", "slurmd", "slurmdbd", "munged", "mariadbd");
    private static final Path SCRIPT =
            Path.of("../tests/slurm/one_node.py").toAbsolutePath().normalize();

    final Path folder;
    final Path conf;

    private static OneNodeSlurm shared;

    /** @return one that all tests of this JVM share; it ends with the JVM. Its message timeout is 2 s */
    public static synchronized OneNodeSlurm shared() throws IOException {
        if (shared == null) {
            shared = started();
        }
        return shared;
    }

    /** @param options of one_node.py @return one that ends with the JVM. Its message timeout is 2 s */
    static OneNodeSlurm started(String... options) throws IOException {
        Path folder = Files.createTempDirectory("ciel-slurm");
        List<String> all = new ArrayList<>(List.of("MessageTimeout=2"));
        all.addAll(Arrays.asList(options));
        OneNodeSlurm started = new OneNodeSlurm(folder, all.toArray(String[]::new));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                started.close();
                run(new ProcessBuilder("rm", "-rf", folder.toString()));
            } catch (IOException e) {
                // a folder of a test is left
            }
        }));
        return started;
    }

    /** Starts it, or skips the test where its packages are missing. */
    private OneNodeSlurm(Path folder, String... options) throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "a one-node Slurm needs root");
        for (String program : PROGRAMS) {
            assumeTrue(
                    Stream.of("/usr/sbin", "/usr/bin").anyMatch(bin -> Files.isExecutable(Path.of(bin, program))),
                    "there is no " + program + " (packages slurm-wlm, slurmdbd, munge, mariadb-server)");
        }
        this.folder = folder;
        List<String> arguments = new ArrayList<>(List.of("up", folder.toString(), "CPUs=16", "RealMemory=16000"));
        arguments.addAll(Arrays.asList(options));
        this.conf = Path.of(python(arguments.toArray(String[]::new)).strip());
    }

    private static String python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString()));
        command.addAll(Arrays.asList(arguments));
        return run(new ProcessBuilder(command));
    }

    private static String run(ProcessBuilder builder) throws IOException {
        Path errors = Files.createTempFile("one-node", ".err");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(builder.command() + " ends with " + code + ": " + Files.readString(errors));
            }
            return out;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Files.delete(errors);
        }
    }

    /** One of stop, cont, kill, start; of slurmctld, slurmd or slurmdbd. */
    void act(String verb, String program) throws IOException {
        if (verb.equals("start")) {
            python(verb, folder.toString(), program);
            return;
        }
        String pid = Files.readAllLines(folder.resolve("pids")).stream()
                .filter(line -> line.startsWith(program + " "))
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
        // faster than the script: the moment matters
        run(new ProcessBuilder("/bin/kill", "-" + verb.toUpperCase(java.util.Locale.ROOT), "--", "-" + pid)
                .redirectErrorStream(true));
    }

    void janitor() throws IOException {
        python("janitor", folder.toString());
    }

    /** Runs a program of Slurm. */
    public String slurm(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SLURM_CONF", conf.toString());
        return run(builder);
    }

    /** @param bin folder of sbatch and the others */
    public SlurmScheduler scheduler(Path root, Path scripts, Path bin) throws IOException {
        return new SlurmScheduler(
                new GateHere(new GateSettings(
                        root,
                        Optional.of(scripts),
                        bin,
                        Optional.of(conf),
                        Optional.empty(),
                        Duration.ZERO,
                        "test",
                        "test",
                        InstantSource.system())),
                new SlurmScheduler.Options("slurm here", true, OptionalInt.empty(), () -> 0));
    }

    @Override
    public void close() throws IOException {
        python("down", folder.toString());
    }
}
