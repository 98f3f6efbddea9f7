package ciel.transfer.pace;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Work in order of priority, and within one priority shared between activities by weight: the activity that has been
 * served least for its weight comes next
 * (stride scheduling; Waldspurger and Weihl 1995). An activity that had nothing to do earns no claim by it. Safe for
 * many threads.
 *
 * @param <T> kind of work
 */
public final class FairQueue<T> {
    private static final class Activity<T> {
        private final ArrayDeque<Costed<T>> work = new ArrayDeque<>();
        private double pass;
    }

    private record Costed<T>(T work, double cost) {}

    private Map<String, Double> weights = Map.of();
    private final TreeMap<Integer, Map<String, Activity<T>>> priorities =
            new TreeMap<>(java.util.Comparator.reverseOrder());
    private final Map<Integer, Double> clock = new HashMap<>();
    private int size;

    /** @param weights share of each activity, &gt; 0; an activity not named here has 1 */
    public FairQueue(Map<String, Double> weights) {
        weights(weights);
    }

    /** @param weights share of each activity from now on, &gt; 0; an activity not named here has 1 */
    public synchronized void weights(Map<String, Double> weights) {
        for (Map.Entry<String, Double> e : weights.entrySet()) {
            if (!(e.getValue() > 0)) {
                throw new IllegalArgumentException(
                        "share of '" + e.getKey() + "' is " + e.getValue() + "; must be > 0");
            }
        }
        this.weights = Map.copyOf(weights);
    }

    /**
     * @param work     what to do
     * @param activity whose share it counts against
     * @param priority higher comes first, always
     * @param cost     size of the work, any unit, &ge; 0
     * @param first    before what this activity already has waiting, not after
     */
    public synchronized void add(T work, String activity, int priority, double cost, boolean first) {
        Map<String, Activity<T>> activities = priorities.computeIfAbsent(priority, p -> new HashMap<>());
        Activity<T> a = activities.computeIfAbsent(activity, n -> new Activity<>());
        if (a.work.isEmpty()) {
            a.pass = Math.max(a.pass, clock.getOrDefault(priority, 0.0));
        }
        Costed<T> costed = new Costed<>(work, cost);
        if (first) {
            a.work.addFirst(costed);
        } else {
            a.work.addLast(costed);
        }
        size++;
        notifyAll();
    }

    /** @return what comes next, or null if nothing waits */
    public synchronized T poll() {
        for (Map.Entry<Integer, Map<String, Activity<T>>> level : priorities.entrySet()) {
            String best = null;
            Activity<T> chosen = null;
            for (Map.Entry<String, Activity<T>> e : level.getValue().entrySet()) {
                Activity<T> a = e.getValue();
                if (!a.work.isEmpty()
                        && (chosen == null
                                || a.pass < chosen.pass
                                || a.pass == chosen.pass && e.getKey().compareTo(best) < 0)) {
                    chosen = a;
                    best = e.getKey();
                }
            }
            if (chosen != null) {
                Costed<T> next = chosen.work.pollFirst();
                clock.put(level.getKey(), chosen.pass);
                chosen.pass += Math.max(1, next.cost) / weights.getOrDefault(best, 1.0);
                size--;
                return next.work;
            }
        }
        return null;
    }

    /** @return number of works waiting */
    public synchronized int size() {
        return size;
    }
}
