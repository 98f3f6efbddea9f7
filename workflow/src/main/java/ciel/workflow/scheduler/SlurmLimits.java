package ciel.workflow.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Limits of Slurm's accounting on the jobs in the queue. A limit of a QOS can lift that of an association; here both hold,
 * since the smaller one is always allowed.
 */
final class SlurmLimits {
    /** A limit, and which rows of the queue count. */
    private record Rule(int most, String source, Predicate<JsonNode> counts) {}

    private final List<Rule> rules;

    private SlurmLimits(List<Rule> rules) {
        this.rules = rules;
    }

    /** @param submitted of the site's file */
    static SlurmLimits ofSite(OptionalInt submitted, Charge charge) {
        List<Rule> rules = new ArrayList<>();
        submitted.ifPresent(most -> rules.add(new Rule(
                most,
                "scheduler.submitJobs of the site's file",
                row -> charge.account().isEmpty()
                        || charge.account().get().equals(row.path("account").asText()))));
        return new SlurmLimits(rules);
    }

    /** @param told answer of the gate @return those of the accounting beside those of the site's file */
    SlurmLimits with(JsonNode told, Charge charge) {
        List<Rule> all = new ArrayList<>(rules);
        String enforce = told.path("enforce").asText("limits");
        if (!enforce.contains("limits") && !enforce.contains("safe") && !enforce.contains("all")) {
            return this; // written in the accounting, and not enforced
        }
        String account = told.path("account").asText();
        Predicate<JsonNode> ofAccount =
                row -> account.equals(row.path("account").asText());
        String defaultQos = "";
        boolean ofPartition = false;
        for (JsonNode line : told.path("associations")) {
            // Cluster, User, Account, Partition, DefaultQOS, MaxSubmitJobs, GrpSubmitJobs
            String[] f = line.asText().split("\\|", -1);
            if (f.length != 7
                    || !f[3].isEmpty() && !f[3].equals(charge.partition().orElse(""))) {
                continue;
            }
            if (f[1].isEmpty()) {
                add(all, f[6], "GrpSubmitJobs of account " + account, ofAccount);
                continue;
            }
            if (ofPartition) {
                continue; // the one of the partition wins
            }
            ofPartition = !f[3].isEmpty();
            defaultQos = f[4].isEmpty() ? defaultQos : f[4];
            add(all, f[5], "MaxSubmitJobs of user " + f[1] + " with account " + account, ofAccount);
            add(all, f[6], "GrpSubmitJobs of user " + f[1] + " with account " + account, ofAccount);
        }
        String own = charge.qos().orElse(defaultQos.isEmpty() ? "normal" : defaultQos);
        String ofNodes = told.path("partitionQos").asText();
        for (JsonNode line : told.path("qos")) {
            // Name, MaxSubmitJobsPerUser, MaxSubmitJobsPerAccount, GrpSubmitJobs
            String[] f = line.asText().split("\\|", -1);
            if (f.length != 4 || !f[0].equals(own) && !f[0].equals(ofNodes)) {
                continue;
            }
            Predicate<JsonNode> counts = f[0].equals(own)
                    ? row -> own.equals(row.path("qos").asText())
                    : row -> charge.partition().isEmpty()
                            || charge.partition()
                                    .get()
                                    .equals(row.path("partition").asText());
            add(all, f[1], "MaxSubmitJobsPerUser of QOS " + f[0], counts);
            add(all, f[2], "MaxSubmitJobsPerAccount of QOS " + f[0], counts.and(ofAccount));
            add(all, f[3], "GrpSubmitJobs of QOS " + f[0], counts);
        }
        return new SlurmLimits(all);
    }

    private static void add(List<Rule> rules, String value, String source, Predicate<JsonNode> counts) {
        if (value.matches("[0-9]{1,9}")) {
            rules.add(new Rule(Integer.parseInt(value), source, counts));
        }
    }

    /** @param queue rows of the gate's answer */
    List<SubmitLimit> of(JsonNode queue) {
        List<SubmitLimit> limits = new ArrayList<>();
        for (Rule rule : rules) {
            Map<String, Integer> tasks = new HashMap<>();
            for (JsonNode row : queue) {
                if (rule.counts().test(row)) {
                    tasks.merge(row.path("name").asText(), row.path("tasks").asInt(), Integer::sum);
                }
            }
            limits.add(new SubmitLimit(rule.most(), rule.source(), tasks));
        }
        return limits;
    }

    /** @return arguments of the gate's verb {@code limits} */
    static Map<String, Object> question(Charge charge, boolean accounting) {
        Map<String, Object> question = new HashMap<>(Map.of("accounting", accounting));
        put(question, "account", charge.account());
        put(question, "partition", charge.partition());
        return question;
    }

    private static void put(Map<String, Object> question, String name, Optional<String> value) {
        value.ifPresent(v -> question.put(name, v));
    }
}
