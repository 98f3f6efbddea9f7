package ciel.transfer.mover;

import java.util.ArrayDeque;

/** Rate over the last ten seconds. */
final class RateMeter {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private record Mark(long nanos, long bytes) {}

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();

    RateMeter(long start) {
        marks.add(new Mark(start, 0));
    }

    double update(long nanos, long bytes) {
        marks.addLast(new Mark(nanos, bytes));
        while (marks.size() > 2 && nanos - marks.peekFirst().nanos > WINDOW_NANOS) {
            marks.removeFirst();
        }
        Mark first = marks.peekFirst();
        return (bytes - first.bytes) / Math.max(1e-9, (nanos - first.nanos) * 1e-9);
    }
}
