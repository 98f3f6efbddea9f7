package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.pace.Backoff;
import ciel.transfer.pace.Timetable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A mover in a process of its own, to be killed. Arguments: source, destination, state folder, rate, chunk size in
 * bytes, lanes, then settings as key=value; {@code count=FILE} counts there the
 * bytes that the destination is given. Says {@code READY} when the plan is made, and a line of the report at the end.
 * Ends with 99 if the mover's own count is another than the destination's.
 */
public final class MoverProcess {
    private MoverProcess() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (int i = 6; i < args.length; i++) {
            settings.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
        }
        MoverSettings s = MoverSettings.DEFAULT
                .lanes(Integer.parseInt(args[5]))
                .chunk(Long.parseLong(args[4]))
                .bandwidth(Timetable.parse(args[3]))
                .retry(30, new Backoff(Duration.ofMillis(50), Duration.ofMillis(500)));
        System.exit(run(args, settings, s));
    }

    private static int run(String[] args, Map<String, String> settings, MoverSettings s) throws Exception {
        String counter = settings.remove("count");
        try (Backend from = Backends.open(args[0], settings);
                Backend to = Backends.open(args[1], settings)) {
            CountingBackend counting = counter == null ? null : new CountingBackend(to, Path.of(counter));
            Plan plan = Planner.folder(from, StoragePath.ROOT);
            System.out.println("READY");
            MoverReport report =
                    new Mover(from, counting == null ? to : counting, s, Path.of(args[2]), p -> {}).run(plan);
            System.out.println(report);
            return counting != null && counting.counted() != report.bytesSent() ? 99 : report.exitCode();
        }
    }
}
