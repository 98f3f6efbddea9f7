package ciel.transfer.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.DeniedException;
import ciel.transfer.SettingException;
import ciel.transfer.TransientException;
import ciel.transfer.pace.Parking.Cause;
import ciel.transfer.pace.Parking.Pass;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private final VirtualTicker ticker = new VirtualTicker(LocalTime.of(7, 0));

    @Test
    void jitterIsFull_uniformUpToADoublingCap() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        SplittableRandom random = new SplittableRandom(3);
        for (int retry = 0; retry < 8; retry++) {
            double cap = Math.min(1e9, 100e6 * Math.pow(2, retry));
            double sum = 0;
            double least = Double.MAX_VALUE;
            double most = 0;
            for (int i = 0; i < 4000; i++) {
                double wait = backoff.nanos(retry, random);
                sum += wait;
                least = Math.min(least, wait);
                most = Math.max(most, wait);
            }
            assertEquals(cap / 2, sum / 4000, 0.03 * cap, "mean of a uniform wait, retry " + retry);
            assertTrue(least < 0.01 * cap && most > 0.99 * cap && most <= cap);
        }
    }

    @Test
    void whatFailsForAMomentIsTriedAgainForFiveSeconds_andNothingElseIs() throws Exception {
        int[] tries = {0};
        assertEquals(
                "open",
                Retry.briefly(
                        () -> {
                            if (++tries[0] < 4) {
                                throw new TransientException("reset");
                            }
                            return "open";
                        },
                        ticker));
        assertEquals(4, tries[0]);
        long began = ticker.nanoTime();
        assertThrows(
                TransientException.class,
                () -> Retry.briefly(
                        () -> {
                            tries[0]++;
                            throw new TransientException("down");
                        },
                        ticker));
        double seconds = (ticker.nanoTime() - began) * 1e-9;
        assertTrue(seconds > 3.5 && seconds <= 5 && tries[0] > 8, seconds + " s, " + tries[0] + " tries");
        tries[0] = 0;
        assertThrows(
                DeniedException.class,
                () -> Retry.briefly(
                        () -> {
                            tries[0]++;
                            throw new DeniedException("no");
                        },
                        ticker));
        assertThrows(
                TransientException.class,
                () -> Retry.briefly(
                        () -> {
                            tries[0]++;
                            throw new TransientException("come back later", null, Duration.ofMinutes(1));
                        },
                        ticker));
        assertEquals(2, tries[0]);
    }

    @Test
    void theBudgetOfRetriesIsEarnedBySuccesses() {
        RetryBudget budget = new RetryBudget(3, 0.5);
        assertTrue(budget.spend() && budget.spend() && budget.spend());
        assertFalse(budget.spend());
        budget.success();
        assertFalse(budget.spend());
        budget.success();
        assertTrue(budget.spend());
    }

    @Test
    void aLinkThatFailsInARowIsParked_oneTries_andItWaitsLonger() {
        Parking parking = new Parking(3, 1_000, ticker);
        parking.failure(Pass.FREE, "reset");
        parking.failure(Pass.FREE, "reset");
        parking.success(Pass.FREE, true);
        parking.failure(Pass.FREE, "reset");
        parking.failure(Pass.FREE, "reset");
        assertEquals(Pass.FREE, parking.ask());
        assertTrue(parking.failure(Pass.FREE, "reset"), "this one parks it");
        assertEquals(Pass.NONE, parking.ask());
        assertEquals(1_000, parking.nanosToTrial());
        ticker.sleep(1_000);
        assertEquals(Pass.TRIAL, parking.ask(), "one may try");
        assertEquals(Pass.NONE, parking.ask(), "and only one");
        assertFalse(parking.failure(Pass.TRIAL, "reset"), "said once");
        assertEquals(2_000, parking.nanosToTrial());
        assertFalse(parking.success(Pass.FREE, true), "what began before it was parked says nothing");
        assertTrue(parking.parked().isPresent());
        ticker.sleep(2_000);
        assertEquals(Pass.TRIAL, parking.ask());
        assertTrue(parking.success(Pass.TRIAL, true));
        assertEquals(Pass.FREE, parking.ask());
        assertEquals(Pass.FREE, parking.ask());
    }

    @Test
    void aPersonIsToldOnce_andTheLinkIsTriedAgainByItself() {
        Parking parking = new Parking(3, 1_000, ticker);
        assertTrue(parking.park(Pass.FREE, Cause.HUMAN, "the key is refused; run ssh-add", 4));
        assertFalse(parking.park(Pass.FREE, Cause.HUMAN, "the key is refused; run ssh-add", 4));
        int trials = 0;
        for (long end = ticker.nanoTime() + 3_600_000_000_000L; ticker.nanoTime() < end; trials++) {
            ticker.sleep(parking.nanosToTrial());
            assertEquals(Pass.TRIAL, parking.ask());
            assertFalse(parking.park(Pass.TRIAL, Cause.HUMAN, "the key is refused; run ssh-add", 4));
        }
        assertTrue(trials > 50 && trials < 80, trials + " trials in an hour");
        assertEquals(4, parking.parked().orElseThrow().exitCode());
        parking.tryNow();
        assertEquals(Pass.TRIAL, parking.ask());
        assertTrue(parking.success(Pass.TRIAL, false));
    }

    @Test
    void theTimetableRulesByTheTimeOfDay_aroundMidnightToo() throws Exception {
        Timetable t = Timetable.parse("08:00,512k 19:00,10M 23:00,off");
        assertEquals(512 * 1024, t.rateAt(LocalTime.of(8, 0)));
        assertEquals(512 * 1024, t.rateAt(LocalTime.of(18, 59, 59)));
        assertEquals(10 * 1024 * 1024, t.rateAt(LocalTime.of(19, 0)));
        assertEquals(Double.POSITIVE_INFINITY, t.rateAt(LocalTime.of(23, 30)));
        assertEquals(Double.POSITIVE_INFINITY, t.rateAt(LocalTime.of(3, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "-1M", "25:00,1M 8:00,2M", "08:00 1M,2", "08:00,1M 08:00,2M", "0", "1e30G"})
    void awronglyWrittenTimetableIsTold(String text) {
        assertTrue(assertThrows(SettingException.class, () -> Timetable.parse(text))
                .getMessage()
                .startsWith("[bwlimit]"));
    }

    private double measure(Bandwidth b, double seconds) throws InterruptedException {
        long start = ticker.nanoTime();
        long bytes = 0;
        while (ticker.nanoTime() - start < seconds * 1e9) {
            b.acquire(20_000);
            bytes += 20_000;
        }
        return bytes / ((ticker.nanoTime() - start) * 1e-9);
    }

    @Test
    void theRateIsKeptWithinAFewPercent_overTheTimetable_andWhenItIsChangedWhileRunning() throws Exception {
        Bandwidth b = new Bandwidth(Timetable.parse("08:00,1M 09:00,4M"), ticker);
        ticker.sleep(3_600_000_000_000L);
        assertEquals(1 << 20, measure(b, 60), 0.03 * (1 << 20));
        ticker.sleep(3_600_000_000_000L);
        assertEquals(4 << 20, measure(b, 60), 0.03 * (4 << 20));
        b.change(Timetable.parse("256k"));
        assertEquals(256 << 10, measure(b, 60), 0.06 * (256 << 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 40})
    void theNumberOfLanesSettlesNearTheKneeOfTheLink(int start) {
        LaneTuner tuner = new LaneTuner(1, start, 64);
        SplittableRandom random = new SplittableRandom(start);
        long sum = 0;
        int n = 0;
        for (int i = 0; i < 300; i++) {
            double lanes = tuner.lanes();
            // 100 MB/s a lane up to 12 lanes, then it gets slightly worse; 1 % noise.
            double rate =
                    (Math.min(lanes, 12) * 100 - Math.max(0, lanes - 12) * 3) * (1 + 0.01 * random.nextGaussian());
            tuner.observe(rate);
            if (i >= 60) {
                sum += tuner.lanes();
                n++;
            }
        }
        double mean = (double) sum / n;
        assertTrue(mean >= 8 && mean <= 16, "mean of " + mean + " lanes, knee at 12");
    }

    @Test
    void onALongLinkTheLanesAreDoubledUntilItIsFull() {
        LaneTuner tuner = new LaneTuner(1, 2, 64);
        List<Integer> lanes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            lanes.add(tuner.lanes());
            tuner.observe(Math.min(100, 5 * tuner.lanes()));
        }
        // 32 are worth 100 as 20 are, and twice as many no more: back to 32, then half of that step up, half of the
        // half
        assertEquals(List.of(2, 4, 8, 16, 32, 64, 48), lanes);
        assertFalse(tuner.isDoubling());
    }

    @Test
    void sharesAreKeptUnderSaturation_andPriorityComesFirst() {
        FairQueue<String> queue = new FairQueue<>(Map.of("survey", 3.0, "test", 1.0));
        for (int i = 0; i < 400; i++) {
            queue.add("survey", "survey", 0, 100, false);
            queue.add("test", "test", 0, 100, false);
        }
        queue.add("urgent", "test", 5, 1e9, false);
        assertEquals("urgent", queue.poll());
        int survey = 0;
        for (int i = 0; i < 400; i++) {
            survey += queue.poll().equals("survey") ? 1 : 0;
        }
        assertEquals(300, survey, 2);
    }

    @Test
    void anActivityThatWasIdleHasNoClaimToTheTimeItMissed() {
        FairQueue<String> queue = new FairQueue<>(Map.of());
        for (int i = 0; i < 100; i++) {
            queue.add("a", "a", 0, 1, false);
        }
        for (int i = 0; i < 50; i++) {
            queue.poll();
        }
        for (int i = 0; i < 50; i++) {
            queue.add("b", "b", 0, 1, false);
        }
        int b = 0;
        for (int i = 0; i < 20; i++) {
            b += queue.poll().equals("b") ? 1 : 0;
        }
        assertEquals(10, b, 1);
    }

    @Test
    void withoutRoomOneLooks_andOnlyWhatWritesShowsThatThereIsRoom() {
        Parking parking = new Parking(3, 1_000, ticker);
        parking.park(Pass.FREE, Cause.NO_ROOM, "full", 1);
        ticker.sleep(parking.nanosToTrial());
        assertEquals(Pass.TRIAL, parking.ask());
        assertFalse(parking.success(Pass.TRIAL, false));
        assertEquals(Pass.TRIAL, parking.ask(), "the next may try");
        parking.park(Pass.TRIAL, Cause.NO_ROOM, "still full", 1);
        assertEquals(200_000_000, parking.nanosToTrial());
        ticker.sleep(200_000_000);
        assertEquals(Pass.TRIAL, parking.ask());
        assertTrue(parking.success(Pass.TRIAL, true));
        assertEquals(Pass.FREE, parking.ask());
        assertTrue(parking.parked().isEmpty());
    }
}
