package ciel.workflow.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a render job ends, as its scheduler sees it. */
class RenderScriptTest {
    private static final Path SCRIPTS =
            Path.of("../scripts/jobs").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    /** @return what waitpid says of the script: an exit code, or less than zero for a signal */
    private int end(String ciel) throws Exception {
        Path scripts = Files.createDirectories(folder.resolve("scripts/jobs"));
        for (String name : new String[] {"render.sh", "claim.sh"}) {
            Files.copy(SCRIPTS.resolve(name), scripts.resolve(name));
        }
        Path fake = Files.writeString(folder.resolve("ciel"), "#!/bin/sh\n" + ciel + "\n");
        fake.toFile().setExecutable(true);
        Path root = Files.createDirectories(folder.resolve("root/units"));
        Path units = Files.writeString(root.resolve("c-1-a1-0000abcd.txt"), "");
        Process process = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import subprocess, sys; print(subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL))",
                        "sh",
                        scripts.resolve("render.sh").toString(),
                        units.toString(),
                        root.getParent().toString(),
                        scripts.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        process.waitFor();
        return Integer.parseInt(said.strip());
    }

    @Test
    void anExitCodeIsHandedOn() throws Exception {
        assertEquals(85, end("exit 85"));
    }

    /** Slurm shows an exit code of 137 as 9:0, which is one that a program may have chosen; a signal as 0:9. */
    @Test
    void aProgramThatASignalEndedEndsTheJobWithThatSignal() throws Exception {
        assertEquals(-9, end("kill -9 $$"));
    }

    @Test
    void soDoesOneThatWasAskedToEnd() throws Exception {
        assertEquals(-15, end("kill -15 $$"));
    }
}
