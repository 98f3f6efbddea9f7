package ciel.workflow.gate;

import ciel.workflow.gate.GateRefusal.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slurm, as a gate lets a client use it: jobs run scripts that are installed at the site, with options that match a
 * pattern
 * each; a job is named, and its name is what it is found and cancelled by. Programs are started by absolute path with
 * an
 * environment of their own, never through a shell.
 */
final class GateSlurm {
    /** A job's name; also the name of its units file. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private static final Pattern SCRIPT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\.sh");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:,=/+-]{0,199}");
    private static final Pattern JOB = Pattern.compile("[0-9]{1,10}(_[0-9]{1,7})?");
    /** Ten years (s): how far back a query of the accounts may ask. */
    private static final long MOST_BACK = 315_360_000;

    private static final Pattern LIMIT =
            Pattern.compile("(MaxArraySize|MaxJobCount|MessageTimeout) *= *([0-9]{1,9})( sec)?");
    private static final long WEEK = 7 * 86_400;
    private static final int MAX_NAMES = 500;
    private static final int MAX_OUTPUT_BYTES = 8 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUEUE_FIELDS = "%i|%F|%K|%j|%T|%r|%V|%S";
    private static final String ACCOUNT_FIELDS =
            "JobID,JobIDRaw,JobName,State,ExitCode,DerivedExitCode,Reason,Submit,Start,End,ElapsedRaw,MaxRSS,NodeList,TimelimitRaw";

    /** Options of sbatch that a client may give, and the values that they take (ASCII only). */
    static final Map<String, Pattern> OPTIONS = Map.ofEntries(
            Map.entry("account", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,63}")),
            Map.entry("partition", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,-]{0,127}")),
            Map.entry("qos", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")),
            Map.entry("constraint", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.&|*,-]{0,127}")),
            Map.entry("gres", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:,-]{0,127}")),
            Map.entry("licenses", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:,-]{0,127}")),
            Map.entry("time", Pattern.compile("([0-9]{1,2}-)?[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]")),
            Map.entry(
                    "array",
                    Pattern.compile("[0-9]{1,7}(-[0-9]{1,7})?(,[0-9]{1,7}(-[0-9]{1,7})?){0,200}(%[0-9]{1,5})?")),
            Map.entry("nodes", Pattern.compile("[0-9]{1,4}")),
            Map.entry("ntasks", Pattern.compile("[0-9]{1,6}")),
            Map.entry("cpus-per-task", Pattern.compile("[0-9]{1,4}")),
            Map.entry("mem", Pattern.compile("[0-9]{1,7}[MG]")),
            Map.entry("hint", Pattern.compile("nomultithread")),
            Map.entry("signal", Pattern.compile("B:USR1@[0-9]{1,5}")),
            Map.entry("comment", Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:=-]{0,199}")));

    private final GateSettings settings;

    GateSlurm(GateSettings settings) {
        this.settings = settings;
    }

    /** Submits an installed script: arguments script, name, units (texts), options, test. */
    ObjectNode submit(JsonNode request) throws GateRefusal, IOException {
        Path scripts = settings.scripts()
                .orElseThrow(() -> new GateRefusal(Kind.DENIED, "this gate has no folder of job scripts"));
        String script = matching(SCRIPT, GateProtocol.text(request, "script"), "script");
        String name = matching(NAME, GateProtocol.text(request, "name"), "name");
        Path file = scripts.resolve(script);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new GateRefusal(Kind.NOTFOUND, "the script is not installed at the site");
        }
        List<String> command = new ArrayList<>(List.of(
                program("sbatch"),
                "--parsable",
                "--export=NONE",
                "--job-name=" + name,
                "--chdir=" + settings.root(),
                "--output=" + settings.root().resolve("logs").resolve(name + "-%j.out")));
        if (request.has("options")) {
            JsonNode options = request.get("options");
            if (!options.isObject()) {
                throw GateRefusal.bad("options must be an object");
            }
            for (Map.Entry<String, JsonNode> option : options.properties()) {
                Pattern values = OPTIONS.get(option.getKey());
                if (values == null) {
                    throw GateRefusal.bad(
                            "an option is none of " + String.join(", ", new java.util.TreeSet<>(OPTIONS.keySet())));
                }
                if (!option.getValue().isTextual()) {
                    throw GateRefusal.bad("the value of option " + option.getKey() + " must be a text");
                }
                command.add("--" + option.getKey() + "="
                        + matching(values, option.getValue().textValue(), "option " + option.getKey()));
            }
        }
        boolean test = request.path("test").asBoolean(false);
        if (test) {
            command.add("--test-only");
        }
        command.addAll(List.of(
                "--",
                file.toString(),
                units(request, name, test),
                settings.root().toString(),
                scripts.toString()));
        return run(command);
    }

    /** Writes the units of a job, whole, where its script will read them. @return the path of the file */
    private String units(JsonNode request, String name, boolean test) throws GateRefusal, IOException {
        JsonNode units = request.path("units");
        if (!units.isArray()) {
            throw GateRefusal.bad("units must be an array of texts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode unit : units) {
            text.append(matching(UNIT, unit.isTextual() ? unit.textValue() : "", "a unit"))
                    .append('\n');
        }
        Files.createDirectories(settings.root().resolve("logs"));
        Path folder = Files.createDirectories(settings.root().resolve("units"));
        Path file = folder.resolve(name + ".txt");
        if (test) {
            return file.toString();
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            // a name is used once; the same request again is the client's to find out by a query
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !Files.readString(file).contentEquals(text)) {
                throw new GateRefusal(Kind.CHANGED, "another job has used this name");
            }
            return file.toString();
        }
        Path whole = folder.resolve("." + name + "." + ProcessHandle.current().pid());
        Files.write(whole, text.toString().getBytes(StandardCharsets.US_ASCII));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        return file.toString();
    }

    /**
     * Looks for jobs by name in the queue and in the accounts: arguments names, back (s: how long ago a job may have ended, by
     * the site's own clock; without it, seven days), accounts (whether they are asked; without it, yes), queue (whether it is
     * asked; without it, yes), fold (whether waiting tasks of an array share a line; without it, no). Times of the answer are
     * UTC.
     */
    ObjectNode query(JsonNode request) throws GateRefusal, IOException {
        JsonNode names = request.path("names");
        if (!names.isArray() || names.isEmpty() || names.size() > MAX_NAMES) {
            throw GateRefusal.bad("names must be an array of 1 to " + MAX_NAMES + " texts");
        }
        List<String> list = new ArrayList<>();
        for (JsonNode name : names) {
            list.add(matching(NAME, name.isTextual() ? name.textValue() : "", "a name"));
        }
        long back = GateProtocol.integer(request, "back", 0, MOST_BACK, WEEK);
        String joined = String.join(",", list);
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        if (request.path("queue").asBoolean(true)) {
            List<String> queue = new ArrayList<>(List.of(program("squeue"), "-h", "-a"));
            if (!request.path("fold").asBoolean(false)) {
                queue.add("-r");
            }
            queue.addAll(List.of("--name=" + joined, "-o", QUEUE_FIELDS));
            answer.set("squeue", run(queue));
        }
        if (request.path("accounts").asBoolean(true)) {
            answer.set(
                    "sacct",
                    run(List.of(
                            program("sacct"),
                            "-n",
                            "-P",
                            "-D",
                            "-S",
                            "now-" + back + "seconds",
                            "--name=" + joined,
                            "-o",
                            ACCOUNT_FIELDS)));
        }
        return answer;
    }

    /** Cancels a job by id after its name was seen to be the given one: arguments job, name. */
    ObjectNode cancel(JsonNode request) throws GateRefusal, IOException {
        String job = matching(JOB, GateProtocol.text(request, "job"), "job");
        String name = matching(NAME, GateProtocol.text(request, "name"), "name");
        ObjectNode queue = run(List.of(program("squeue"), "-h", "-a", "-r", "-j", job, "-o", "%j"));
        List<String> names = new ArrayList<>();
        queue.path("lines").forEach(line -> names.add(line.asText()));
        if (queue.path("rc").asInt() != 0 && !queue.path("problem").asText().contains("Invalid job id")) {
            throw new GateRefusal(Kind.SITE, "the queue does not answer");
        }
        if (names.isEmpty()) {
            throw new GateRefusal(Kind.NOTFOUND, "the queue has no such job");
        }
        if (!names.stream().allMatch(name::equals)) {
            throw new GateRefusal(Kind.CHANGED, "the job of this number has another name: numbers are given out again");
        }
        return run(List.of(program("scancel"), "--", job));
    }

    /** What the scheduler has for this account: partitions, associations, licences. */
    ObjectNode site() throws IOException {
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        String user = System.getProperty("user.name");
        answer.set("partitions", run(List.of(program("sinfo"), "-h", "-o", "%P|%a|%l|%D|%T")));
        answer.set(
                "accounts",
                run(List.of(
                        program("sacctmgr"),
                        "-n",
                        "-P",
                        "show",
                        "assoc",
                        "user=" + user,
                        "format=Account,Partition,QOS")));
        answer.set("licenses", run(List.of(program("scontrol"), "show", "license", "-o")));
        answer.set("limits", limits());
        return answer;
    }

    /** @return MaxArraySize, MaxJobCount and MessageTimeout, as far as the controller tells them */
    private ObjectNode limits() throws IOException {
        ObjectNode limits = GateProtocol.JSON.createObjectNode();
        for (JsonNode line : run(List.of(program("scontrol"), "show", "config")).path("lines")) {
            Matcher setting = LIMIT.matcher(line.asText());
            if (setting.matches()) {
                limits.put(setting.group(1), Long.parseLong(setting.group(2)));
            }
        }
        return limits;
    }

    /** What can shoot photons on the machine of the gate. */
    ObjectNode engines() throws GateRefusal, IOException {
        Path command = settings.command()
                .orElseThrow(() -> new GateRefusal(Kind.SITE, "this gate does not know its own command"));
        return run(List.of(command.toString(), "engines", "--json"));
    }

    String program(String name) {
        return settings.slurm().resolve(name).toString();
    }

    static String matching(Pattern pattern, String value, String what) throws GateRefusal {
        if (!pattern.matcher(value).matches()) {
            throw GateRefusal.bad(what + " does not match " + pattern.pattern());
        }
        return value;
    }

    /** @return rc and lines; rc -1 where the program is not there or does not answer in time */
    ObjectNode run(List<String> command) throws IOException {
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(settings.root().toFile());
        Map<String, String> environment = builder.environment();
        String home = environment.getOrDefault("HOME", "/");
        environment.clear();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC"); // no local time is told twice in autumn
        environment.put("SLURM_BITSTR_LEN", "0"); // the tasks of an array are told whole
        environment.put("HOME", home);
        environment.put("USER", System.getProperty("user.name"));
        settings.slurmConf().ifPresent(file -> environment.put("SLURM_CONF", file.toString()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            answer.put("rc", -1).putArray("lines");
            return answer.put(
                    "problem", "the program " + Path.of(command.getFirst()).getFileName() + " is not there");
        }
        process.getOutputStream().close();
        byte[][] errors = new byte[1][];
        Thread reader = Thread.ofPlatform().daemon().start(() -> errors[0] = bounded(process.getErrorStream(), 4096));
        Thread killer = Thread.ofPlatform().daemon().start(() -> {
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        byte[] output = bounded(process.getInputStream(), MAX_OUTPUT_BYTES);
        try {
            killer.join();
            reader.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        int rc = process.isAlive() ? -1 : process.exitValue();
        answer.put("rc", rc);
        var lines = answer.putArray("lines");
        new String(output, StandardCharsets.UTF_8).lines().forEach(lines::add);
        if (output.length == MAX_OUTPUT_BYTES) {
            answer.put("cut", true);
        }
        if (rc != 0) {
            answer.put(
                    "problem", new String(errors[0] == null ? new byte[0] : errors[0], StandardCharsets.UTF_8).strip());
        }
        return answer;
    }

    /** Reads to the end, so that the program does not wait, and keeps the first bytes. */
    private static byte[] bounded(java.io.InputStream in, int most) {
        try (in) {
            byte[] kept = in.readNBytes(most);
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return kept;
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
