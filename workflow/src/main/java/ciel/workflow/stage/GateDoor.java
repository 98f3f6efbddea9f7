package ciel.workflow.stage;

import ciel.workflow.gate.Gate;
import java.io.IOException;

/** A way to the gate of a site: sessions by ssh, or a gate in this process. Safe for several threads. */
public interface GateDoor extends AutoCloseable {
    /** What is done at the gate. */
    @FunctionalInterface
    interface Use<T> {
        /** @param gate for the caller alone */
        T with(Gate gate) throws IOException;
    }

    /** @return name of the site */
    String site();

    /**
     * Uses the gate. What is done must bear repetition.
     *
     * @param use what is done
     * @return what it returns
     * @throws IOException what it throws, or that there is no session
     */
    <T> T use(Use<T> use) throws IOException;

    /** Ends sessions; a use that is under way gets an error at its next request. */
    @Override
    void close();

    /** @return a way to a gate in this process */
    static GateDoor here(String site, Gate gate) {
        return new GateDoor() {
            @Override
            public String site() {
                return site;
            }

            @Override
            public synchronized <T> T use(Use<T> use) throws IOException {
                return use.with(gate);
            }

            @Override
            public synchronized void close() {
                gate.close();
            }
        };
    }
}
