package ciel.workflow.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ledger of campaigns must do. An implementation's test says how to open an empty one, and how to open it again. */
@Timeout(60)
abstract class CampaignLedgerConformance extends CampaignLedgerFixture {
    @Test
    void unitsAreThereInOrder_andAGrownCampaignGetsItsNewVisitsOnly() throws Exception {
        long c = enrol(3, 4, "a", "b");
        List<UnitRow> due = ledger.dueUnits(c, UnitState.PLANNED, T0, 100);
        assertEquals(12, due.size());
        assertEquals(
                List.of(1000L, 1000L, 1000L, 1000L, 1001L),
                due.stream().limit(5).map(UnitRow::observationId).toList());
        assertEquals(
                List.of(0, 1, 2, 3, 0),
                due.stream().limit(5).map(UnitRow::detector).toList());
        assertEquals(12, ledger.tally(c).units(UnitState.PLANNED));
        assertEquals(12, ledger.tally(c).deliveries().get(1).expected());
        assertEquals(List.of(), ledger.dueUnits(c, UnitState.PLANNED, T0.minusSeconds(1), 100));
        assertEquals(CampaignState.PLANNED, ledger.campaign("c").orElseThrow().state());
        ledger.close();
        ledger = open();
        assertEquals(c, enrol(5, 4, "a", "b"));
        CampaignRow row = ledger.campaign("c").orElseThrow();
        assertEquals(List.of(5L, 20L), List.of(row.visits(), row.units()));
        assertEquals(List.of("a", "b"), row.destinations());
        assertEquals("DESC", row.group());
        assertThrows(InputException.class, () -> enrol(5, 3, "a", "b"));
        assertThrows(InputException.class, () -> enrol(5, 4, "a"));
        VisitRow visit = ledger.visit(c, 1004).orElseThrow();
        assertEquals(60_676, visit.night());
        assertEquals("/catalogs/visit1004.txt", visit.catalog());
        assertEquals(List.of(visit), ledger.visits(List.of(visit.visit())));
        sound(c);
    }

    @Test
    void aUnitGoesAllTheWay_andItsHistorySaysSo() {
        long c = enrol(1, 3, "a", "b");
        Lease lease = lease();
        IdSet units = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 9));
        long first = units.ranges().getFirst().first();
        assertTrue(did(lease, w -> w.advanceCampaign(c, CampaignState.ACTIVE, BY)));
        JobRow job = job(lease, c, units);
        assertEquals("c-" + job.number() + "-a1-n1", job.name());
        assertEquals(JobState.INTENDED, job.state());
        assertEquals(units, ledger.unitsOf(job.job()));
        assertEquals(
                List.of("submit/" + job.name()),
                ledger.openActs(c).stream().map(Act::key).toList());
        JobNews seen = new JobNews("4711", after(1), null, null, -1, null);
        assertTrue(did(lease, w -> {
            w.answer("submit/" + job.name(), "4711", after(1));
            return w.advanceJob(job.job(), JobState.SUBMITTED, after(60), seen, BY);
        }));
        assertEquals(List.of(), ledger.openActs(c));
        assertEquals("4711", ledger.act("submit/" + job.name()).orElseThrow().answer());
        assertEquals(List.of(), ledger.dueJobs(c, after(59), 9));
        assertEquals(after(60), ledger.nextJob(c).orElseThrow());
        assertEquals("4711", ledger.dueJobs(c, after(60), 9).getFirst().schedulerId());
        ledger.write(lease, w -> w.advanceUnits(units, UnitState.RUNNING, BY.ofJob(job.job())));
        assertEquals(units, ledger.write(lease, w -> w.rendered(done(units), "here", "fast", BY.ofJob(job.job()))));
        JobNews ended = new JobNews(null, null, after(2), after(12), 10, null);
        ledger.write(lease, w -> w.advanceJob(job.job(), JobState.ENDED, null, ended, BY));
        assertEquals(List.of(), ledger.liveJobs(c));
        assertEquals(
                List.of(20.0, 10.0),
                List.of(ledger.tally(c).coreSeconds(), ledger.tally(c).gpuSeconds()));
        assertEquals(done(first).files(), ledger.files(first));
        assertEquals(done(first).files(), ledger.products(units).getFirst().files());
        for (int d = 0; d < 2; d++) {
            assertEquals(units, ledger.unregistered(units));
            int place = d;
            assertEquals(
                    3, ledger.dueDeliveries(c, d, DeliveryState.WAITING, T0, 9).size());
            for (DeliveryState s : List.of(
                    DeliveryState.FETCHING,
                    DeliveryState.FETCHED,
                    DeliveryState.VERIFIED,
                    DeliveryState.PLACED,
                    DeliveryState.REGISTERED)) {
                assertEquals(units, ledger.write(lease, w -> w.advanceDeliveries(place, units, s, after(5), BY)));
                assertEquals(3, ledger.dueDeliveries(c, d, s, after(5), 9).size());
            }
            assertEquals(UnitState.RENDERED, states(1).getFirst());
            ledger.write(lease, w -> w.advanceDeliveries(place, units, DeliveryState.ACKNOWLEDGED, after(3600), BY));
        }
        assertEquals(IdSet.EMPTY, ledger.unregistered(units));
        assertEquals(List.of(), ledger.dueUnits(c, UnitState.DELIVERED, after(3599), 9));
        assertEquals(after(3600), ledger.nextUnit(c, UnitState.DELIVERED).orElseThrow());
        assertEquals(units, IdSet.ofUnits(ledger.dueUnits(c, UnitState.DELIVERED, after(3600), 9)));
        assertEquals(300, ledger.tally(c).bytesAtSite());
        assertEquals(false, ledger.settled(1));
        ledger.write(lease, w -> w.advanceUnits(units, UnitState.PURGED, BY));
        assertEquals(0, ledger.tally(c).bytesAtSite());
        assertEquals(true, ledger.settled(1));
        assertEquals(
                List.of(20, 30, 40, 20, 30, 40, 50, 60, 70, 20, 30, 40, 50, 60, 70, 60, 90),
                ledger.history(first + 1).stream().map(EventRow::to).toList());
        assertEquals(job.job(), ledger.history(first).getFirst().job());
        assertEquals(lease.token(), ledger.history(first).getFirst().token());
        assertEquals(3, ledger.tally(c).deliveries().get(1).count(DeliveryState.ACKNOWLEDGED));
        assertEquals(
                new Measured(1, 1, 10, Double.NaN, 0, 0),
                ledger.measured(c, 3, 2).orElseThrow());
        RateRow rate = ledger.rates().getFirst();
        assertEquals(List.of(3L, 300L, 6L), List.of(rate.units(), rate.bytes(), rate.files()));
        assertEquals(List.of(37.5, 60.0), List.of(rate.seconds(), rate.coreSeconds()));
        assertEquals(
                300,
                ledger.progress(c, T0).stream()
                        .filter(p -> p.destination() == 1 && p.state() == DeliveryState.FETCHED.code())
                        .mapToLong(ProgressRow::bytes)
                        .sum());
        sound(c);
    }

    @Test
    void theSameAgain_orALateAnswerOfAnotherJob_changesNothing() {
        long c = enrol(1, 3, "a");
        Lease lease = lease();
        IdSet units = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 9));
        JobRow first = job(lease, c, units);
        assertThrows(UnitsMovedException.class, () -> job(lease, c, units));
        assertTrue(
                did(lease, w -> w.advanceJob(first.job(), JobState.LOST, null, JobNews.NONE, BY.because("lost", ""))));
        assertEquals(units, ledger.write(lease, w -> w.replanUnits(units, after(10), false, BY.ofJob(first.job()))));
        assertEquals(0, ledger.unitsOfVisit(1).getFirst().failures());
        JobRow second =
                ledger.write(lease, w -> w.intend(new NewJob(c, first.number(), "n2", 2, 1, after(30)), units, BY));
        assertEquals("c-" + first.number() + "-a2-n2", second.name());
        assertEquals(second, ledger.job(second.name()).orElseThrow());
        long version = ledger.tally(c).version();
        assertEquals(
                IdSet.EMPTY, ledger.write(lease, w -> w.advanceUnits(units, UnitState.RUNNING, BY.ofJob(first.job()))));
        assertEquals(
                IdSet.EMPTY, ledger.write(lease, w -> w.rendered(done(units), "s", "fast", BY.ofJob(first.job()))));
        assertFalse(did(lease, w -> w.advanceJob(first.job(), JobState.RUNNING, after(1), JobNews.NONE, BY)));
        assertEquals(version, ledger.tally(c).version());
        ledger.write(lease, w -> w.rendered(done(units), "s", "fast", BY.ofJob(second.job())));
        assertEquals(IdSet.EMPTY, ledger.write(lease, w -> w.rendered(done(units), "s", "fast", BY)));
        assertEquals(IdSet.EMPTY, ledger.write(lease, w -> w.advanceUnits(units, UnitState.RUNNING, BY)));
        sound(c);
    }

    @Test
    void aUnitThatIsRenderedAgainKeepsWhatWasAcknowledged_andDeliversTheRest() {
        long c = enrol(1, 1, "a", "b");
        Lease lease = lease();
        IdSet units = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 9));
        job(lease, c, units);
        ledger.write(lease, w -> w.rendered(done(units), "s", "fast", BY));
        ledger.write(lease, w -> w.advanceDeliveries(0, units, DeliveryState.ACKNOWLEDGED, after(9), BY));
        ledger.write(lease, w -> w.advanceDeliveries(1, units, DeliveryState.FETCHED, after(9), BY));
        ledger.write(lease, w -> w.replanUnits(units, after(1), true, BY.because("checksum", "differs")));
        UnitRow unit = ledger.unitsOfVisit(1).getFirst();
        assertEquals(List.of(2, 1), List.of(unit.attempt(), unit.failures()));
        assertEquals(List.of(), ledger.files(unit.unit()));
        sound(c);
        job(lease, c, units);
        ledger.write(lease, w -> w.rendered(done(units), "s", "fast", BY));
        assertEquals(
                List.of(DeliveryState.ACKNOWLEDGED, DeliveryState.WAITING),
                ledger.deliveries(unit.unit()).stream().map(DeliveryRow::state).toList());
        assertEquals(1, ledger.unitsOfVisit(1).getFirst().openDeliveries());
        ledger.write(lease, w -> w.advanceDeliveries(1, units, DeliveryState.ACKNOWLEDGED, after(9), BY));
        assertEquals(List.of(UnitState.DELIVERED), states(1));
        assertEquals(IdSet.EMPTY, ledger.write(lease, w -> w.replanUnits(units, after(1), true, BY)));
        sound(c);
    }

    @Test
    void failuresAreGroupedByCause_andAHumanGivesThemAnotherAttempt() {
        long c = enrol(2, 3, "a");
        Lease lease = lease();
        List<UnitRow> all = ledger.dueUnits(c, UnitState.PLANNED, T0, 9);
        IdSet failed = IdSet.ofUnits(all.subList(0, 2));
        IdSet held = IdSet.ofUnits(all.subList(3, 4));
        ledger.write(lease, w -> w.advanceUnits(failed, UnitState.FAILED, BY.because("out of memory", "logs/1.out")));
        ledger.write(lease, w -> w.advanceUnits(held, UnitState.HELD, BY.because("no such SED", "logs/2.out")));
        IdSet rest = IdSet.ofUnits(all.subList(4, 6));
        job(lease, c, rest);
        ledger.write(lease, w -> w.rendered(done(rest), "s", "fast", BY));
        ledger.write(lease, w -> w.advanceDeliveries(0, rest, DeliveryState.HELD, null, BY.because("disk full", "")));
        List<CauseRow> causes = ledger.causes(c);
        assertEquals(
                List.of("disk full", "out of memory", "no such SED"),
                causes.stream().map(CauseRow::cause).toList());
        assertEquals(List.of(2L, 2L, 1L), causes.stream().map(CauseRow::count).toList());
        assertEquals(all.getFirst().unit(), causes.get(1).example());
        assertEquals(
                2,
                ledger.unitsWithCause(c, UnitState.FAILED, "out of memory", 9).size());
        assertEquals(
                "logs/1.out", ledger.history(all.getFirst().unit()).getLast().detail());
        sound(c);
        Selection one = new Selection(Set.of(UnitState.FAILED), Set.of(), Set.of(1), "MEMORY");
        assertEquals(new CampaignLedger.Retried(1, 0), ledger.retry(c, one, after(5), "anne"));
        assertEquals(new CampaignLedger.Retried(2, 2), ledger.retry(c, Selection.ALL, after(5), "anne"));
        assertEquals(List.of(), ledger.causes(c));
        assertEquals("anne", ledger.history(all.getFirst().unit()).getLast().actor());
        assertEquals(2, ledger.unitsOfVisit(1).getFirst().attempt());
        assertEquals(
                2,
                ledger.dueDeliveries(c, 0, DeliveryState.WAITING, after(5), 9).size());
        sound(c);
    }

    @Test
    void aCampaignIsPaused_resumed_andCancelledWithoutALease() {
        long c = enrol(2, 3, "a");
        Lease lease = lease();
        assertFalse(ledger.pause(c, T0, "anne"));
        ledger.write(lease, w -> w.advanceCampaign(c, CampaignState.ACTIVE, BY));
        assertTrue(ledger.pause(c, T0, "anne"));
        assertFalse(ledger.pause(c, T0, "anne"));
        assertEquals(CampaignState.PAUSED, ledger.campaigns().getFirst().state());
        assertTrue(ledger.resume(c, T0, "anne"));
        IdSet running = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 2));
        job(lease, c, running);
        assertTrue(ledger.cancel(c, T0, "anne"));
        assertFalse(ledger.cancel(c, T0, "anne"));
        assertFalse(did(lease, w -> w.advanceCampaign(c, CampaignState.ACTIVE, BY)));
        assertEquals(4, ledger.tally(c).units(UnitState.CANCELLED));
        assertEquals(2, ledger.tally(c).units(UnitState.QUEUED));
        assertEquals(
                List.of("anne", "anne"),
                ledger.lastEvents(c, 2).stream().map(EventRow::actor).toList());
        assertEquals(
                List.of(20, 30, 20, 120),
                events(c).stream()
                        .filter(e -> e.kind() == EventRow.Kind.CAMPAIGN && e.from() != 5)
                        .map(EventRow::to)
                        .toList());
        sound(c);
    }

    @Test
    void onlyTheHolderOfALeaseWrites_andTokensGrow() throws Exception {
        long c = enrol(1, 1, "a");
        Lease first = lease();
        assertTrue(ledger.acquire(Lease.DAEMON, LEASE).isEmpty());
        assertTrue(ledger.leaseHolder(Lease.DAEMON).orElseThrow().contains("process"));
        assertTrue(ledger.acquire(Lease.ofCampaign("c"), LEASE).isPresent(), "another lease is free");
        assertTrue(ledger.renew(first, LEASE));
        ledger.release(first);
        assertTrue(ledger.leaseHolder(Lease.DAEMON).isEmpty());
        Lease second = lease();
        assertTrue(second.token() > first.token());
        assertFalse(ledger.renew(first, LEASE));
        ledger.release(first);
        assertTrue(ledger.leaseHolder(Lease.DAEMON).isPresent(), "a lease that is not ours is not given back");
        assertThrows(
                StaleLeaseException.class,
                () -> ledger.write(first, w -> w.advanceCampaign(c, CampaignState.ACTIVE, BY)));
        assertEquals(CampaignState.PLANNED, ledger.campaigns().getFirst().state());
        assertThrows(
                StaleLeaseException.class,
                () -> ledger.write(new Lease("other", "me", 1), w -> null),
                "a lease that nobody has given");
    }

    @Test
    void aTransactionThatFailsLeavesNothing() {
        long c = enrol(1, 2, "a");
        Lease lease = lease();
        IdSet units = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 9));
        long version = ledger.tally(c).version();
        assertThrows(
                IllegalStateException.class,
                () -> ledger.write(lease, w -> {
                    w.advanceUnits(units, UnitState.HELD, BY.because("x", ""));
                    throw new IllegalStateException("stop");
                }));
        assertEquals(List.of(UnitState.PLANNED, UnitState.PLANNED), states(1));
        assertEquals(version, ledger.tally(c).version());
        ledger.write(lease, w -> w.advanceUnits(units, UnitState.HELD, BY.because("x", "")));
        sound(c);
    }

    @Test
    void actsAreBegunOnce_andNoticesAreToldOnce() {
        long c = enrol(1, 1, "a");
        Lease lease = lease();
        Act act = new Act(c, "acknowledge", "ack/a/1", "1-1", T0);
        assertEquals(1, ledger.write(lease, w -> w.begin(List.of(act))).size());
        assertEquals(0, ledger.write(lease, w -> w.begin(List.of(act))).size());
        ledger.write(lease, w -> {
            w.answer("ack/a/1", "yes", after(1));
            w.answer("ack/a/1", "no", after(2));
            return null;
        });
        Act answered = ledger.act("ack/a/1").orElseThrow();
        assertEquals(List.of("yes", after(1)), List.of(answered.answer(), answered.answered()));
        assertEquals(lease.token(), answered.token());
        Notice notice = new Notice("link/a", "no route", T0, after(60), 0);
        assertTrue(did(lease, w -> w.raise(c, notice)));
        assertFalse(did(lease, w -> w.raise(c, new Notice("link/a", "no route", after(60), null, 0))));
        assertEquals(List.of(new Notice("link/a", "no route", T0, null, 2)), ledger.notices(c));
        assertTrue(did(lease, w -> w.clear(c, "link/a")));
        assertFalse(did(lease, w -> w.clear(c, "link/a")));
        assertTrue(did(lease, w -> w.raise(c, notice)));
    }

    @Test
    void thePageGetsWhatChanged() {
        long c = enrol(2, 3, "a");
        Lease lease = lease();
        long version = ledger.tally(c).version();
        assertEquals(new VisitChanges(version, List.of(), List.of()), ledger.changes(c, version, 1));
        IdSet two = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 2));
        job(lease, c, two);
        VisitChanges changes = ledger.changes(c, version, 1);
        assertTrue(changes.version() > version);
        assertEquals(two, IdSet.ofUnits(changes.units()));
        assertEquals(
                Map.of(UnitState.PLANNED, 1, UnitState.QUEUED, 2),
                Map.of(
                        changes.visits().get(0).state(), changes.visits().get(0).count(),
                        changes.visits().get(1).state(), changes.visits().get(1).count()));
        assertEquals(1000, changes.visits().getFirst().observationId());
        assertEquals(3, ledger.visitTallies(c).size());
        assertEquals(List.of(), ledger.changes(c, version, 2).units());
    }

    @Test
    void dueIsExplicit_postponedRowsComeBackWhenTheyAreDue() {
        long c = enrol(1, 3, "a");
        Lease lease = lease();
        IdSet two = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 2));
        ledger.write(lease, w -> {
            w.postponeUnits(two, after(100));
            return null;
        });
        assertEquals(1, ledger.dueUnits(c, UnitState.PLANNED, after(99), 9).size());
        assertEquals(3, ledger.dueUnits(c, UnitState.PLANNED, after(100), 9).size());
        JobRow job = job(lease, c, two);
        ledger.write(lease, w -> {
            w.postponeJobs(List.of(job.job()), after(500));
            w.postponeUnits(two, after(1));
            return null;
        });
        assertEquals(after(500), ledger.nextJob(c).orElseThrow());
        assertNull(ledger.unitsOfVisit(1).getFirst().due(), "a unit in a job is not looked at by itself");
        ledger.write(lease, w -> w.rendered(done(two), "s", "fast", BY));
        ledger.write(lease, w -> {
            w.postponeDeliveries(0, two, after(700));
            return null;
        });
        assertEquals(
                after(700), ledger.nextDelivery(c, 0, DeliveryState.WAITING).orElseThrow());
        assertEquals(
                2,
                ledger.dueDeliveries(c, 0, DeliveryState.WAITING, after(700), 9).size());
    }

    @Test
    void everythingIsHandedOut() {
        long c = enrol(45, 2, "a");
        Lease lease = lease();
        IdSet two = IdSet.ofUnits(ledger.dueUnits(c, UnitState.PLANNED, T0, 2));
        job(lease, c, two);
        ledger.write(lease, w -> w.rendered(done(two), "s", "fast", BY));
        List<Long> units = new ArrayList<>();
        ledger.eachUnit(c, u -> units.add(u.unit()));
        assertEquals(90, units.stream().distinct().count());
        List<Long> visits = new ArrayList<>();
        ledger.eachVisit(c, v -> visits.add(v.observationId()));
        assertEquals(45, visits.size());
        Map<Long, Long> bytes = new HashMap<>();
        ledger.eachFile(c, (unit, file) -> bytes.merge(unit, file.bytes(), Long::sum));
        assertEquals(2, bytes.size());
        assertTrue(bytes.values().stream().allMatch(b -> b == 100));
        assertTrue(events(c).size() >= 4);
        assertEquals(
                units.subList(0, 2),
                ledger.units(two).stream().map(UnitRow::unit).toList());
    }

    /** Whatever is done, in whatever order: the counts are those of the rows, and no unit goes backwards within an attempt. */
    @Test
    void theCountsAreThoseOfTheRows_andNothingGoesBackwards_whateverIsDone() {
        Random random = new Random(11);
        long c = enrol(4, 20, "a", "b");
        Lease lease = lease();
        long first = ledger.dueUnits(c, UnitState.PLANNED, T0, 1).getFirst().unit();
        for (int step = 0; step < 150; step++) {
            Change change = Change.by("test", after(step)).because("cause " + random.nextInt(3), "");
            List<Long> some = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                some.add(first + random.nextInt(80));
            }
            IdSet set = IdSet.of(some);
            int what = random.nextInt(10);
            Instant due = after(step + 1);
            switch (what) {
                case 0, 1 -> {
                    IdSet planned = IdSet.ofUnits(ledger.units(set).stream()
                            .filter(u -> u.state() == UnitState.PLANNED)
                            .toList());
                    if (!planned.isEmpty()) {
                        String nonce = "n" + step;
                        ledger.write(lease, w -> w.intend(new NewJob(c, 0, nonce, 1, 0, due), planned, change));
                    }
                }
                case 2 -> ledger.write(lease, w -> w.advanceUnits(set, UnitState.RUNNING, change));
                case 3, 4 -> ledger.write(lease, w -> w.rendered(done(set), "s", "fast", change));
                case 5 -> ledger.write(lease, w -> w.replanUnits(set, due, true, change));
                case 6 -> {
                    UnitState to = List.of(UnitState.FAILED, UnitState.HELD, UnitState.PURGED)
                            .get(random.nextInt(3));
                    ledger.write(lease, w -> w.advanceUnits(set, to, change));
                }
                case 7, 8 -> {
                    DeliveryState to = DeliveryState.values()[1 + random.nextInt(8)];
                    int place = random.nextInt(2);
                    ledger.write(lease, w -> w.advanceDeliveries(place, set, to, due, change));
                }
                default -> {
                    if (random.nextBoolean()) {
                        ledger.retry(c, Selection.ALL, due, "anne");
                    } else {
                        ledger.write(lease, w -> w.retryDeliveries(1, set, due, false, change));
                    }
                }
            }
        }
        sound(c);
        for (long unit = first; unit < first + 80; unit++) {
            int state = UnitState.PLANNED.code();
            int attempt = 1;
            for (EventRow e : ledger.history(unit)) {
                if (e.kind() == EventRow.Kind.UNIT) {
                    assertEquals(state, e.from(), "unit " + unit + ": " + e);
                    assertTrue(e.attempt() > attempt || e.to() > state, "unit " + unit + ": " + e);
                    state = e.to();
                    attempt = e.attempt();
                }
            }
            UnitRow row = ledger.units(IdSet.of(unit)).getFirst();
            assertEquals(List.of(state, attempt), List.of(row.state().code(), row.attempt()));
        }
    }
}
