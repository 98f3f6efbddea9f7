package ciel.workflow.world;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Forecasts a campaign of DC2's size and writes its picture: arguments are units, nodes, runs, and the file. */
final class ForecastMain {
    private ForecastMain() {}

    public static void main(String[] args) throws Exception {
        long units = Long.parseLong(args[0]);
        WorldSettings world = ProjectWorlds.busy(Integer.parseInt(args[1]), 0.02);
        WorldSettings limited = new WorldSettings(
                new WorldSettings.SiteModel(
                        40_000_000_000_000L,
                        5_000_000,
                        Duration.ofHours(1),
                        Duration.ofDays(30),
                        world.site().away()),
                world.queue(),
                world.unit(),
                world.destinations());
        Forecast.Work work = new Forecast.Work(
                units,
                40,
                800,
                600,
                Duration.ofHours(6),
                Duration.ofMinutes(10),
                List.of(0.7, 0.5),
                true,
                Duration.ofHours(24));
        long begin = System.nanoTime();
        List<Forecast.Run> runs = Forecast.runs(work, limited, Integer.parseInt(args[2]));
        System.out.printf("%.1f s%n", (System.nanoTime() - begin) * 1e-9);
        ForecastReport report = ForecastReport.of(runs, limited, World.BEGIN);
        System.out.println(report.finished() + " " + report.early() + " " + report.median() + " " + report.late());
        Files.write(Path.of(args[3]), ForecastPicture.png("dc2-run4", units, report));
    }
}
