package ciel.transfer.webdav;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * Ends requests whose server takes no more bytes. Java's sockets have a time limit for reading only, so a thread looks
 * at every body that is being sent. Time in which the source of the bytes keeps us waiting does not count.
 */
final class StallWatch implements AutoCloseable {
    private final long limitNanos;
    private final Set<Body> bodies = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor watcher = new ScheduledThreadPoolExecutor(1, r -> {
        Thread t = new Thread(r, "http-stalls");
        t.setDaemon(true);
        return t;
    });

    StallWatch(Duration limit) {
        limitNanos = limit.toNanos();
        long period = Math.max(1, limitNanos / 8);
        watcher.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        for (Body body : bodies) {
            long since = body.writingSince;
            if (since != Body.NOT_WRITING && now - since > limitNanos) {
                body.stalled = true;
                body.request.cancel();
            }
        }
    }

    /** @return the stream, watched until it is {@linkplain Body#end ended} */
    Body watch(OutputStream out, Cancellable request) {
        Body body = new Body(out, request);
        bodies.add(body);
        return body;
    }

    /** A body on its way. */
    final class Body {
        private static final long NOT_WRITING = Long.MIN_VALUE;
        private final OutputStream out;
        private final Cancellable request;
        private volatile long writingSince = NOT_WRITING;
        private volatile boolean stalled;

        private Body(OutputStream out, Cancellable request) {
            this.out = out;
            this.request = request;
        }

        /** @param last whether these are the last bytes: then none stay in a buffer */
        void write(byte[] bytes, int length, boolean last) throws IOException {
            writingSince = System.nanoTime();
            try {
                out.write(bytes, 0, length);
                if (last) {
                    out.flush();
                }
            } finally {
                writingSince = NOT_WRITING;
            }
        }

        /** No more is written. @return whether it was ended because nothing moved */
        boolean end() {
            bodies.remove(this);
            return stalled;
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
