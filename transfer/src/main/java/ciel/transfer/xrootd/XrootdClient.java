package ciel.transfer.xrootd;

import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.xrootd.protocol.Delayed;
import ciel.transfer.xrootd.protocol.Endpoint;
import ciel.transfer.xrootd.protocol.Redirected;
import ciel.transfer.xrootd.protocol.Request;
import ciel.transfer.xrootd.protocol.ServerError;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks a server, goes where it says (never from an encrypted connection to a plain one) and comes back when it says,
 * both within bounds. What is asked is asked once: an error of a connection is for
 * the caller.
 */
final class XrootdClient implements AutoCloseable {
    private static final int MOST_REDIRECTIONS = 8;
    private static final Duration LEAST_WAIT = Duration.ofMillis(50);

    private final XrootdConnections connections;
    private final Endpoint server;
    private final Duration timeout;

    /**
     * An answer, and the connection it came by, which has to be given back or dropped.
     *
     * @param lane    busy still
     * @param content of the answer
     */
    record Reply(XrootdConnections.Lane lane, byte[] content) {}

    XrootdClient(XrootdSettings settings, Endpoint server) {
        this.connections = new XrootdConnections(settings);
        this.server = server;
        this.timeout = settings.access().timeout();
    }

    XrootdConnections connections() {
        return connections;
    }

    /** @return longest silence while the server works on so many bytes: at least 20 MB/s are expected of it */
    Duration patience(long bytes) {
        return timeout.plusSeconds(bytes / 20_000_000);
    }

    byte[] ask(String act, Request request) throws TransferException {
        return ask(act, request, timeout, timeout);
    }

    /** @param mostWait longest time to come back after, if the server wants that */
    byte[] ask(String act, Request request, Duration patience, Duration mostWait) throws TransferException {
        Reply reply = exchange(act, request, patience, mostWait);
        connections.give(reply.lane());
        return reply.content();
    }

    Reply exchange(String act, Request request) throws TransferException {
        return exchange(act, request, timeout, timeout);
    }

    private Reply exchange(String act, Request request, Duration patience, Duration mostWait) throws TransferException {
        Endpoint at = server;
        String loginToken = "";
        boolean secure = false;
        Request now = request;
        int hops = 0;
        long waited = 0;
        while (true) {
            XrootdConnections.Lane lane = connections.take(at, loginToken, secure);
            boolean inStep = false;
            try {
                byte[] content = lane.connection.ask(now, patience);
                inStep = true;
                return new Reply(lane, content);
            } catch (Redirected e) {
                inStep = true;
                connections.give(lane);
                if (++hops > MOST_REDIRECTIONS) {
                    throw new TransientException(
                            act + ": sent from server to server " + hops + " times, at last from " + at + " to "
                                    + e.endpoint() + "; at most " + MOST_REDIRECTIONS + " are followed",
                            e);
                }
                secure |= lane.connection.isEncrypted();
                at = e.endpoint();
                loginToken = e.loginToken();
                now = request.withOpaque(e.opaque());
            } catch (Delayed e) {
                inStep = true;
                connections.give(lane);
                waited += Math.max(LEAST_WAIT.toMillis(), e.delay().toMillis());
                if (waited > mostWait.toMillis()) {
                    throw XrootdErrors.of(act, e);
                }
                sleep(act, e.delay());
            } catch (ServerError e) {
                inStep = true;
                connections.give(lane);
                throw XrootdErrors.of(act, e);
            } catch (IOException e) {
                throw XrootdErrors.of(act, e);
            } finally {
                if (!inStep) {
                    connections.drop(lane);
                }
            }
        }
    }

    private static void sleep(String act, Duration time) throws TransientException {
        try {
            Thread.sleep(time.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(act + ": interrupted", e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
