package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.FileMetadata;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.pace.Retry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The folders of a plan: a private one is private before the first file is in it; permissions and times come at the end,
 * since a folder changes when a file is put into it, and some allow none to be put there.
 */
final class Folders {
    private static final int WORKERS = 16;
    private static final int USUAL = 0755;
    private static final int OWNER = 0700;

    private final Backend destination;
    private final Keep keep;

    /** @param wanted what is kept of the source, as far as the destination can */
    Folders(Backend destination, Keep wanted) {
        this.destination = destination;
        this.keep = new Keep(
                wanted.permissions() && destination.capabilities().modes(),
                wanted.times() && !destination.capabilities().timeStep().isZero());
    }

    /**
     * Makes the empty ones, and those that may not be as open as a new folder usually is.
     *
     * @param folders those above come first
     * @return a sentence for each that could not be made
     */
    List<String> make(List<PlanFolder> folders) throws TransferException {
        List<String> failed = new ArrayList<>();
        for (PlanFolder f : folders) {
            int mode = f.metadata().mode();
            boolean guard =
                    destination.capabilities().modes() && mode != FileMetadata.UNKNOWN && (USUAL & ~mode & ~OWNER) != 0;
            if (f.empty() || guard) {
                try {
                    Retry.briefly(() -> {
                        destination.makeDirectory(f.target());
                        if (guard) {
                            destination.keep(f.target(), new FileMetadata(mode | OWNER, null));
                        }
                        return null;
                    });
                } catch (UnsafePathException | DeniedException | ConflictException | NotFoundException e) {
                    failed.add(e.getMessage());
                }
            }
        }
        return failed;
    }

    /** Gives them permissions and times, the deepest first. */
    List<String> finish(List<PlanFolder> folders) throws TransferException {
        if (!keep.permissions() && !keep.times()) {
            return List.of();
        }
        List<String> failed = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> kept = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(WORKERS, destination.capabilities().maxLanes()),
                Thread.ofVirtual().factory())) {
            for (PlanFolder f : folders.reversed()) {
                FileMetadata what = keep.of(f.metadata());
                kept.add(pool.submit(() -> {
                    try {
                        Retry.briefly(() -> {
                            destination.keep(f.target(), what);
                            return null;
                        });
                    } catch (NotFoundException e) {
                        // no file of it arrived, which is told already
                    } catch (TransferException e) {
                        failed.add(e.getMessage());
                    }
                }));
            }
            for (Future<?> f : kept) {
                f.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[mover] interrupted", e);
        }
        return failed;
    }
}
