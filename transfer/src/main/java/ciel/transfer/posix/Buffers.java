package ciel.transfer.posix;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers, used again: allocating and clearing them costs as much as copying a chunk. On the heap, because what comes out of a cipher is there. */
final class Buffers {
    private static final ConcurrentLinkedQueue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();

    private Buffers() {
    }

    static ByteBuffer take(int bytes) {
        ByteBuffer buffer = FREE.poll();
        return buffer != null && buffer.capacity() >= bytes ? buffer : ByteBuffer.allocate(bytes);
    }

    static void give(ByteBuffer buffer) {
        if (FREE.size() < 64) {
            FREE.add(buffer);
        }
    }
}
