package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineTest {
    static Set<String> verbs() {
        return Verbs.SUMMARIES.keySet();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbShowsHelpWithAnExample(String verb) {
        for (Captured help : List.of(Captured.ciel(verb, "--help"), Captured.ciel("help", verb))) {
            assertEquals(ExitCode.DONE, help.code());
            assertEquals("", help.err());
            assertTrue(help.out().contains("\n  ciel " + verb + " "), help.out());
        }
    }

    @Test
    void helpListsEveryVerbAndEveryExitCode() {
        Captured help = Captured.ciel("--help");
        assertEquals(ExitCode.DONE, help.code());
        for (String verb : verbs()) {
            assertTrue(help.out().contains("\n  " + verb + " "), verb);
        }
        for (int code : new int[] {0, 1, 2, 3, 4, 5, 130}) {
            assertTrue(help.out().matches("(?s).*[ \n]" + code + " [a-z].*"), "exit code " + code);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sitee                 | 'sitee' is not a command; did you mean site?",
                "--verbose             | unknown option '--verbose'",
                "site list --jsn       | Unknown option: '--jsn'",
                "site                  | Missing required subcommand",
                "site show             | Missing required parameter: 'SITE'",
                "completion fish       | fish",
            })
    void aWrongCommandLineEndsWith2AndAHint(String line, String problem) {
        Captured run = Captured.ciel(line.split(" "));
        assertEquals(ExitCode.USAGE, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().contains(problem), run.err());
        assertTrue(
                run.errLines().getLast().startsWith("Try: ciel")
                        && run.errLines().getLast().endsWith("--help"),
                run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void noVerbShowsTheHelpOnStderr() {
        Captured run = Captured.ciel();
        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("Usage: ciel") && run.out().isEmpty());
    }

    @Test
    void standardOptionsMayStandBeforeTheVerb() {
        Captured run = Captured.ciel("--debug", "site", "show", "atlantis");
        assertEquals(ExitCode.INPUT, run.code());
        assertTrue(run.err().contains("\tat ") && run.err().contains("'atlantis' is not a site"), run.err());
    }

    @Test
    void aWrongInputEndsWith3InOneLine() {
        Captured run = Captured.ciel("site", "show", "atlantis");
        assertEquals(ExitCode.INPUT, run.code());
        assertEquals(1, run.errLines().size());
        assertTrue(run.err().startsWith("ciel site show: 'atlantis' is not a site"), run.err());
    }

    @Test
    void jsonIsOneDocumentOnStdout() throws Exception {
        var sites = new ObjectMapper()
                .readTree(Captured.ciel("site", "list", "--json").out());
        assertTrue(sites.isArray() && sites.size() >= 4);
        assertEquals(
                "idris",
                new ObjectMapper()
                        .readTree(
                                Captured.ciel("site", "show", "idris", "--json").out())
                        .path("name")
                        .asText());
    }

    @Test
    void completionKnowsEveryVerb() {
        Captured script = Captured.ciel("completion", "bash");
        assertEquals(ExitCode.DONE, script.code());
        for (String verb : verbs()) {
            assertTrue(script.out().contains(verb), verb);
        }
    }
}
