package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A site's folder that does not answer while it is told so. */
class FaultySite implements SiteFolder {
    /** Calls that still fail. */
    final AtomicInteger failing = new AtomicInteger();

    volatile PortException.Cause cause = PortException.Cause.AWAY;
    /** Runs before each acknowledgement. */
    volatile Runnable beforeAcknowledge = () -> {};

    volatile Runnable beforePurge = () -> {};
    /** Runs before each look at what is published. */
    volatile Runnable beforePublished = () -> {};

    private final SiteFolder real;

    FaultySite(SiteFolder real) {
        this.real = real;
    }

    private void ask() throws PortException {
        if (failing.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new PortException.CouldNotAsk(cause, "[site there] the line is cut");
        }
    }

    @Override
    public String site() {
        return real.site();
    }

    @Override
    public Room room() throws PortException {
        ask();
        return real.room();
    }

    @Override
    public List<String> list(String folder) throws PortException {
        ask();
        return real.list(folder);
    }

    @Override
    public Optional<byte[]> read(String path) throws PortException {
        ask();
        return real.read(path);
    }

    @Override
    public Optional<UnitFiles> published(String unit, String manifest) throws PortException {
        beforePublished.run();
        ask();
        return real.published(unit, manifest);
    }

    @Override
    public boolean whole(UnitFiles unit) throws PortException {
        ask();
        return real.whole(unit);
    }

    @Override
    public String put(Path file, String suffix) throws PortException {
        ask();
        return real.put(file, suffix);
    }

    @Override
    public Instant acknowledge(UnitFiles unit, long token) throws PortException {
        beforeAcknowledge.run();
        ask();
        return real.acknowledge(unit, token);
    }

    @Override
    public Optional<Instant> purge(UnitFiles unit, long token) throws PortException {
        ask();
        beforePurge.run();
        return real.purge(unit, token);
    }

    @Override
    public void sweep(String campaign, Sweep what, long token) throws PortException {
        ask();
        real.sweep(campaign, what, token);
    }

    @Override
    public void close() {
        real.close();
    }
}
