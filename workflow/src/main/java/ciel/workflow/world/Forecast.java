package ciel.workflow.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.LongStream;

/**
 * Forecasts a campaign: the same world as {@link World}, with jobs, bytes and files counted and nothing else, so that a
 * campaign of five million units takes a second. Jobs are submitted, wait, run and leave bytes at the site; links carry them
 * in order; what is at every destination is deleted after the grace; failed units go into another job.
 */
public final class Forecast {
    private static final long DAY = 86_400_000L;

    /**
     * What is forecast.
     *
     * @param units   of the campaign, &ge; 1
     * @param perJob  units of a job, &ge; 1
     * @param queued  jobs of the campaign at the scheduler at once, &ge; 1
     * @param running jobs that run at once, &ge; 1
     * @param time    wall-clock limit of a job
     * @param warning before the limit, when a job ends by itself
     * @param shares  fraction of the units that each destination takes, 0 to 1
     * @param purge   whether files are deleted at the site
     * @param grace   from the last acknowledgement to the deletion
     * @param outagesPerDay how often each link stands still, beside the outages of the world
     * @param outageHours median length of such an outage (h); some are ten times as long
     * @param settle from the end of a transfer to the acknowledgement (s): looks of the daemon, reading again, hooks
     */
    public record Work(
            long units,
            int perJob,
            int queued,
            int running,
            Duration time,
            Duration warning,
            List<Double> shares,
            boolean purge,
            Duration grace,
            double outagesPerDay,
            double outageHours,
            double settle) {
        /** Settling where nothing was measured (s). */
        static final double SETTLE = 30;

        public Work {
            shares = List.copyOf(shares);
        }

        /** Work over links that have the outages of the world and no others. */
        public Work(
                long units,
                int perJob,
                int queued,
                int running,
                Duration time,
                Duration warning,
                List<Double> shares,
                boolean purge,
                Duration grace) {
            this(units, perJob, queued, running, time, warning, shares, purge, grace, 0, 0, SETTLE);
        }
    }

    /**
     * One run.
     *
     * @param seed       of the run
     * @param finished   false when the campaign stood still: a quota is full and nothing will make room
     * @param seconds    from the start to the last deletion, or acknowledgement where nothing is deleted (s)
     * @param delivered  seconds until everything was delivered (s)
     * @param peakBytes  most at the site
     * @param peakInodes most at the site
     * @param jobSeconds time of jobs (s)
     * @param linkDays   bytes that each link carried on each day, by destination
     * @param doneDays   units that were delivered on each day
     */
    public record Run(
            long seed,
            boolean finished,
            double seconds,
            double delivered,
            long peakBytes,
            long peakInodes,
            double jobSeconds,
            List<long[]> linkDays,
            long[] doneDays) {}

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final Work work;
    private final WorldSettings settings;
    private final Chance chance;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final long[] linkFree;
    private final double[] owed;
    private final List<long[]> linkDays = new ArrayList<>();
    /** Outages of each link: those of the world, and those that chance has added so far. */
    private final List<List<Outage>> outages = new ArrayList<>();

    private final long[] outagesUntil;
    private long[] doneDays = new long[16];
    private long order;
    private long now;
    private long waiting;
    private long atSite;
    private long expected;
    private long inodes;
    private long peakBytes;
    private long peakInodes;
    private long done;
    private long delivered;
    private long purged;
    private int atScheduler;
    private int running;
    private double jobMillis;
    private final java.util.ArrayDeque<Integer> starts = new java.util.ArrayDeque<>();

    private Forecast(Work work, WorldSettings settings, long seed) {
        this.work = work;
        this.settings = settings;
        this.chance = new Chance(seed);
        int n = settings.destinations().size();
        linkFree = new long[n];
        owed = new double[n];
        outagesUntil = new long[n];
        for (int i = 0; i < n; i++) {
            linkDays.add(new long[16]);
            outages.add(new ArrayList<>(settings.destinations().get(i).outages()));
        }
        waiting = work.units();
    }

    /** @return one run for each seed from 1 to {@code runs} */
    public static List<Run> runs(Work work, WorldSettings settings, int runs) {
        return LongStream.rangeClosed(1, runs)
                .parallel()
                .mapToObj(seed -> new Forecast(work, settings, seed).run(seed))
                .toList();
    }

    private void at(long when, Runnable what) {
        events.add(new Event(when, order++, what));
    }

    private Run run(long seed) {
        submit();
        while (!events.isEmpty()) {
            Event event = events.poll();
            now = event.at();
            event.what().run();
        }
        boolean finished = done == work.units();
        return new Run(
                seed,
                finished,
                (work.purge() ? purged : delivered) / 1000.0,
                delivered / 1000.0,
                peakBytes,
                peakInodes,
                jobMillis / 1000,
                List.copyOf(linkDays),
                doneDays);
    }

    /** Gives jobs to the scheduler as long as it takes some and their files will have room. */
    private void submit() {
        WorldSettings.UnitModel unit = settings.unit();
        while (waiting > 0 && atScheduler < work.queued()) {
            int n = (int) Math.min(waiting, work.perJob());
            long more = n * unit.bytes();
            boolean room = settings.site().bytes() - more >= atSite + expected * unit.bytes()
                    && settings.site().inodes() - (long) n * unit.files() >= inodes + expected * unit.files();
            if (!room) {
                return;
            }
            waiting -= n;
            expected += n;
            atScheduler++;
            double wait =
                    chance.around(settings.queue().waits(), settings.queue().sigma());
            at(now + Math.round(wait * 1000), () -> {
                starts.add(n);
                start();
            });
        }
    }

    private void start() {
        while (running < Math.min(work.running(), settings.queue().nodes()) && !starts.isEmpty()) {
            int n = starts.poll();
            if (Outage.endOf(settings.queue().broken(), now) > now) {
                // every task fails at once and comes back: hold it until the partition works
                starts.addFirst(n);
                at(Outage.endOf(settings.queue().broken(), now), this::start);
                return;
            }
            running++;
            runJob(n);
        }
    }

    private void runJob(int n) {
        WorldSettings.UnitModel unit = settings.unit();
        double limit = work.time().minus(work.warning()).toMillis();
        // Lanes take units in turn, and the job is as long as its longest lane: the expected maximum of k normal
        // numbers
        // is about sqrt(2 ln k) (Gumbel 1958).
        int rounds = (n + unit.sideBySide() - 1) / unit.sideBySide();
        double mean = unit.seconds() * Math.exp(unit.sigma() * unit.sigma() / 2) * 1000;
        double spread = mean * Math.sqrt(Math.expm1(unit.sigma() * unit.sigma()) * rounds);
        double longest = mean * rounds + spread * Math.sqrt(2 * Math.log(Math.min(n, unit.sideBySide())));
        double length = unit.startup() * 1000 + longest * chance.around(1, unit.sigma() / Math.sqrt(n));
        boolean nodeFails = chance.happens(settings.queue().nodeFails());
        double part = nodeFails ? chance.below(1000) / 1000.0 : 1;
        double ends = Math.min(length, limit) * part;
        int rendered = (int) Math.min(n, Math.round(n * Math.min(1, ends / length)));
        int failed = chance.count(rendered, unit.fails());
        int good = rendered - failed;
        jobMillis += ends;
        at(now + Math.round(ends), () -> {
            running--;
            atScheduler--;
            expected -= n;
            waiting += n - good;
            long bytes = good * unit.bytes();
            atSite += bytes;
            inodes += (long) good * unit.files();
            peakBytes = Math.max(peakBytes, atSite);
            peakInodes = Math.max(peakInodes, inodes);
            if (good > 0) {
                deliver(good, bytes);
            }
            start();
            submit();
        });
    }

    private void deliver(int units, long bytes) {
        long last = now;
        for (int i = 0; i < owed.length; i++) {
            owed[i] += units * work.shares().get(i);
            long mine = (long) owed[i];
            owed[i] -= mine;
            if (mine > 0) {
                last = Math.max(last, transfer(i, mine, bytes / units * mine));
            }
        }
        at(last, () -> {
            delivered = now;
            done += units;
            doneDays = add(doneDays, now, units);
            if (work.purge()) {
                long grace = Math.max(
                        work.grace().toMillis(), settings.site().grace().toMillis());
                at(now + grace, () -> {
                    purged = now;
                    atSite -= bytes;
                    inodes -= (long) units * settings.unit().files();
                    submit();
                });
            }
        });
    }

    /** @return when the last of them is verified there */
    private long transfer(int destination, long units, long bytes) {
        WorldSettings.DestinationModel model = settings.destinations().get(destination);
        long begin = Math.max(now, linkFree[destination]);
        double seconds = bytes * (1 + model.damaged()) / model.rate() + units * model.perUnit() / model.lanes();
        // the sum of many transfers has a smaller spread than each
        double tail = chance.around(1, model.sigma() / Math.sqrt(Math.max(1, units)));
        long length = Math.round(seconds * tail * 1000);
        long end = Outage.endOfWork(outages(destination, begin + length), begin, length);
        linkFree[destination] = end;
        spread(destination, begin, end, bytes);
        return end + Math.round(1000.0 * bytes / units / model.verifies()) + Math.round(1000 * work.settle());
    }

    /** Outages that matter from now on; chance adds those until a day after the given moment. */
    private List<Outage> outages(int destination, long until) {
        List<Outage> list = outages.get(destination);
        while (work.outagesPerDay() > 0 && outagesUntil[destination] < until + DAY) {
            double gap = -Math.log(1 - chance.generator().nextDouble()) / work.outagesPerDay();
            outagesUntil[destination] += Math.round(gap * DAY);
            long length = Math.round(chance.around(work.outageHours(), 0.8) * 3_600_000);
            list.removeIf(outage -> outage.toMillis() < now);
            list.add(new Outage(Duration.ofMillis(outagesUntil[destination]), Duration.ofMillis(length)));
            outagesUntil[destination] += length;
        }
        return list;
    }

    /** Books bytes on the days over which they were carried. */
    private void spread(int destination, long begin, long end, long bytes) {
        long length = Math.max(1, end - begin);
        for (long at = begin; at < end || at == begin; at = (at / DAY + 1) * DAY) {
            long until = Math.min(end, (at / DAY + 1) * DAY);
            linkDays.set(
                    destination,
                    add(linkDays.get(destination), at, Math.round((double) bytes * (until - at) / length)));
            if (at == end) {
                return;
            }
        }
    }

    private static long[] add(long[] days, long at, long value) {
        int day = (int) (at / DAY);
        long[] out = day < days.length ? days : Arrays.copyOf(days, Math.max(day + 1, days.length * 2));
        out[day] += value;
        return out;
    }
}
