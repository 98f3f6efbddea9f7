package ciel.transfer;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers of one size, outside the heap, used again: allocating and clearing one costs as much as copying its
 * content. A buffer fits the second-level cache of a core beside what else is in use.
 */
public final class Buffers {
    /** Capacity of each (byte). */
    public static final int BYTES = 256 << 10;

    private static final int KEPT = 64;
    private static final int PLENTY = 512;
    private static final ConcurrentLinkedQueue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger FREE_COUNT = new AtomicInteger();
    private static final AtomicInteger IN_USE = new AtomicInteger();

    private Buffers() {}

    /** @return an empty buffer; to be given back once nobody writes to it any more */
    public static ByteBuffer take() {
        IN_USE.incrementAndGet();
        ByteBuffer buffer = FREE.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(BYTES);
        }
        FREE_COUNT.decrementAndGet();
        return buffer.clear();
    }

    /** @param buffer from {@link #take()} */
    public static void give(ByteBuffer buffer) {
        IN_USE.decrementAndGet();
        if (FREE_COUNT.get() < KEPT) {
            FREE_COUNT.incrementAndGet();
            FREE.add(buffer);
        }
    }

    /** A buffer that was taken will not be given back, because somebody may still write to it. */
    public static void lose() {
        IN_USE.decrementAndGet();
    }

    /** @return whether so many are in use (128 MiB) that reading further ahead has to wait */
    public static boolean isPlenty() {
        return IN_USE.get() >= PLENTY;
    }
}
