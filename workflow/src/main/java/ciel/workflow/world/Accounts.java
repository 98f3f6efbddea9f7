package ciel.workflow.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts at the simulated scheduler: what each may submit, what it had in the queue, and what it was charged. */
public final class Accounts {
    private final Map<String, Integer> most;
    private final Map<String, Integer> peaks = new HashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();
    private final Map<String, Double> ofCampaigns = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private int refused;

    /** @param most tasks that an account may have in the queue (MaxSubmitJobs), by its name; others have no limit */
    public Accounts(Map<String, Integer> most) {
        this.most = Map.copyOf(most);
    }

    Optional<Integer> most(String account) {
        return Optional.ofNullable(most.get(account));
    }

    void queued(String account, int tasks) {
        peaks.merge(account, tasks, Math::max);
    }

    void refused() {
        refused++;
    }

    void submitted(String campaign) {
        if (!most.isEmpty()) {
            order.add(campaign);
        }
    }

    void charge(String account, String campaign, double nodeSeconds) {
        seconds.merge(account, nodeSeconds, Double::sum);
        ofCampaigns.merge(campaign, nodeSeconds, Double::sum);
    }

    /** @return most tasks that an account with a limit had in the queue at once */
    public int peak(String account) {
        return peaks.getOrDefault(account, 0);
    }

    /** @return requests that were refused because the account had as many tasks as it may */
    public int refusals() {
        return refused;
    }

    /** @return time of nodes that an account was charged (s) */
    public double seconds(String account) {
        return seconds.getOrDefault(account, 0.0);
    }

    /** @return time of nodes that the jobs of a campaign took (s) */
    public double secondsOf(String campaign) {
        return ofCampaigns.getOrDefault(campaign, 0.0);
    }

    /** @return the campaign of each job, in the order in which they were submitted; empty where no account has a limit */
    public List<String> order() {
        return List.copyOf(order);
    }
}
