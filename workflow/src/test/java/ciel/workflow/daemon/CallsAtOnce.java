package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import ciel.workflow.world.VirtualTimer;
import java.util.function.Consumer;

/** Makes calls at once, and brings each answer a second of virtual time later. */
final class CallsAtOnce implements Calls {
    private final VirtualTimer timer;
    private int underWay;

    CallsAtOnce(VirtualTimer timer) {
        this.timer = timer;
    }

    @Override
    public <T> void ask(String lane, String what, Call<T> call, Consumer<Answer<T>> then) {
        underWay++;
        Answer<T> answer;
        try {
            answer = new Answer.Value<>(call.make());
        } catch (PortException e) {
            answer = new Answer.Failed<>(e);
        }
        Answer<T> said = answer;
        timer.at(timer.now().plusSeconds(1), () -> {
            underWay--;
            then.accept(said);
        });
    }

    @Override
    public int underWay() {
        return underWay;
    }
}
