package ciel.transfer.mover;

import ciel.transfer.TransientException;
import ciel.transfer.pace.Bandwidth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Passes bytes on at the rate that is allowed, and counts them. */
final class Meter implements ReadableByteChannel {
    private final ReadableByteChannel source;
    private final Bandwidth bandwidth;
    private final LongAdder passed;
    private final BooleanSupplier over;

    /** @param over whether the transfer has been stopped: then nothing more passes */
    Meter(ReadableByteChannel source, Bandwidth bandwidth, LongAdder passed, BooleanSupplier over) {
        this.over = over;
        this.source = source;
        this.bandwidth = bandwidth;
        this.passed = passed;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        check(over);
        int n = source.read(target);
        if (n > 0) {
            pass(bandwidth, n);
            passed.add(n);
        }
        return n;
    }

    static void check(BooleanSupplier over) throws StoppedException {
        if (over.getAsBoolean()) {
            throw new StoppedException();
        }
    }

    static void pass(Bandwidth bandwidth, long bytes) throws TransientException {
        try {
            bandwidth.acquire(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[mover] interrupted", e);
        }
    }

    @Override
    public boolean isOpen() {
        return source.isOpen();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
