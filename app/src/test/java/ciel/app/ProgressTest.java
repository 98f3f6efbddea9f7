package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.exposure.RenderListener;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;
    private long now;

    private Progress progress(Captured captured) {
        return Progress.driven(captured.terminal(), () -> now);
    }

    @Test
    void aPersonSeesABarWithRateAndTimeLeft() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("R22_S11", Progress.Unit.PHOTONS, 400_000_000);
            for (int i = 0; i < 10; i++) {
                now += SECOND;
                progress.advance(10_000_000);
                progress.tick();
            }
        }
        String last = captured.err().split("\r")[10].stripTrailing();
        assertEquals("R22_S11 [#####...............]  25% 100 M photons, 10.0 M/s, 30 s left", last);
        assertTrue(captured.err().endsWith("\r"), "the bar is wiped");
    }

    @Test
    void moreThanWasExpected_isSharedOutAnew() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("", Progress.Unit.PHOTONS, 100);
            progress.advance(100);
            progress.expect(400);
            now += SECOND;
            progress.tick();
        }
        assertTrue(captured.err().contains("[#####...............]  25% 100 photons, 100/s, 3 s left"), captured.err());
    }

    @Test
    void elsewhereThereIsALineAtEveryQuarterAndEveryHalfMinute() {
        Captured captured = Captured.terminal(false);
        try (Progress progress = progress(captured)) {
            progress.reset("copy", Progress.Unit.BYTES, 4_000);
            for (int i = 0; i < 4; i++) {
                now += 10 * SECOND;
                progress.advance(1_000);
                progress.tick();
                progress.tick();
            }
        }
        assertEquals(
                "copy  25% 1.00 kB, 100 B/s, 30 s left\ncopy  50% 2.00 kB, 100 B/s, 20 s left\ncopy  75% 3.00 "
                        + "kB, 100 B/s, 10 s left\n",
                captured.err());
        Captured slow = Captured.terminal(false);
        try (Progress progress = progress(slow)) {
            progress.reset("", Progress.Unit.FILES, 1_000);
            for (int i = 0; i < 61; i++) {
                now += SECOND;
                progress.advance(1);
                progress.tick();
            }
        }
        assertEquals(2, slow.errLines().size(), slow.err());
        assertTrue(slow.errLines().getLast().contains("60/1000 files, 1/s, 15:40 left"), slow.err());
    }

    @Test
    void timeLeftFollowsAChangeOfPace() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("", Progress.Unit.FILES, 100_000);
            for (int i = 0; i < 200; i++) {
                now += SECOND;
                progress.advance(i < 100 ? 1 : 100);
                progress.tick();
            }
        }
        String[] draws = captured.err().split("\r");
        assertTrue(draws[200].contains(", 100/s,"), draws[200]);
    }

    /** @return what was drawn at each tick of a second */
    private String[] draws(Captured captured) {
        String[] draws = captured.err().split("\r");
        return java.util.Arrays.copyOfRange(draws, 1, draws.length);
    }

    @Test
    void theBarFitsTheTerminalDownTo40Columns_andFollowsItsSize() {
        int[] columns = {200};
        Captured captured = Captured.terminal(() -> columns[0]);
        int[] widths = {200, 100, 79, 60, 50, 40, 20, 8, 1};
        try (Progress progress = progress(captured)) {
            progress.reset("R22_S11 photons", Progress.Unit.PHOTONS, 400_000_000_000L);
            progress.detail("8 lanes");
            for (int width : widths) {
                now += SECOND;
                progress.advance(1_234_567_890);
                columns[0] = width;
                progress.tick();
            }
        }
        String[] draws = draws(captured);
        for (int i = 0; i < widths.length; i++) {
            String text = draws[i].stripTrailing();
            assertTrue(draws[i].length() <= Math.max(1, widths[i] - 1), widths[i] + " columns: " + draws[i]);
            assertTrue(widths[i] < 40 || text.contains("left") && text.contains("%"), widths[i] + " columns: " + text);
            assertEquals(widths[i] >= 79, text.contains("/s"), widths[i] + " columns: " + text);
        }
        assertTrue(
                draws[0].startsWith("R22_S11 photons [....................]   0% 1.23 G photons, 8 lanes, "), draws[0]);
        assertTrue(draws[5].startsWith("R22_S11 photons   1%, "), draws[5]);
    }

    @Test
    void nothingButPlainCharactersIsDrawn() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("copy", Progress.Unit.BYTES, 1000);
            now += SECOND;
            progress.advance(500);
            progress.tick();
            progress.note("a note");
            progress.tick();
        }
        assertTrue(captured.err().chars().allMatch(c -> c >= ' ' && c < 127 || c == '\r' || c == '\n'), captured.err());
    }

    @Test
    void theTimeLeftNeverRises() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("", Progress.Unit.PHOTONS, 100_000);
            for (int i = 0; i < 400; i++) {
                now += SECOND;
                // fast, then a tenth as fast, then fast again
                progress.advance(i < 50 ? 500 : i < 200 ? 50 : 500);
                progress.tick();
            }
        }
        double last = Double.POSITIVE_INFINITY;
        int shown = 0;
        for (String draw : draws(captured)) {
            java.util.regex.Matcher left = java.util.regex.Pattern.compile(", (?:(\\d+):)?(\\d+)(?: s)? left")
                    .matcher(draw);
            if (left.find()) {
                double seconds = Integer.parseInt(left.group(2))
                        + (left.group(1) == null ? 0 : 60 * Integer.parseInt(left.group(1)));
                assertTrue(seconds <= last, draw + " after " + last);
                last = seconds;
                shown++;
            } else {
                assertTrue(draw.isBlank() || draw.contains(" so far"), draw);
            }
        }
        assertTrue(shown > 100 && last < 10, shown + " times, at last " + last);
    }

    @Test
    void percentAndTimeLeftAreThoseOfAllTheWork() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("", Progress.Unit.PHOTONS, 1_000);
            progress.expectWork(4_000);
            now += 10 * SECOND;
            progress.advance(1_000);
            progress.advanceWork(1_000);
            progress.tick();
        }
        assertEquals(
                "[#####...............]  25% 1.00 k photons, 100/s, 30 s left", draws(captured)[0].stripTrailing());
    }

    @Test
    void whatIsPreparedHasABarAndNoTimeLeft() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            RenderProgress rendering = new RenderProgress(progress);
            rendering.preparing(RenderListener.Preparation.CATALOG, 0, 2_000_000);
            now += 2 * SECOND;
            rendering.preparing(RenderListener.Preparation.CATALOG, 1_000_000, 2_000_000);
            progress.tick();
            rendering.preparing(RenderListener.Preparation.OBJECTS, 0, 400);
            now += 2 * SECOND;
            rendering.preparing(RenderListener.Preparation.OBJECTS, 100, 400);
            progress.tick();
        }
        assertEquals(
                "reading the catalog [##########..........]  50% 1.00 MB, 500 kB/s, 2 s so far",
                draws(captured)[0].stripTrailing());
        assertEquals(
                "preparing objects [#####...............]  25% 100 objects, 50/s, 2 s so far",
                draws(captured)[1].stripTrailing());
    }

    @Test
    void severalDetectorsSayHowManyAreDone() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            RenderProgress rendering = new RenderProgress(progress);
            rendering.detectors(2);
            rendering.started(0);
            for (String detector : new String[] {"R22_S11", "R22_S12"}) {
                for (String stage : new String[] {"photons", "background", "write", "readout", "write"}) {
                    rendering.stage(detector, stage);
                }
                rendering.finished(detector);
                now += SECOND;
                progress.tick();
            }
        }
        assertTrue(
                draws(captured)[0].startsWith("1/2 CCDs [##########..........]  50% 0 photons, 0/s, 1 s left"),
                captured.err());
        assertTrue(draws(captured)[1].startsWith("2/2 CCDs [####################] 100%"), captured.err());
    }

    @Test
    void theWidthIsThatOfTheEnvironment_whereTheTerminalDoesNotSay() {
        assertEquals(132, TerminalWidth.fromEnvironment("132"));
        for (String odd : new String[] {null, "", "x", "0", "-3"}) {
            assertEquals(80, TerminalWidth.fromEnvironment(odd));
        }
        assertTrue(TerminalWidth.ofStderr() >= 10);
    }

    @Test
    void notesStandAboveTheBar() {
        Captured captured = Captured.terminal(true);
        try (Progress progress = progress(captured)) {
            progress.reset("", Progress.Unit.PHOTONS, 0);
            now += SECOND;
            progress.tick();
            progress.note("three bad lines");
            progress.tick();
        }
        assertTrue(captured.err().matches("(?s).*\r {5,}\rthree bad lines\n\r.*"), captured.err());
    }

    @Test
    void durationsReadAsPeopleWriteThem() {
        assertEquals("0 s", Progress.duration(0.2));
        assertEquals("59 s", Progress.duration(59.4));
        assertEquals("3:05", Progress.duration(185));
        assertEquals("25:00:00", Progress.duration(90_000));
    }
}
