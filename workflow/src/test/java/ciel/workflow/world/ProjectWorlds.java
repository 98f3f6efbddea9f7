package ciel.workflow.world;

import java.time.Duration;
import java.util.List;

/** Worlds for tests: units that fail, jobs that vanish, a partition that breaks, two links with outages and long tails. */
final class ProjectWorlds {
    private ProjectWorlds() {}

    /**
     * @param nodes of the partition
     * @param bad   fraction of requests, tasks and transfers that go wrong, each
     */
    static WorldSettings busy(int nodes, double bad) {
        long unit = 52_000_000L;
        return new WorldSettings(
                new WorldSettings.SiteModel(
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Duration.ofHours(1),
                        Duration.ofDays(30),
                        List.of(new Outage(Duration.ofHours(30), Duration.ofHours(3)))),
                new WorldSettings.QueueModel(
                        nodes,
                        600,
                        1.0,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(120),
                        bad,
                        bad / 4,
                        bad,
                        List.of(new Outage(Duration.ofHours(5), Duration.ofMinutes(40)))),
                new WorldSettings.UnitModel(900, 0.3, 10, 60, bad / 2, unit, 5),
                List.of(
                        new WorldSettings.DestinationModel(
                                "lyon",
                                60e6,
                                16,
                                0.5,
                                0.6,
                                Long.MAX_VALUE,
                                bad / 10,
                                500e6,
                                List.of(new Outage(Duration.ofHours(8), Duration.ofHours(2)))),
                        new WorldSettings.DestinationModel(
                                "slac",
                                30e6,
                                8,
                                1.5,
                                0.9,
                                Long.MAX_VALUE,
                                bad / 10,
                                500e6,
                                List.of(new Outage(Duration.ofHours(12), Duration.ofHours(4))))));
    }

    /** As {@link #busy}, with links for millions of units, quotas that are reached, and a destination away for twelve hours. */
    static WorldSettings large(int nodes) {
        WorldSettings busy = busy(nodes, 0.01);
        double scale = nodes / 50.0;
        long quota = Math.round(800e9 * scale);
        return new WorldSettings(
                new WorldSettings.SiteModel(
                        quota,
                        quota / 8_000_000,
                        busy.site().grace(),
                        busy.site().cleaned(),
                        busy.site().away()),
                busy.queue(),
                busy.unit(),
                busy.destinations().stream()
                        .map(d -> new WorldSettings.DestinationModel(
                                d.name(),
                                d.rate() * scale,
                                (int) Math.ceil(d.lanes() * scale),
                                d.perUnit(),
                                d.sigma(),
                                d.bytes(),
                                d.damaged(),
                                d.verifies() * scale,
                                d.name().equals("slac")
                                        ? List.of(new Outage(Duration.ofHours(12), Duration.ofHours(12)))
                                        : d.outages()))
                        .toList());
    }
}
