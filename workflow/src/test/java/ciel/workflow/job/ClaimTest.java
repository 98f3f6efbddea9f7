package ciel.workflow.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/jobs/claim.sh: of all that try, one has the task. */
class ClaimTest {
    private static final Path SCRIPT =
            Path.of("../scripts/jobs/claim.sh").toAbsolutePath().normalize();

    @TempDir
    Path root;

    private Process start(String name, String id, String restart) throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        ". " + SCRIPT + "; claim \"$0\" \"$1\" 0 \"$2\" \"$3\" && echo mine || echo $claim_owner",
                        root.toString(),
                        name,
                        id,
                        restart)
                .start();
    }

    private String claim(String name, String id, String restart) throws Exception {
        Process process = start(name, id, restart);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? said : "code " + process.exitValue();
    }

    @Test
    void theFirstHasItAndFindsItAgainWhenItIsRestarted() throws Exception {
        assertEquals("mine", claim("c-7-a0-000000a1", "12", "0"));
        assertEquals("c-7-a0-000000a1 12", claim("c-7-a1-000000a2", "13", "0"));
        assertEquals("mine", claim("c-7-a0-000000a1", "12", "1"));
        // numbers are given out again: name and number together are one job
        assertEquals("c-7-a0-000000a1 12", claim("c-7-a1-000000a2", "12", "0"));
        assertEquals("mine", claim("c-8-a0-000000a1", "12", "0"));
        assertEquals("mine", claim("c-7-a0-000000a1", "12", "2"));
    }

    @Test
    void ofManyAtOnceOneHasIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Process> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(start("c-" + round + "-a" + i + "-a000000a", Integer.toString(i), "0"));
            }
            int mine = 0;
            for (Process process : all) {
                mine += new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("mine")
                        ? 1
                        : 0;
            }
            assertEquals(1, mine);
        }
        try (var files = Files.walk(root)) {
            assertTrue(
                    files.noneMatch(file -> file.getFileName().toString().startsWith(".")), "nothing is left behind");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenEndsTheJobWith73() throws Exception {
        Files.writeString(root.resolve("claim"), "in the way");
        assertEquals("code 73", claim("c-7-a0-000000a1", "12", "0"));
    }
}
