package ciel.workflow.page;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends changes to browsers as server-sent events (WHATWG HTML, section 9.2). One producer looks at the source once a
 * period for each pair of campaign and visit that somebody looks at, and builds a delta once for all who listen; who
 * is too slow to take it is dropped and comes back with a snapshot. Nothing is looked at while nobody listens.
 */
final class PageFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageFeed.class);
    /** Deltas that are kept for listeners who come back. */
    private static final int KEPT = 128;
    /** Events that wait for one listener before it is dropped. */
    private static final int WAITING = 32;
    /** More listeners than this are refused: a page has one. */
    private static final int MOST_LISTENERS = 64;

    /** What somebody looks at. */
    record Topic(String campaign, long visit) {}

    /** An event as it goes over the line. */
    record Event(String id, String name, String data) {
        String text() {
            return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
        }
    }

    /** One browser. */
    static final class Listener {
        /** Ends a listener that was too slow or whose server closes. */
        static final Event END = new Event("", "", "");

        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(WAITING + 1);
        private final Topic topic;

        private Listener(Topic topic) {
            this.topic = topic;
        }

        /** @return the next event, {@link #END}, or null when none came in that time */
        Event next(Duration patience) throws InterruptedException {
            return queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static final class Channel {
        private final java.util.Set<Listener> listeners = new java.util.HashSet<>();
        private final ArrayDeque<Event> deltas = new ArrayDeque<>();
        private PageSnapshot last;
        private long number;
    }

    /** Tells the numbers of this server from those of one before it. */
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    private final PageSource source;
    private final Map<Topic, Channel> channels = new HashMap<>();
    private final ScheduledExecutorService producer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("page-feed").factory());

    /** @param period how often the source is looked at while somebody listens */
    PageFeed(PageSource source, Duration period) {
        this.source = source;
        producer.scheduleWithFixedDelay(this::produce, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * @param lastId the id of the last event that the browser had; empty for none
     * @return a listener whose first events are those that it has missed, or a snapshot; null when there are too many
     *     listeners or the campaign is not known
     */
    synchronized Listener listen(Topic topic, String lastId) {
        if (channels.values().stream().mapToInt(c -> c.listeners.size()).sum() >= MOST_LISTENERS) {
            return null;
        }
        Channel channel = channels.computeIfAbsent(topic, t -> new Channel());
        if (channel.listeners.isEmpty()) {
            step(topic, channel); // nobody listened: what changed meanwhile becomes a delta
        }
        if (channel.last == null) {
            channels.remove(topic);
            return null;
        }
        Listener listener = new Listener(topic);
        catchUp(channel, lastId, listener);
        channel.listeners.add(listener);
        return listener;
    }

    private void catchUp(Channel channel, String lastId, Listener listener) {
        long missed = channel.number - number(lastId);
        if (missed >= 0 && missed <= Math.min(channel.deltas.size(), WAITING)) {
            channel.deltas.stream().skip(channel.deltas.size() - missed).forEach(listener.queue::add);
        } else {
            listener.queue.add(new Event(
                    id(channel.number), "snapshot", channel.last.whole().toString()));
        }
    }

    /** @return the number in an id of this server; a very small one for any other text */
    private long number(String id) {
        return id.matches(run + "-[0-9]{1,15}") ? Long.parseLong(id.substring(run.length() + 1)) : Long.MIN_VALUE / 2;
    }

    synchronized void leave(Listener listener) {
        Channel channel = channels.get(listener.topic);
        if (channel != null) {
            channel.listeners.remove(listener);
            // a channel is kept for whoever reconnects, but not many
            if (channel.listeners.isEmpty() && channels.size() > MOST_LISTENERS) {
                channels.remove(listener.topic);
            }
        }
    }

    /** Looks once at everything that somebody listens to. */
    void produce() {
        try {
            for (Topic topic : topics()) {
                Channel channel = channel(topic);
                PageSnapshot now = channel == null ? null : PageSnapshot.take(source, topic.campaign(), topic.visit());
                if (now != null) {
                    publish(channel, now);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("The page could not read the ledger and tries again: {}", e.toString());
        }
    }

    private synchronized java.util.List<Topic> topics() {
        return channels.entrySet().stream()
                .filter(e -> !e.getValue().listeners.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    private synchronized Channel channel(Topic topic) {
        return channels.get(topic);
    }

    private void step(Topic topic, Channel channel) {
        PageSnapshot now = PageSnapshot.take(source, topic.campaign(), topic.visit());
        if (now != null) {
            publish(channel, now);
        }
    }

    private synchronized void publish(Channel channel, PageSnapshot now) {
        if (channel.last == null) {
            channel.last = now;
            channel.number++;
            return;
        }
        var delta = now.since(channel.last);
        if (delta.isEmpty()) {
            return;
        }
        channel.last = now;
        Event event = new Event(id(++channel.number), "delta", delta.toString());
        channel.deltas.add(event);
        if (channel.deltas.size() > KEPT) {
            channel.deltas.removeFirst();
        }
        channel.listeners.removeIf(listener -> {
            if (listener.queue.size() < WAITING) {
                return !listener.queue.offer(event);
            }
            listener.queue.clear();
            listener.queue.add(Listener.END);
            return true;
        });
    }

    private String id(long number) {
        return run + "-" + number;
    }

    @Override
    public void close() {
        producer.shutdownNow();
        synchronized (this) {
            channels.values()
                    .forEach(channel -> channel.listeners.forEach(listener -> {
                        listener.queue.clear();
                        listener.queue.add(Listener.END);
                    }));
            channels.clear();
        }
    }
}
