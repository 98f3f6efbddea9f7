package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
