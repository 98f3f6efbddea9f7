package ciel.workflow.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What several runs of a forecast say together.
 *
 * @param runs       how many; each has another seed
 * @param finished   how many came to an end; the others stand still before a full quota
 * @param start      when the campaign begins
 * @param early      end of the run that has a tenth of the runs before it, or null where not every run ends
 * @param median     end of the middle run, or null
 * @param late       end of the run that has a tenth of the runs behind it, or null
 * @param ends       end of each run that ends, ascending
 * @param peakBytes  most bytes at the render site in any run
 * @param peakInodes most files there in any run
 * @param quotaBytes of the site; {@link Long#MAX_VALUE}: none
 * @param quotaInodes of the site; {@link Long#MAX_VALUE}: none
 * @param jobHours   time of jobs (h), mean of the runs
 * @param links      one a destination
 * @param delivered  by day: units delivered until its end, least, middle and most of the runs
 */
public record ForecastReport(
        int runs,
        int finished,
        Instant start,
        Instant early,
        Instant median,
        Instant late,
        List<Instant> ends,
        long peakBytes,
        long peakInodes,
        long quotaBytes,
        long quotaInodes,
        double jobHours,
        List<LinkUse> links,
        List<Spread> delivered) {
    private static final double DAY_SECONDS = 86_400;

    public ForecastReport {
        ends = List.copyOf(ends);
        links = List.copyOf(links);
        delivered = List.copyOf(delivered);
    }

    /**
     * A link.
     *
     * @param destination where it leads
     * @param nominal     MB/s
     * @param bytes       that go there
     * @param days        by day: MB/s, mean over the day; least, middle and most of the runs
     */
    public record LinkUse(String destination, double nominal, long bytes, List<Spread> days) {
        public LinkUse {
            days = List.copyOf(days);
        }
    }

    /** A value over the runs. */
    public record Spread(double least, double median, double most) {
        private static Spread of(double[] values) {
            Arrays.sort(values);
            return new Spread(values[0], values[values.length / 2], values[values.length - 1]);
        }
    }

    /** @param start when the campaign begins */
    public static ForecastReport of(List<Forecast.Run> runs, WorldSettings world, Instant start) {
        List<Instant> ends = runs.stream()
                .filter(Forecast.Run::finished)
                .map(run -> start.plusSeconds(Math.round(run.seconds())))
                .sorted()
                .toList();
        boolean all = ends.size() == runs.size();
        int days = runs.stream().mapToInt(run -> used(run.doneDays())).max().orElse(0);
        for (int d = 0; d < world.destinations().size(); d++) {
            int link = d;
            days = Math.max(
                    days,
                    runs.stream()
                            .mapToInt(r -> used(r.linkDays().get(link)))
                            .max()
                            .orElse(0));
        }
        List<LinkUse> links = new ArrayList<>();
        for (int d = 0; d < world.destinations().size(); d++) {
            links.add(link(runs, world.destinations().get(d), d, days));
        }
        List<Spread> delivered = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            int until = day;
            delivered.add(Spread.of(runs.stream()
                    .mapToDouble(run -> LongStream.of(Arrays.copyOf(run.doneDays(), until + 1))
                            .sum())
                    .toArray()));
        }
        return new ForecastReport(
                runs.size(),
                ends.size(),
                start,
                all ? ends.get((int) (0.1 * ends.size())) : null,
                all ? ends.get(ends.size() / 2) : null,
                all ? ends.get((int) Math.min(ends.size() - 1, Math.ceil(0.9 * ends.size()))) : null,
                ends,
                runs.stream().mapToLong(Forecast.Run::peakBytes).max().orElse(0),
                runs.stream().mapToLong(Forecast.Run::peakInodes).max().orElse(0),
                world.site().bytes(),
                world.site().inodes(),
                runs.stream().mapToDouble(Forecast.Run::jobSeconds).average().orElse(0) / 3600,
                links,
                delivered);
    }

    private static LinkUse link(
            List<Forecast.Run> runs, WorldSettings.DestinationModel model, int destination, int days) {
        List<Spread> use = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            int of = day;
            use.add(Spread.of(runs.stream()
                    .mapToDouble(run -> {
                        long[] each = run.linkDays().get(destination);
                        return of < each.length ? each[of] / DAY_SECONDS / 1e6 : 0;
                    })
                    .toArray()));
        }
        long bytes = runs.isEmpty()
                ? 0
                : LongStream.of(runs.getFirst().linkDays().get(destination)).sum();
        return new LinkUse(model.name(), model.rate() / 1e6, bytes, use);
    }

    private static int used(long[] days) {
        int n = days.length;
        while (n > 0 && days[n - 1] == 0) {
            n--;
        }
        return n;
    }
}
