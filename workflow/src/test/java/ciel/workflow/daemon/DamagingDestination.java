package ciel.workflow.daemon;

import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A destination on whose disk a byte changes once, before it is read again. */
final class DamagingDestination extends ForwardingDestination {
    private final Path incoming;
    private final AtomicInteger damaged;

    DamagingDestination(Destination real, Path incoming, AtomicInteger damaged) {
        super(real);
        this.incoming = incoming;
        this.damaged = damaged;
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
        return super.verify(item);
    }
}
