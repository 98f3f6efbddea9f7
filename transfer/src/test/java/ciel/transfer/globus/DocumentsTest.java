package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Task documents, batch files, and what a task's state means. */
class DocumentsTest {
    @Test
    void checksumsAreVerifiedUnlessSaidOtherwise_andThisIsWritten() {
        assertTrue(TaskDocument.transfer("s", "d")
                .item("/a", "/b", false)
                .json()
                .path("verify_checksum")
                .asBoolean());
        assertTrue(TaskDocument.transfer("s", "d")
                .flag("verify_checksum", false)
                .json()
                .has("verify_checksum"));
    }

    @Test
    void theHashDependsOnTheContentOnly() {
        TaskDocument a =
                TaskDocument.transfer("s", "d").label("x").syncLevel("checksum").item("/a", "/b", true);
        TaskDocument b =
                TaskDocument.transfer("s", "d").syncLevel("CHECKSUM").label("x").item("/a", "/b", true);
        assertEquals(a.sha256(), b.sha256(), "the order of the fields says nothing");
        assertNotEquals(a.sha256(), b.item("/c", "/d", false).sha256());
        assertNotEquals(
                TaskDocument.transfer("s", "d")
                        .item("/1", "/1", false)
                        .item("/2", "/2", false)
                        .sha256(),
                TaskDocument.transfer("s", "d")
                        .item("/2", "/2", false)
                        .item("/1", "/1", false)
                        .sha256(),
                "the order of the items does");
        assertFalse(a.json().has("submission_id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "x ", "a\nb", "a\rb"})
    void badLabels(String label) {
        assertThrows(
                GlobusException.class, () -> TaskDocument.transfer("s", "d").label(label));
        assertThrows(
                GlobusException.class, () -> TaskDocument.transfer("s", "d").label("x".repeat(129)));
    }

    @Test
    void badLevelsAndAlgorithms() {
        assertThrows(
                GlobusException.class, () -> TaskDocument.transfer("s", "d").syncLevel("some"));
        assertThrows(
                GlobusException.class, () -> TaskDocument.transfer("s", "d").item("/a", "/b", false, "00", "CRC32"));
        assertEquals(
                "SHA256",
                TaskDocument.transfer("s", "d")
                        .item("/a", "/b", false, "00", "sha-256")
                        .json()
                        .path("DATA")
                        .get(0)
                        .path("checksum_algorithm")
                        .asText());
    }

    @Test
    void aBatchIsQuotedAsInAShell() {
        List<BatchFile.Item> got = BatchFile.read(new StringReader("""
                # comment
                a b

                  'with blank' "and \\"quote\\" \\n"   # after
                -r dir\\ one /absolute
                --external-checksum abc x y
                caf\u00e9 '\u65e5\u672c'
                -- -dash #x
                a#b c"d e"f
                """.replace("#x", "'#x'")), "/src/", "dst");
        assertEquals(
                List.of(
                        new BatchFile.Item("/src/a", "dst/b", null, null),
                        new BatchFile.Item("/src/with blank", "dst/and \"quote\" \\n", null, null),
                        new BatchFile.Item("/src/dir one", "/absolute", true, null),
                        new BatchFile.Item("/src/x", "dst/y", null, "abc"),
                        new BatchFile.Item("/src/caf\u00e9", "dst/\u65e5\u672c", null, null),
                        new BatchFile.Item("/src/-dash", "dst/#x", null, null),
                        new BatchFile.Item("/src/a#b", "dst/cd ef", null, null)),
                got);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a b c", "'a b", "a b\\", "-x a b", "-r --external-checksum 1 a b", "--external-checksum"})
    void badBatchLines_areNamedByNumber(String line) {
        GlobusException e = assertThrows(
                GlobusException.class, () -> BatchFile.read(new StringReader("a b\n" + line + "\n"), null, null));
        assertTrue(e.getMessage().startsWith("batch line 2: "), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"ACTIVE\",\"nice_status\":\"OK\"} | RUNNING | 1",
                "{\"status\":\"ACTIVE\",\"nice_status\":\"Queued\"} | RUNNING | 1",
                "{\"status\":\"ACTIVE\",\"nice_status\":\"CONNECT_FAILED\"} | RUNNING | 1",
                "{\"status\":\"ACTIVE\",\"is_paused\":true} | WAITING | 1",
                "{\"status\":\"INACTIVE\"} | WAITING | 1",
                "{\"status\":\"SUCCEEDED\"} | DONE | 0",
                "{\"status\":\"SUCCEEDED\",\"subtasks_skipped_errors\":2} | INCOMPLETE | 5",
                "{\"status\":\"FAILED\",\"fatal_error\":{\"code\":\"EXPIRED\",\"description\":\"d\"}} | FAILED | 1",
                "{\"status\":\"FAILED\",\"fatal_error\":null} | FAILED | 1",
                "{\"status\":\"A_NEW_ONE\"} | RUNNING | 1",
                "{} | RUNNING | 1"
            })
    void verdicts(String task, TaskVerdict.State state, int exitCode) throws Exception {
        TaskVerdict v = TaskVerdict.of(Json.MAPPER.readTree(task));
        assertEquals(state, v.state());
        assertEquals(exitCode, v.exitCode());
    }
}
