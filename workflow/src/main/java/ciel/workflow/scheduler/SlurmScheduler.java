package ciel.workflow.scheduler;

import ciel.workflow.gate.Gate;
import ciel.workflow.gate.GateException;
import ciel.workflow.scheduler.SlurmRows.Unreadable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Slurm behind a gate: at the other end of an ssh session, or in this process ({@link ciel.workflow.gate.GateHere}). One
 * squeue for all names of a query; sacct for those that the queue does not have or has as an array, in lots.
 */
public final class SlurmScheduler implements Scheduler {
    private static final int LOT = 400;
    /** Ten years (s), the most that the gate takes. */
    private static final long MOST_BACK = 315_360_000;

    private static final int DEFAULT_ARRAY = 1001;

    /**
     * What a site's file says of its Slurm.
     *
     * @param name      for messages, such as {@code slurm at idris}
     * @param accounts  whether the site has accounting; without it only the queue is asked
     * @param submitted most tasks of an account in the queue, where the site's file says so
     * @param token     fencing token of the daemon; 0: none
     */
    public record Options(String name, boolean accounts, OptionalInt submitted, LongSupplier token) {}

    private final Gate gate;
    private final Options options;
    private final Map<Charge, SlurmLimits> accounting = new HashMap<>();
    private Limits limits;

    /** @param gate is closed with the scheduler */
    public SlurmScheduler(Gate gate, Options options) {
        this.gate = gate;
        this.options = options;
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public Limits limits() throws SchedulerException {
        if (limits == null) {
            JsonNode told = ask("site", Map.of()).path("limits");
            if (told.isEmpty()) {
                throw new SchedulerException(name() + ": scontrol show config does not answer (is the controller up?)");
            }
            limits = new Limits(
                    Math.max(1, told.path("MaxArraySize").asInt(DEFAULT_ARRAY)),
                    Math.max(1, told.path("MaxJobCount").asInt(Integer.MAX_VALUE)),
                    Limits.GATE_UNITS);
        }
        return limits;
    }

    @Override
    public List<SubmitLimit> submitLimits(Charge charge, boolean again) throws SchedulerException {
        boolean ask = options.accounts() && (again || !accounting.containsKey(charge));
        JsonNode told;
        try {
            told = gate.call("limits", SlurmLimits.question(charge, ask));
        } catch (GateException e) {
            if (e.kind().equals("bad")) {
                return List.of(); // a gate of an earlier version: sbatch says when it is too much
            }
            throw new SchedulerException(name() + " could not be asked: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SchedulerException(name() + " could not be asked: " + e.getMessage(), e);
        }
        if (told.path("rc").asInt(-1) != 0) {
            throw new SchedulerException(name() + ": squeue does not answer: "
                    + told.path("problem").asText().lines().findFirst().orElse(""));
        }
        SlurmLimits ofSite = SlurmLimits.ofSite(options.submitted(), charge);
        if (ask && told.path("accounting").asBoolean()) {
            accounting.put(charge, ofSite.with(told, charge));
        }
        return accounting.getOrDefault(charge, ofSite).of(told.path("queue"));
    }

    private JsonNode ask(String verb, Map<String, ?> arguments) throws SchedulerException {
        try {
            return gate.call(verb, arguments);
        } catch (IOException e) {
            throw new SchedulerException(name() + " could not be asked: " + e.getMessage(), e);
        }
    }

    private Map<String, Object> withToken(Map<String, Object> arguments) {
        Map<String, Object> all = new LinkedHashMap<>(arguments);
        long token = options.token().getAsLong();
        if (token > 0) {
            all.put("token", token);
        }
        return all;
    }

    @Override
    public SubmitAnswer submit(JobRequest request) {
        JsonNode answer;
        try {
            answer = gate.call(
                    "submit",
                    withToken(Map.of(
                            "script", request.script(),
                            "name", request.name(),
                            "units", request.lines(),
                            "options", SlurmOptions.of(request))));
        } catch (GateException e) {
            return switch (e.kind()) {
                case "closed", "site" -> new SubmitAnswer.Uncertain(e.getMessage());
                // nothing was sent: there was no session to send it over
                case "greeting" -> new SubmitAnswer.Refused(e.getMessage(), true);
                default -> new SubmitAnswer.Refused(e.getMessage(), false);
            };
        } catch (IOException e) {
            return new SubmitAnswer.Uncertain(String.valueOf(e.getMessage()));
        }
        int rc = answer.path("rc").asInt(-1);
        String problem = answer.path("problem").asText();
        if (rc == 0) {
            String id = answer.path("lines").path(0).asText().split(";")[0].strip();
            return id.matches("[0-9]+")
                    ? new SubmitAnswer.Accepted(id)
                    : new SubmitAnswer.Uncertain("sbatch succeeded and gave no number");
        }
        if (rc < 0 && problem.endsWith("is not there")) {
            return new SubmitAnswer.Refused(problem, false);
        }
        return rc < 0 ? new SubmitAnswer.Uncertain("sbatch did not answer") : SlurmWords.refusal(problem);
    }

    @Override
    public Sighting query(Collection<String> names, Duration back) throws SchedulerException {
        List<JobRow> rows = new ArrayList<>();
        boolean complete = true;
        String problem = "";
        List<String> all = List.copyOf(new TreeSet<>(names));
        for (int from = 0; from < all.size(); from += LOT) {
            List<String> lot = all.subList(from, Math.min(all.size(), from + LOT));
            List<JobRow> live = queue(lot);
            Set<String> settled = new HashSet<>();
            for (JobRow row : live) {
                if (row.task().isEmpty() && row.state().live()) {
                    settled.add(row.name());
                }
            }
            rows.addAll(live);
            List<String> gone =
                    lot.stream().filter(name -> !settled.contains(name)).toList();
            if (options.accounts() && !gone.isEmpty()) {
                try {
                    rows.addAll(accounts(gone, back, live));
                } catch (SchedulerException e) {
                    complete = false;
                    problem = e.getMessage();
                }
            }
        }
        return new Sighting(rows, complete, problem);
    }

    private List<JobRow> queue(List<String> names) throws SchedulerException {
        JsonNode answer = ask("query", Map.of("names", names, "accounts", false, "fold", true))
                .path("squeue");
        try {
            return SlurmRows.queue(lines("squeue", answer));
        } catch (Unreadable e) {
            throw new SchedulerException(name() + ": " + e.getMessage(), e);
        }
    }

    /** The accounts of tasks that the queue does not have. */
    private List<JobRow> accounts(List<String> names, Duration back, List<JobRow> live) throws SchedulerException {
        JsonNode answer = ask(
                        "query",
                        Map.of("names", names, "queue", false, "back", Math.clamp(back.toSeconds(), 0, MOST_BACK)))
                .path("sacct");
        List<JobRow> rows;
        try {
            rows = SlurmRows.accounts(lines("sacct", answer));
        } catch (Unreadable e) {
            throw new SchedulerException(name() + ": " + e.getMessage(), e);
        }
        // a job's name and number: numbers alone are given out again
        Map<String, JobRow> queued = new HashMap<>();
        live.forEach(row -> queued.put(row.name() + " " + row.id(), row));
        return rows.stream()
                .filter(row -> !queued.containsKey(row.name() + " " + row.id()))
                .toList();
    }

    private List<String> lines(String program, JsonNode answer) throws SchedulerException {
        int rc = answer.path("rc").asInt(-1);
        if (rc != 0) {
            String said = answer.path("problem").asText();
            throw new SchedulerException(name() + ": " + program + " does not answer"
                    + (said.isEmpty() ? "" : ": " + said.lines().findFirst().orElse("")));
        }
        if (answer.path("cut").asBoolean()) {
            throw new SchedulerException(name() + ": " + program + " printed more than the gate passes on");
        }
        List<String> lines = new ArrayList<>();
        answer.path("lines").forEach(line -> lines.add(line.asText()));
        return lines;
    }

    @Override
    public CancelAnswer cancel(String name, String id) throws SchedulerException {
        JsonNode answer;
        try {
            answer = gate.call("cancel", withToken(Map.of("job", id, "name", name)));
        } catch (GateException e) {
            return switch (e.kind()) {
                case "notfound" -> CancelAnswer.NOT_THERE;
                case "changed" -> CancelAnswer.OTHER_JOB;
                default -> throw new SchedulerException(name() + " could not be asked: " + e.getMessage(), e);
            };
        } catch (IOException e) {
            throw new SchedulerException(name() + " could not be asked: " + e.getMessage(), e);
        }
        if (answer.path("rc").asInt(-1) != 0) {
            throw new SchedulerException(
                    name() + ": scancel failed: " + answer.path("problem").asText());
        }
        return CancelAnswer.ASKED;
    }

    /** @return how long an answer may take before the session is given up, with room for a slow controller */
    public static Duration patience() {
        return Duration.ofSeconds(150);
    }

    @Override
    public void close() {
        gate.close();
    }
}
