package ciel.workflow.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * A gate behind a command such as ssh: one long session, opened when it is first needed and again after it ended, at most
 * once in a time that grows from one second to five minutes while it fails. It never waits for that time: a call in it is
 * refused with the kind {@code greeting}. A request that changes nothing is sent once more over a new session when the old
 * one turns out to have ended; any other is not, because nobody knows whether it was carried out.
 *
 * <p>Threads take turns.
 */
public final class GateConnection implements Gate {
    private static final List<String> HARMLESS =
            List.of("hello", "list", "stat", "checksum", "query", "site", "engines");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final List<String> command;
    private final Duration patience;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock turn = new ReentrantLock(true);
    private GateClient client;
    private Duration pause = FIRST;
    private Instant notBefore = Instant.MIN;
    private String lastProblem = "";

    /**
     * @param command  such as {@code ssh -T host}, without a shell
     * @param patience longest time for the greeting and for an answer, beside that of its bytes; the session is ended after it
     * @param clock    for the pauses between attempts to connect
     * @param random   spreads the attempts of many daemons
     */
    public GateConnection(List<String> command, Duration patience, InstantSource clock, RandomGenerator random) {
        this.command = List.copyOf(command);
        this.patience = patience;
        this.clock = clock;
        this.random = random;
    }

    /** What is done with an open session. */
    @FunctionalInterface
    private interface Use<T> {
        T with(GateClient session) throws IOException;
    }

    @Override
    public JsonNode call(String verb, Map<String, ?> arguments) throws IOException {
        return use(HARMLESS.contains(verb), patience, session -> session.call(verb, arguments));
    }

    @Override
    public void copy(String path, long offset, long length, OutputStream to) throws IOException {
        use(false, patience.plus(moving(length)), session -> {
            session.copy(path, offset, length, to);
            return null;
        });
    }

    @Override
    public void put(Path file, String path) throws IOException {
        use(true, patience.plus(moving(Files.size(file))), session -> {
            session.put(file, path);
            return null;
        });
    }

    /** @return the longest time for these bytes: no link of use is slower than 1 MiB/s */
    private static Duration moving(long bytes) {
        return Duration.ofSeconds(bytes >> 20);
    }

    private <T> T use(boolean harmless, Duration longest, Use<T> what) throws IOException {
        turn.lock();
        try {
            boolean old = client != null;
            try {
                return limited(longest, what);
            } catch (IOException e) {
                if (!ended(e)) {
                    throw e;
                }
                drop();
                if (!old || !harmless) {
                    throw e;
                }
            }
            try {
                return limited(longest, what);
            } catch (IOException e) {
                if (ended(e)) {
                    drop();
                }
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    /** @return whether the session cannot be used again */
    private static boolean ended(IOException e) {
        return !(e instanceof GateException gate)
                || gate.kind().equals("closed")
                || gate.kind().equals("greeting");
    }

    private <T> T limited(Duration longest, Use<T> what) throws IOException {
        GateClient session = session();
        CountDownLatch over = new CountDownLatch(1);
        Thread limit = Thread.ofPlatform().daemon().start(() -> {
            try {
                if (!over.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                    session.abort();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return what.with(session);
        } finally {
            over.countDown();
            limit.interrupt();
        }
    }

    private GateClient session() throws IOException {
        if (client != null) {
            return client;
        }
        Instant now = clock.instant();
        if (now.isBefore(notBefore)) {
            throw new GateException("greeting", lastProblem + " (tried again from " + notBefore + " on)");
        }
        try {
            client = GateClient.open(command, patience);
            pause = FIRST;
            return client;
        } catch (IOException e) {
            lastProblem = e.getMessage();
            // half of the pause is certain, half is chance
            notBefore = now.plusMillis((long) (pause.toMillis() * (0.5 + 0.5 * random.nextDouble())));
            pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
            throw e;
        }
    }

    private void drop() {
        if (client != null) {
            client.abort();
            client.close();
            client = null;
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (client != null) {
                client.close();
                client = null;
            }
        } finally {
            turn.unlock();
        }
    }
}
