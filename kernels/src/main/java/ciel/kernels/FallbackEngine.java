package ciel.kernels;

import ciel.sim.DeviceException;
import ciel.sim.UnavailableException;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonBatch;
import ciel.sim.photon.PhotonEngine;
import ciel.sim.readout.SkyParameters;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What {@code auto} gives where a device was chosen: when the device fails in the middle, the next engine takes the detector over from its beginning, and all that
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
    public boolean addsSkyWithPhotons() {
        return true;
    }

    @Override
    public void shoot(PhotonBatch batch, ChargeMap target, long[] realized, Progress progress) {
        expose(batch, null, target, realized, progress);
    }

    @Override
    public void expose(PhotonBatch batch, SkyParameters sky, ChargeMap target, long[] realized, Progress progress) {
        PhotonEngine engine = current();
        long[] told = new long[1];
        try {
            engine.expose(batch, sky, target, realized, photons -> {
                synchronized (told) {
                    told[0] += photons;
                }
                progress.photons(photons);
            });
        } catch (DeviceException | UnavailableException e) {
            PhotonEngine successor = after(engine, e);
            progress.photons(-told[0]); // they are shot again
            successor.expose(batch, sky, target, realized, progress);
        }
    }

    @Override
    public void addSky(SkyParameters sky, ChargeMap target) {
        PhotonEngine engine = current();
        try {
            engine.addSky(sky, target);
        } catch (DeviceException | UnavailableException e) {
            after(engine, e).addSky(sky, target);
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
