package ciel.workflow.daemon;

import ciel.workflow.stage.Carrier;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.UnitFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Copies files at once. */
final class CopyCarrier implements Carrier {
    private final Path root;
    private final Path incoming;
    /** What is wrong with the link now; null where it works. */
    Supplier<PortException> wrong = () -> null;

    private Consumer<Event> listener = event -> {};
    private long moved;

    CopyCarrier(Path root, Path incoming) {
        this.root = root;
        this.incoming = incoming;
    }

    @Override
    public String link() {
        return "there-lyon";
    }

    @Override
    public void listen(Consumer<Event> to) {
        listener = to;
    }

    @Override
    public void fetch(List<Fetch> fetches) throws PortException {
        PortException failure = wrong.get();
        if (failure != null) {
            throw failure;
        }
        for (Fetch fetch : fetches) {
            try {
                Path to = Files.createDirectories(incoming.resolve(fetch.incoming()));
                for (UnitFile file : fetch.unit().files()) {
                    Files.copy(
                            root.resolve(fetch.unit().folder()).resolve(file.name()),
                            to.resolve(file.name()),
                            StandardCopyOption.REPLACE_EXISTING);
                    moved += file.bytes();
                }
            } catch (IOException e) {
                throw new PortException.CouldNotAsk(PortException.Cause.AWAY, "[link] " + e.getMessage(), e);
            }
            listener.accept(new Event.Fetched(fetch.delivery()));
        }
    }

    @Override
    public int underWay() {
        return 0;
    }

    @Override
    public long bytesMoved() {
        return moved;
    }

    @Override
    public void close() {}
}
