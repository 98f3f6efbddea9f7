package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.scheduler.AdoptOrSubmit.Claim;
import ciel.workflow.scheduler.AdoptOrSubmit.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The decisions, without a scheduler; the numbers are those of the failures that the tests are named after. */
class AdoptOrSubmitTest {
    private static final Instant T0 = Instant.parse("2026-03-28T23:59:00Z");
    private static final AdoptOrSubmit.Rules RULES = AdoptOrSubmit.Rules.FIELD;
    private static final JobName NAME = new JobName("c", 7, 0, "00000001");

    private RecordingBook book;
    private AdoptOrSubmit protocol;

    @BeforeEach
    void intent() {
        book = new RecordingBook(JobIntent.of(NAME, List.of(), T0));
        protocol = new AdoptOrSubmit(RULES, book);
    }

    /** What a ledger would hold, and what was written into it. */
    static final class RecordingBook implements JobBook {
        JobIntent job;
        final List<String> written = new ArrayList<>();

        RecordingBook(JobIntent job) {
            this.job = job;
        }

        private void set(
                Optional<Instant> asked,
                Optional<Instant> answered,
                Optional<SubmitAnswer> answer,
                Optional<Instant> adopted,
                Optional<Instant> missing) {
            job = new JobIntent(job.name(), job.earlier(), job.intended(), asked, answered, answer, adopted, missing);
        }

        @Override
        public void asked(JobName name, Instant at) {
            written.add("asked");
            set(Optional.of(at), job.answered(), job.answer(), job.adopted(), job.missing());
        }

        @Override
        public void answered(JobName name, SubmitAnswer answer, Instant at) {
            written.add("answered");
            set(job.asked(), Optional.of(at), Optional.of(answer), job.adopted(), job.missing());
        }

        @Override
        public void adopted(JobName name, JobRow row, Instant at) {
            written.add("adopted " + name.attempt());
            set(job.asked(), job.answered(), job.answer(), Optional.of(at), Optional.empty());
        }

        @Override
        public void missing(JobName name, Instant at) {
            written.add("missing");
            set(job.asked(), job.answered(), job.answer(), job.adopted(), Optional.of(at));
        }

        @Override
        public void found(JobName name, Instant at) {
            written.add("found");
            set(job.asked(), job.answered(), job.answer(), job.adopted(), Optional.empty());
        }

        @Override
        public void lost(JobName name, String why, Instant at) {
            written.add("lost");
        }

        @Override
        public void refused(JobName name, String text, Instant at) {
            written.add("refused");
        }
    }

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    private static JobRow row(JobName name, JobState state, long started) {
        return state.live()
                ? JobRow.live(
                        "9",
                        name.text(),
                        OptionalInt.empty(),
                        state,
                        "Priority",
                        T0,
                        started < 0 ? Optional.empty() : Optional.of(at(started)))
                : JobRow.ended(
                        "9",
                        name.text(),
                        OptionalInt.empty(),
                        state,
                        T0,
                        at(started),
                        at(started + 60),
                        JobRow.Exit.NONE);
    }

    private static final Sighting NOTHING = Sighting.of(List.of());

    private void asked(SubmitAnswer answer) {
        protocol.asking(book.job, at(1));
        if (answer != null) {
            protocol.answered(book.job, answer, at(10));
        }
    }

    @Test
    void failure1_aRequestThatTimedOutIsLookedForAndNotSentAgain() {
        asked(new SubmitAnswer.Uncertain("Socket timed out"));
        assertEquals(AdoptOrSubmit.Next.LOOK, protocol.next(book.job));
        assertThrows(IllegalStateException.class, () -> protocol.asking(book.job, at(11)));
        // the first look says none, the job appears later
        assertInstanceOf(Verdict.NeedClaim.class, protocol.looked(book.job, NOTHING, Claim.UNKNOWN, at(11)));
        assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(11)));
        assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(129)));
        Sighting there = Sighting.of(List.of(row(NAME, JobState.PENDING, -1)));
        assertInstanceOf(Verdict.Live.class, protocol.looked(book.job, there, Claim.UNKNOWN, at(130)));
        assertTrue(book.written.contains("adopted 0"));
    }

    @Test
    void failure2_aJobThatIsNowhereHasAnEnd() {
        asked(new SubmitAnswer.Accepted("9"));
        protocol.looked(book.job, Sighting.of(List.of(row(NAME, JobState.RUNNING, 20))), Claim.UNKNOWN, at(30));
        assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, NOTHING, Claim.CLAIMED, at(100)));
        assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, NOTHING, Claim.CLAIMED, at(219)));
        Verdict end = protocol.looked(book.job, NOTHING, Claim.CLAIMED, at(220));
        assertTrue(assertInstanceOf(Verdict.Ended.class, end).tasks().isEmpty(), "its exit files say the rest");
    }

    @Test
    void failure3_anUnknownStateCountsAsLive() {
        asked(new SubmitAnswer.Accepted("9"));
        JobRow strange =
                JobRow.live("9", NAME.text(), OptionalInt.empty(), JobState.of("QUANTUM"), "", T0, Optional.empty());
        assertInstanceOf(
                Verdict.Live.class, protocol.looked(book.job, Sighting.of(List.of(strange)), Claim.UNKNOWN, at(20)));
    }

    @Test
    void failure5_aDaemonThatWasKilledAdoptsAndDoesNotSubmit() {
        protocol.asking(book.job, at(1));
        // killed here; a new one has only what was written
        RecordingBook later = new RecordingBook(book.job);
        AdoptOrSubmit next = new AdoptOrSubmit(RULES, later);
        assertEquals(AdoptOrSubmit.Next.LOOK, next.next(later.job));
        Verdict.Ended ended = assertInstanceOf(
                Verdict.Ended.class,
                next.looked(
                        later.job, Sighting.of(List.of(row(NAME, JobState.COMPLETED, 50))), Claim.UNKNOWN, at(5000)));
        assertEquals(Ending.COMPLETED, Ending.of(ended.tasks().get(0)));
    }

    @Test
    void failure6_jobsAreLookedForSinceTheIntentOverMidnight() {
        assertEquals(Duration.ofMinutes(10), protocol.back(book.job, T0));
        Instant later = Instant.parse("2026-03-29T07:00:00Z");
        Duration back = protocol.back(book.job, later);
        assertTrue(later.minus(back).isBefore(Instant.parse("2026-03-29T00:00:00Z")), back.toString());
    }

    @Test
    void failure7_aRequeuedJobIsWaitedFor() {
        asked(new SubmitAnswer.Accepted("9"));
        for (JobState before : List.of(JobState.REQUEUED, JobState.PREEMPTED, JobState.NODE_FAIL)) {
            Sighting saw = Sighting.of(List.of(row(NAME, JobState.PENDING, -1), row(NAME, before, 20)));
            assertInstanceOf(Verdict.Live.class, protocol.looked(book.job, saw, Claim.UNKNOWN, at(200)));
        }
    }

    @Test
    void failure8_accountsThatDoNotAnswerChangeNothing() {
        asked(new SubmitAnswer.Accepted("9"));
        Sighting half = new Sighting(List.of(), false, "sacct does not answer");
        for (long hour = 1; hour < 12; hour++) {
            assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, half, Claim.UNKNOWN, at(3600 * hour)));
        }
        assertEquals(List.of("asked", "answered"), book.written);
        // the grace begins when it is known that nothing is there
        assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(50_000)));
        assertInstanceOf(Verdict.Lost.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(50_120)));
    }

    @Test
    void failure9_aRefusedRequestIsSaidOnceInTheSchedulersWords() {
        asked(new SubmitAnswer.Refused("Requested node configuration is not available", false));
        Verdict.Refused refused =
                assertInstanceOf(Verdict.Refused.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(20)));
        assertEquals("Requested node configuration is not available", refused.text());
        assertEquals("refused", book.written.getLast());
    }

    @Test
    void aRefusedRequestThatMadeAJobAllTheSameIsAdopted() {
        asked(new SubmitAnswer.Refused("Invalid", false));
        Sighting saw = Sighting.of(List.of(row(NAME, JobState.RUNNING, 12)));
        assertInstanceOf(Verdict.Live.class, protocol.looked(book.job, saw, Claim.UNKNOWN, at(20)));
    }

    @Test
    void failure10_nothingStartsWhileAClaimIsHeld() {
        asked(null);
        for (long second = 20; second < 4000; second += 50) {
            Verdict verdict = protocol.looked(book.job, NOTHING, Claim.CLAIMED, at(second));
            assertTrue(verdict instanceof Verdict.Unsure || verdict instanceof Verdict.Ended, verdict.toString());
        }
        assertTrue(!book.written.contains("lost"));
    }

    @Test
    void anUnansweredRequestIsAwaitedUntilItsClientIsSurelyDead() {
        asked(null);
        protocol.looked(book.job, NOTHING, Claim.NONE, at(2));
        assertInstanceOf(Verdict.Unsure.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(180)));
        assertInstanceOf(Verdict.Lost.class, protocol.looked(book.job, NOTHING, Claim.NONE, at(181)));
    }

    @Test
    void aRequestThatComesThroughAfterItWasGivenUpIsSurplus() {
        JobName second = new JobName("c", 7, 1, "00000002");
        book = new RecordingBook(JobIntent.of(second, List.of(NAME), T0));
        protocol = new AdoptOrSubmit(RULES, book);
        asked(new SubmitAnswer.Accepted("10"));
        JobRow old = row(NAME, JobState.PENDING, -1);
        JobRow running = row(second, JobState.RUNNING, 30);
        Verdict.Live live = assertInstanceOf(
                Verdict.Live.class,
                protocol.looked(book.job, Sighting.of(List.of(old, running)), Claim.UNKNOWN, at(40)));
        assertEquals(List.of(old), live.surplus());
        // one that runs is left alone: the claim decides
        JobRow both = row(NAME, JobState.RUNNING, 31);
        live = assertInstanceOf(
                Verdict.Live.class,
                protocol.looked(book.job, Sighting.of(List.of(both, running)), Claim.UNKNOWN, at(41)));
        assertEquals(List.of(), live.surplus());
    }

    /** A scheduler that answers wrongly, late or not, and forgets; a daemon that is killed at any step. */
    private static final class World {
        private final Random random;
        private final List<Job> jobs = new ArrayList<>();
        private long now;
        private String owner = "";
        private int runs;
        private int met;

        World(long seed) {
            random = new Random(seed);
        }

        private static final class Job {
            private String name;
            private long arrives;
            private long starts;
            private long ends;
            private long seen;
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        private void make(String name, long delay, boolean forgotten) {
            Job job = new Job();
            job.name = name;
            job.arrives = now + delay;
            job.starts = forgotten ? Long.MAX_VALUE : job.arrives + random.nextInt(120);
            job.ends = forgotten ? job.arrives + random.nextInt(20) : job.starts + 1 + random.nextInt(100);
            job.seen = forgotten ? Long.MAX_VALUE : job.ends + random.nextInt(40);
            jobs.add(job);
        }

        SubmitAnswer submit(String name) {
            SubmitAnswer uncertain = new SubmitAnswer.Uncertain("Socket timed out");
            return switch (random.nextInt(8)) {
                case 0 -> uncertain;
                case 1 -> new SubmitAnswer.Accepted("1"); // and the controller is killed
                case 2 -> {
                    make(name, random.nextInt(60), false);
                    yield uncertain;
                }
                case 3 -> {
                    make(name, random.nextInt(600), false); // later than any grace
                    yield uncertain;
                }
                case 4 -> {
                    make(name, 0, true);
                    yield new SubmitAnswer.Accepted("1");
                }
                case 5 -> new SubmitAnswer.Refused("the queue is full", true);
                default -> {
                    make(name, 0, false);
                    yield new SubmitAnswer.Accepted("1");
                }
            };
        }

        void pass(long seconds) {
            for (long end = now + seconds; now < end; now++) {
                for (Job job : jobs) {
                    if (job.starts == now) {
                        if (owner.isEmpty()) {
                            owner = job.name;
                            runs++;
                        } else {
                            met++;
                            job.ends = now;
                        }
                    }
                }
            }
        }

        Sighting query(List<String> names) throws SchedulerException {
            if (chance(10)) {
                throw new SchedulerException("the controller does not answer");
            }
            List<JobRow> rows = new ArrayList<>();
            boolean accounts = !chance(10);
            for (Job job : jobs) {
                if (!names.contains(job.name) || now < job.arrives) {
                    continue;
                }
                JobName name = JobName.parse(job.name).orElseThrow();
                if (now < job.ends) {
                    rows.add(row(
                            name,
                            now < job.starts ? JobState.PENDING : JobState.RUNNING,
                            now < job.starts ? -1 : job.starts));
                } else if (accounts && now >= job.seen) {
                    rows.add(row(name, JobState.COMPLETED, job.starts));
                }
            }
            return new Sighting(rows, accounts, accounts ? "" : "sacct does not answer");
        }
    }

    @Test
    void everyJobRunsOnceWhateverTheSchedulerAnswersAndWheneverTheDaemonIsKilled() {
        int met = 0;
        int tries = 0;
        for (long seed = 0; seed < 3000; seed++) {
            World world = new World(seed);
            RecordingBook ledger = new RecordingBook(JobIntent.of(NAME, List.of(), T0));
            List<JobName> names = new ArrayList<>(List.of(NAME));
            boolean ended = false;
            for (int step = 0; step < 5000 && !ended; step++) {
                JobIntent job = ledger.job;
                AdoptOrSubmit daemon = new AdoptOrSubmit(RULES, ledger); // it knows nothing but the ledger
                if (daemon.next(job) == AdoptOrSubmit.Next.SUBMIT) {
                    tries++;
                    daemon.asking(job, at(world.now));
                    if (world.chance(5)) {
                        continue; // killed before it was sent
                    }
                    SubmitAnswer answer = world.submit(job.name().text());
                    world.pass(world.random.nextInt(10));
                    if (!world.chance(10)) {
                        daemon.answered(ledger.job, answer, at(world.now));
                    }
                }
                world.pass(1 + world.random.nextInt(20));
                try {
                    Sighting saw = world.query(ledger.job.names());
                    Verdict verdict = daemon.looked(ledger.job, saw, Claim.UNKNOWN, at(world.now));
                    if (verdict instanceof Verdict.NeedClaim) {
                        Claim claim = world.owner.isEmpty() ? Claim.NONE : Claim.CLAIMED;
                        verdict = daemon.looked(ledger.job, saw, claim, at(world.now));
                    }
                    if (verdict instanceof Verdict.Lost || verdict instanceof Verdict.Refused) {
                        JobName next = ledger.job.name().next(world.random);
                        ledger.job = JobIntent.of(next, List.copyOf(names), at(world.now));
                        names.addFirst(next);
                    }
                    ended = verdict instanceof Verdict.Ended;
                } catch (SchedulerException e) {
                    // nothing changes
                }
            }
            world.pass(2000); // what comes late comes now
            assertTrue(ended, "seed " + seed + " has no end: " + ledger.job);
            assertEquals(1, world.runs, "seed " + seed + ": " + ledger.written);
            met += world.met;
        }
        assertTrue(met > 10 && tries > 3500, met + " jobs met a claim, " + tries + " tries");
    }
}
