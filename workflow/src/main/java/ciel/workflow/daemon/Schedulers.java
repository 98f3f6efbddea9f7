package ciel.workflow.daemon;

import ciel.workflow.scheduler.SchedulerException;
import ciel.workflow.stage.PortException;

/** Calls of a scheduler as calls of a port: a scheduler that could not be asked is a place that does not answer. */
final class Schedulers {
    /** A call of a scheduler. */
    @FunctionalInterface
    interface Ask<T> {
        T ask() throws SchedulerException;
    }

    private Schedulers() {}

    static <T> Calls.Call<T> call(Ask<T> ask) {
        return () -> {
            try {
                return ask.ask();
            } catch (SchedulerException e) {
                throw new PortException.CouldNotAsk(PortException.Cause.AWAY, e.getMessage(), e);
            }
        };
    }
}
