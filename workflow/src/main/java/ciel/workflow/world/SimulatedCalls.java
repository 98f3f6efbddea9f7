package ciel.workflow.world;

import ciel.workflow.daemon.Calls;
import ciel.workflow.stage.PortException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Makes calls at once and brings their answers after a while; the calls of one lane one after the other. */
final class SimulatedCalls implements Calls {
    /** Median time of a call (ms), and the spread of its logarithm: some take minutes. */
    private static final double MEDIAN = 150;

    private static final double SIGMA = 0.8;

    private final VirtualTimer timer;
    private final Chance chance;
    private final Map<String, Long> free = new HashMap<>();
    private int underWay;
    private long extra;

    SimulatedCalls(VirtualTimer timer, Chance chance) {
        this.timer = timer;
        this.chance = chance;
    }

    /** Said by a port in the middle of a call: the work itself takes that long (ms). */
    void takes(long millis) {
        extra += millis;
    }

    @Override
    public <T> void ask(String lane, String what, Call<T> call, Consumer<Answer<T>> then) {
        underWay++;
        long start = Math.max(timer.sinceBegin(), free.getOrDefault(lane, 0L));
        extra = 0;
        Answer<T> answer = make(call);
        long end = start + Math.round(chance.around(MEDIAN, SIGMA)) + extra;
        free.put(lane, end);
        timer.after(end - timer.sinceBegin(), () -> {
            underWay--;
            then.accept(answer);
        });
    }

    private static <T> Answer<T> make(Call<T> call) {
        try {
            return new Answer.Value<>(call.make());
        } catch (PortException e) {
            return new Answer.Failed<>(e);
        }
    }

    @Override
    public int underWay() {
        return underWay;
    }
}
