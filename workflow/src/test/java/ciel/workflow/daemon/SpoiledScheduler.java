package ciel.workflow.daemon;

import ciel.workflow.scheduler.CancelAnswer;
import ciel.workflow.scheduler.JobRequest;
import ciel.workflow.scheduler.Limits;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.scheduler.SchedulerException;
import ciel.workflow.scheduler.Sighting;
import ciel.workflow.scheduler.SubmitAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;

/** What its first job has rendered is damaged. */
final class SpoiledScheduler implements Scheduler {
    /** The damage. */
    @FunctionalInterface
    interface Spoil {
        void run() throws IOException;
    }

    private final Scheduler real;
    private Spoil spoil;

    SpoiledScheduler(Scheduler real, Spoil spoil) {
        this.real = real;
        this.spoil = spoil;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Limits limits() throws SchedulerException {
        return real.limits();
    }

    @Override
    public synchronized SubmitAnswer submit(JobRequest request) {
        SubmitAnswer answer = real.submit(request);
        if (spoil != null) {
            try {
                spoil.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            spoil = null;
        }
        return answer;
    }

    @Override
    public Sighting query(Collection<String> names, Duration back) throws SchedulerException {
        return real.query(names, back);
    }

    @Override
    public CancelAnswer cancel(String name, String id) throws SchedulerException {
        return real.cancel(name, id);
    }

    @Override
    public void close() {
        real.close();
    }
}
