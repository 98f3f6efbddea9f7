package ciel.app;

/**
 * Says that a run was interrupted. The JVM itself ends with 130 on SIGINT and 143 on SIGTERM; whoever has temporary
 * files removes them in hooks of their own.
 */
final class Interrupt {
    private volatile boolean done;

    private Interrupt() {}

    /** @return a watch, which stays silent from {@link #done()} on */
    static Interrupt watch(Terminal terminal) {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread("interrupted") {
            @Override
            public void run() {
                if (!interrupt.done) {
                    terminal.err().println((terminal.errIsTty() ? "\n" : "") + "ciel: interrupted");
                }
            }
        });
        return interrupt;
    }

    /** The run ends by itself. */
    void done() {
        done = true;
    }
}
