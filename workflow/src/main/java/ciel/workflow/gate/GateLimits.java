package ciel.workflow.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many jobs an account may have in the queue, as Slurm's accounting says, and how many jobs of this user are there.
 * Rows of other users do not leave the site.
 */
final class GateLimits {
    private static final Pattern SETTING =
            Pattern.compile("(AccountingStorageEnforce|ClusterName) *= *([A-Za-z0-9_,.-]+).*");
    private static final Pattern PARTITION_QOS = Pattern.compile("(?:.* )?QoS=([A-Za-z0-9_.-]+)(?: .*)?");
    private static final String ASSOCIATION = "Cluster,User,Account,Partition,DefaultQOS,MaxSubmitJobs,GrpSubmitJobs";
    private static final String QOS = "Name,MaxSubmitJobsPerUser,MaxSubmitJobsPerAccount,GrpSubmitJobs";

    private final GateSlurm slurm;

    GateLimits(GateSlurm slurm) {
        this.slurm = slurm;
    }

    /**
     * Arguments account, partition (none: Slurm's default), accounting (whether it is asked; without it, yes). The answer
     * has {@code enforce}, {@code associations}, {@code qos}, {@code partitionQos}, {@code account} as far as the accounting
     * was asked and answers ({@code accounting}: whether it does); and {@code queue}: account, partition, QOS, name, tasks.
     */
    ObjectNode answer(JsonNode request) throws GateRefusal, IOException {
        String account = option(request, "account");
        String partition = option(request, "partition");
        String user = System.getProperty("user.name");
        ObjectNode answer = GateProtocol.JSON.createObjectNode();
        if (request.path("accounting").asBoolean(true)) {
            accounting(answer, user, account, partition);
        }
        queue(answer, user);
        return answer;
    }

    private static String option(JsonNode request, String name) throws GateRefusal {
        if (!request.has(name)) {
            return "";
        }
        return GateSlurm.matching(GateSlurm.OPTIONS.get(name), GateProtocol.text(request, name), name);
    }

    private void accounting(ObjectNode answer, String user, String account, String partition) throws IOException {
        String cluster = "";
        for (String line : lines("scontrol", "show", "config")) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches() && setting.group(1).equals("ClusterName")) {
                cluster = setting.group(2);
            } else if (setting.matches()) {
                answer.put("enforce", setting.group(2));
            }
        }
        String charged = account;
        if (charged.isEmpty()) {
            charged = lines("sacctmgr", "-n", "-P", "show", "user", "name=" + user, "format=DefaultAccount").stream()
                    .findFirst()
                    .orElse("");
        }
        answer.put("account", charged);
        ObjectNode told = slurm.run(List.of(
                slurm.program("sacctmgr"), "-n", "-P", "show", "assoc", "account=" + charged, "format=" + ASSOCIATION));
        answer.put("accounting", told.path("rc").asInt(-1) == 0);
        ArrayNode associations = answer.putArray("associations");
        for (JsonNode line : told.path("lines")) {
            String[] fields = line.asText().split("\\|", -1);
            boolean here = fields.length > 2 && (cluster.isEmpty() || fields[0].equals(cluster));
            if (here && (fields[1].isEmpty() || fields[1].equals(user))) {
                associations.add(line.asText());
            }
        }
        ArrayNode qos = answer.putArray("qos");
        lines("sacctmgr", "-n", "-P", "show", "qos", "format=" + QOS).forEach(qos::add);
        List<String> show = new ArrayList<>(List.of("show", "partition", "-o"));
        if (!partition.isEmpty()) {
            show.add(2, partition);
        }
        for (String line : lines("scontrol", show.toArray(String[]::new))) {
            Matcher has = PARTITION_QOS.matcher(line);
            if ((!partition.isEmpty() || line.contains(" Default=YES "))
                    && has.matches()
                    && !has.group(1).equals("N")) {
                answer.put("partitionQos", has.group(1));
            }
        }
    }

    private void queue(ObjectNode answer, String user) throws IOException {
        ObjectNode told =
                slurm.run(List.of(slurm.program("squeue"), "-h", "-a", "-r", "-u", user, "-o", "%a|%P|%q|%j"));
        answer.put("rc", told.path("rc").asInt(-1));
        if (told.has("problem")) {
            answer.put("problem", told.path("problem").asText());
        }
        if (told.path("cut").asBoolean()) {
            answer.put("cut", true);
        }
        Map<String, Integer> tasks = new TreeMap<>();
        told.path("lines").forEach(line -> tasks.merge(line.asText(), 1, Integer::sum));
        ArrayNode queue = answer.putArray("queue");
        tasks.forEach((line, count) -> {
            String[] fields = line.split("\\|", 4);
            if (fields.length == 4) {
                queue.addObject()
                        .put("account", fields[0])
                        .put("partition", fields[1])
                        .put("qos", fields[2])
                        .put("name", fields[3])
                        .put("tasks", count);
            }
        });
    }

    private List<String> lines(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(slurm.program(program)));
        command.addAll(List.of(arguments));
        ObjectNode told = slurm.run(command);
        List<String> lines = new ArrayList<>();
        if (told.path("rc").asInt(-1) == 0) {
            told.path("lines").forEach(line -> lines.add(line.asText()));
        }
        return lines;
    }
}
