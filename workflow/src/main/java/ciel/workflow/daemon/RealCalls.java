package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes calls on threads of their own, one a lane. Not on virtual ones: a read of a pipe (a gate's session, a hook) keeps the
 * thread that carries it, and when all carriers read, no call begins any more.
 */
public final class RealCalls implements Calls {
    private final Timer timer;
    private final Map<String, ArrayDeque<Runnable>> lanes = new HashMap<>();
    private int underWay;

    /** @param timer takes the answers */
    public RealCalls(Timer timer) {
        this.timer = timer;
    }

    @Override
    public <T> void ask(String lane, String what, Call<T> call, Consumer<Answer<T>> then) {
        Runnable work = () -> {
            Answer<T> answer = make(what, call);
            timer.post(() -> {
                synchronized (lanes) {
                    underWay--;
                }
                then.accept(answer);
            });
        };
        synchronized (lanes) {
            underWay++;
            ArrayDeque<Runnable> waiting = lanes.get(lane);
            if (waiting != null) {
                waiting.add(work);
                return;
            }
            lanes.put(lane, new ArrayDeque<>());
        }
        Thread.ofPlatform().daemon().name(lane).start(() -> drain(lane, work));
    }

    private void drain(String lane, Runnable first) {
        for (Runnable work = first; work != null; ) {
            work.run();
            synchronized (lanes) {
                work = lanes.get(lane).poll();
                if (work == null) {
                    lanes.remove(lane);
                }
            }
        }
    }

    private static <T> Answer<T> make(String what, Call<T> call) {
        try {
            return new Answer.Value<>(call.make());
        } catch (PortException e) {
            return new Answer.Failed<>(e);
        } catch (RuntimeException | Error e) {
            return new Answer.Failed<>(new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    what + ": this is a defect of Ciel, please report it: "
                            + e.getClass().getName()
                            + " at " + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]),
                    e));
        }
    }

    @Override
    public int underWay() {
        synchronized (lanes) {
            return underWay;
        }
    }
}
