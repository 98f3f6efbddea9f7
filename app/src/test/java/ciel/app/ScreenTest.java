package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is drawn again in place, seen as a terminal of that size would show it. */
class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Screen screen(int columns, int rows, boolean tty) {
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new Screen(new Terminal(err, err, tty, () -> columns), () -> rows);
    }

    /** @return the lines that a terminal shows after all that was written; fails where it would have scrolled or wrapped */
    private List<String> shown(int columns, int rows) {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int at = 0;
        String text = bytes.toString(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                at++;
                assertTrue(at < rows, "the terminal scrolls");
                if (at == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else if (c == '\u001b') {
                int end = i + 2;
                while (Character.isDigit(text.charAt(end))) {
                    end++;
                }
                switch (text.charAt(end)) {
                    case 'A' -> at -= Integer.parseInt(text.substring(i + 2, end));
                    case 'K' -> lines.get(at).setLength(0);
                    case 'J' -> lines.subList(at + 1, lines.size()).clear();
                    default -> throw new AssertionError("unknown sequence " + text.charAt(end));
                }
                if (text.charAt(end) == 'J') {
                    lines.get(at).setLength(0);
                }
                i = end;
            } else if (c != '\r') {
                lines.get(at).append(c);
                assertTrue(lines.get(at).length() < columns, "the line wraps");
            }
        }
        return lines.stream()
                .map(StringBuilder::toString)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "40, 10", "20, 4", "200, 60"})
    void whatIsDrawnFitsAndReplacesWhatWasThere(int columns, int rows) {
        Screen screen = screen(columns, rows, true);
        for (int n : new int[] {5, 30, 3, 30, 12}) {
            screen.draw(IntStream.range(0, n)
                    .mapToObj(i -> n + " " + "x".repeat(10 * i))
                    .toList());
            List<String> shown = shown(columns, rows);
            assertEquals(Math.min(n, rows - 1), shown.size());
            assertTrue(shown.getFirst().startsWith(n + " "));
            assertEquals(n > rows - 1, shown.getLast().contains("lines more"));
        }
    }

    @Test
    void aPipeIsNotDrawnOn() {
        assertFalse(screen(80, 24, false).redraws());
    }
}
