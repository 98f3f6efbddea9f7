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
 * A mover in a process of its own, to be killed. Arguments: source, destination, state folder, rate, chunk size in bytes, lanes, then settings as key=value. Says {@code READY} when the
 * plan is made, and a line of the report at the end.
 */
public final class MoverProcess {
    private MoverProcess() {
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (int i = 6; i < args.length; i++) {
            settings.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
        }
        MoverSettings s = MoverSettings.DEFAULT.lanes(Integer.parseInt(args[5])).chunk(Long.parseLong(args[4])).bandwidth(Timetable.parse(args[3]))
                .retry(30, new Backoff(Duration.ofMillis(50), Duration.ofMillis(500)));
        try (Backend from = Backends.open(args[0], settings); Backend to = Backends.open(args[1], settings)) {
            Plan plan = Planner.folder(from, StoragePath.ROOT);
            System.out.println("READY");
            MoverReport report = new Mover(from, to, s, Path.of(args[2]), p -> { }).run(plan);
            System.out.println(report);
            System.exit(report.exitCode());
        }
    }
}
