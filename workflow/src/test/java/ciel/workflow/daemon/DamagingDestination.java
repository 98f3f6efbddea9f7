package ciel.workflow.daemon;

import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A destination on whose disk a byte changes once, before it is read again. */
final class DamagingDestination implements Destination {
    private final Destination real;
    private final Path incoming;
    private final AtomicInteger damaged;

    DamagingDestination(Destination real, Path incoming, AtomicInteger damaged) {
        this.real = real;
        this.incoming = incoming;
        this.damaged = damaged;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Check verify(Item item) throws PortException {
        if (damaged.compareAndSet(0, 1)) {
            Path file = incoming.resolve(item.incoming())
                    .resolve(item.files().files().getFirst().name());
            try {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return real.verify(item);
    }

    @Override
    public Map<String, String> place(Item item) throws PortException {
        return real.place(item);
    }

    @Override
    public void discard(Item item) throws PortException {
        real.discard(item);
    }

    @Override
    public Map<Long, String> register(List<Item> items) throws PortException {
        return real.register(items);
    }

    @Override
    public boolean registers() {
        return real.registers();
    }

    @Override
    public long freeBytes() throws PortException {
        return real.freeBytes();
    }

    @Override
    public void close() {
        real.close();
    }
}
