package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import java.util.function.Consumer;

/**
 * Makes calls of ports, which block, beside the daemon's thread, and brings each answer back as an event. In a simulation
 * the call is made at once and its answer comes after a simulated delay.
 */
public interface Calls {
    /** A call of a port. */
    @FunctionalInterface
    interface Call<T> {
        /**
         * @return the answer
         * @throws PortException where there is none, or it is a no
         */
        T make() throws PortException;
    }

    /** What came of a call. */
    sealed interface Answer<T> {
        /** @param value what was answered */
        record Value<T>(T value) implements Answer<T> {}

        /** @param failure why there is no value */
        record Failed<T>(PortException failure) implements Answer<T> {}
    }

    /**
     * Makes a call. Calls on the same lane are made one after the other, in order; different lanes side by side.
     *
     * @param lane such as {@code site idris}
     * @param what for logs, such as {@code read exit files of job dc2-17-a1-x}
     * @param call runs on another thread
     * @param then takes the answer, on the daemon's thread
     */
    <T> void ask(String lane, String what, Call<T> call, Consumer<Answer<T>> then);

    /** @return calls that were not answered yet */
    int underWay();
}
