package ciel.kernels;

import ciel.sim.DeviceException;
import ciel.sim.UnavailableException;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What {@code auto} gives where a device was chosen: when the device fails in the middle, the next engine takes the
 * detector over from its beginning, and all that
 * follow. Both engines are of tier T1, so the image is the same.
 */
public final class FallbackEngine implements PhotonEngine {
    private final PhotonEngine first;
    private final Supplier<PhotonEngine> makeNext;
    private final Consumer<String> note;
    private PhotonEngine next;

    /**
     * Puts an engine behind another.
     *
     * @param first what is used until it fails
     * @param next  makes what is used from then on
     * @param note  told when that happens, and why
     */
    public FallbackEngine(PhotonEngine first, Supplier<PhotonEngine> next, Consumer<String> note) {
        this.first = first;
        this.makeNext = next;
        this.note = note;
    }

    private synchronized PhotonEngine current() {
        return next == null ? first : next;
    }

    private synchronized PhotonEngine after(PhotonEngine failed, RuntimeException why) {
        if (failed != first) {
            throw why;
        }
        if (next == null) {
            next = makeNext.get();
            note.accept("engine " + next.info().name() + " takes over: " + why.getMessage());
        }
        return next;
    }

    @Override
    public Info info() {
        return current().info();
    }

    @Override
    public ScreenLoops screenLoops() {
        return current().screenLoops();
    }

    @Override
    public Optional<DeviceUse> deviceUse() {
        return first.deviceUse();
    }

    @Override
    public DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        PhotonEngine engine = current();
        Counted counted = new Counted(progress);
        try {
            return engine.expose(exposure, counted);
        } catch (DeviceException | UnavailableException e) {
            PhotonEngine successor = after(engine, e);
            counted.takeBack();
            return successor.expose(exposure, progress);
        }
    }

    /** Photons told of, which are shot again after a failure. */
    private static final class Counted implements PhotonProgress {
        private final PhotonProgress progress;
        private final LongAdder told = new LongAdder();

        Counted(PhotonProgress progress) {
            this.progress = progress;
        }

        @Override
        public void photons(long shot) {
            told.add(shot);
            progress.photons(shot);
        }

        @Override
        public void background() {
            progress.background();
        }

        void takeBack() {
            progress.photons(-told.sum());
        }
    }

    @Override
    public void close() {
        first.close();
        if (next != null) {
            next.close();
        }
    }
}
