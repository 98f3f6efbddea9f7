package ciel.workflow.stage;

import ciel.workflow.gate.GateClient;
import ciel.workflow.gate.GateException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sessions with the gate of one site, opened when they are needed and kept open for the next. A session that does not
 * answer within the patience is ended. Safe for several threads.
 */
public final class GateSessions implements GateDoor {
    private final String site;
    private final Supplier<List<String>> command;
    private final Duration patience;
    private final Semaphore free;
    private final ArrayDeque<GateClient> idle = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param site     name of the site, for messages
     * @param command  the command that opens a session, such as ssh with its options
     * @param most     most sessions at a time, &ge; 1; sshd refuses more than its MaxStartups at once
     * @param patience longest wait for a greeting and for one use of a session
     */
    public GateSessions(String site, Supplier<List<String>> command, int most, Duration patience) {
        this.site = site;
        this.command = command;
        this.patience = patience;
        this.free = new Semaphore(most, true);
    }

    @Override
    public String site() {
        return site;
    }

    /**
     * Where a session that was kept turns out to have ended, what is done is done again in a new one.
     */
    @Override
    public <T> T use(Use<T> use) throws IOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GateException("closed", "interrupted while waiting for a session with " + site);
        }
        try {
            GateClient kept = take();
            if (kept != null) {
                try {
                    return once(kept, use);
                } catch (GateException e) {
                    if (!e.kind().equals("closed")) {
                        throw e;
                    }
                }
            }
            return once(GateClient.open(command.get(), patience), use);
        } finally {
            free.release();
        }
    }

    private <T> T once(GateClient gate, Use<T> use) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("patience with " + site).start(() -> {
            try {
                if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    gate.abort();
                }
            } catch (InterruptedException e) {
                gate.abort();
            }
        });
        try {
            T value = use.with(gate);
            done.countDown();
            give(gate);
            return value;
        } catch (GateException e) {
            done.countDown();
            if (e.kind().equals("closed") || e.kind().equals("toolong")) {
                gate.abort();
            } else {
                give(gate);
            }
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            gate.abort();
            throw e;
        } finally {
            done.countDown();
        }
    }

    private GateClient take() {
        synchronized (idle) {
            for (GateClient gate = idle.poll(); gate != null; gate = idle.poll()) {
                if (gate.isOpen()) {
                    return gate;
                }
            }
            return null;
        }
    }

    /**
     * Takes a session out of turn, for a read that is consumed piece by piece; to be given back with {@link #giveBack}.
     *
     * @return a session
     * @throws IOException if none can be opened
     */
    GateClient borrow() throws IOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GateException("closed", "interrupted while waiting for a session with " + site);
        }
        try {
            GateClient kept = take();
            return kept != null ? kept : GateClient.open(command.get(), patience);
        } catch (IOException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    /** Gives a borrowed session back. */
    void giveBack(GateClient gate) {
        give(gate);
        free.release();
    }

    private void give(GateClient gate) {
        synchronized (idle) {
            if (!closed && gate.isOpen()) {
                idle.push(gate);
                return;
            }
        }
        gate.abort();
    }

    @Override
    public void close() {
        List<GateClient> all;
        synchronized (idle) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(GateClient::abort);
    }
}
