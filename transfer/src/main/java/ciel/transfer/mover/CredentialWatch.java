package ciel.transfer.mover;

import ciel.transfer.HumanException;
import ciel.transfer.TransferException;
import ciel.transfer.credentials.Credential;
import ciel.transfer.pace.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The credentials of a link and their ends. Safe for many threads. */
final class CredentialWatch {
    private static final long PAUSE_NANOS = 30_000_000_000L;

    private final List<Credential> credentials = new ArrayList<>();
    /** By name: the end that people have been told. */
    private final Map<String, Instant> told = new HashMap<>();

    private long next = Long.MIN_VALUE;

    /**
     * What a look has found.
     *
     * @param ending credentials that end soon, with their ends, which have not been told yet
     * @param ended  why nothing works, or null
     */
    record Found(Map<Credential, Instant> ending, TransferException ended) {
        List<CredentialWarning> warnings(String link) {
            List<CredentialWarning> out = new ArrayList<>();
            ending.forEach((c, end) -> out.add(new CredentialWarning(link, c.name(), end, c.remedy())));
            return out;
        }
    }

    private static final Found NOTHING = new Found(Map.of(), null);

    synchronized void add(Credential credential) {
        if (credentials.stream().noneMatch(c -> c.name().equals(credential.name()))) {
            credentials.add(credential);
            next = Long.MIN_VALUE;
        }
    }

    /** Looks at all, at most twice a minute. */
    synchronized Found look(Ticker ticker) {
        long time = ticker.nanoTime();
        if (credentials.isEmpty() || next != Long.MIN_VALUE && time - next < 0) {
            return NOTHING;
        }
        next = time + PAUSE_NANOS;
        Instant now = ticker.now();
        Map<Credential, Instant> ending = new HashMap<>();
        for (Credential c : credentials) {
            Optional<Instant> end = end(c);
            if (end.isPresent()
                    && now.isAfter(end.get().minus(c.warning()))
                    && now.isBefore(end.get())
                    && !end.get().equals(told.put(c.name(), end.get()))) {
                ending.put(c, end.get());
            }
        }
        return new Found(ending, ended(now));
    }

    /** @return why a credential that has ended keeps everything from working, or null */
    synchronized TransferException ended(Instant now) {
        for (Credential c : credentials) {
            Optional<Instant> end = end(c).filter(e -> !now.isBefore(e));
            if (end.isPresent()) {
                return new HumanException(c.name() + " ended at " + end.get() + "; " + c.remedy());
            }
        }
        return null;
    }

    /** One that cannot be read tells nothing here; who needs it says what is wrong. */
    private static Optional<Instant> end(Credential c) {
        try {
            return c.end();
        } catch (TransferException e) {
            return Optional.empty();
        }
    }
}
