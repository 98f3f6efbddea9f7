package ciel.workflow.scheduler;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A request as options of sbatch. */
final class SlurmOptions {
    private SlurmOptions() {}

    static Map<String, String> of(JobRequest request) {
        Resources resources = request.resources();
        Map<String, String> options = new LinkedHashMap<>();
        resources.account().ifPresent(value -> options.put("account", value));
        resources.partition().ifPresent(value -> options.put("partition", value));
        resources.qos().ifPresent(value -> options.put("qos", value));
        resources.constraint().ifPresent(value -> options.put("constraint", value));
        resources.gres().ifPresent(value -> options.put("gres", value));
        resources.licenses().ifPresent(value -> options.put("licenses", value));
        if (request.tasks() > 1) {
            options.put(
                    "array", "0-" + (request.tasks() - 1) + (request.throttle() > 0 ? "%" + request.throttle() : ""));
        }
        options.put("nodes", "1");
        options.put("ntasks", "1");
        options.put("cpus-per-task", Integer.toString(resources.cores()));
        if (resources.megabytes() > 0) {
            options.put("mem", resources.megabytes() + "M");
        }
        options.put("time", time(resources.time()));
        if (!resources.warning().isZero()) {
            // B: the script alone gets it, and passes it on
            options.put("signal", "B:USR1@" + resources.warning().toSeconds());
        }
        if (resources.noHyperthreads()) {
            options.put("hint", "nomultithread");
        }
        options.put("comment", "units=" + sum(String.join("\n", request.lines())));
        return options;
    }

    private static String time(Duration time) {
        return String.format(
                Locale.ROOT,
                "%d-%02d:%02d:%02d",
                time.toDays(),
                time.toHoursPart(),
                time.toMinutesPart(),
                time.toSecondsPart());
    }

    private static String sum(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
