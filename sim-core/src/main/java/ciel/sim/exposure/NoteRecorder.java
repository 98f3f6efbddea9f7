package ciel.sim.exposure;

import java.util.ArrayList;
import java.util.List;

/** Hands everything on to another listener, and keeps the notes for the summary. */
final class NoteRecorder implements RenderListener {
    /** A rendering with more to tell has the first of it in its summary. */
    private static final int KEPT = 1000;

    private final RenderListener next;
    private final List<String> notes = new ArrayList<>();

    NoteRecorder(RenderListener next) {
        this.next = next;
    }

    /** @return what was told so far */
    List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    @Override
    public void note(String text) {
        synchronized (notes) {
            if (notes.size() < KEPT) {
                notes.add(text);
            }
        }
        next.note(text);
    }

    @Override
    public void preparing(Preparation step, long done, long total) {
        next.preparing(step, done, total);
    }

    @Override
    public void detectors(int count) {
        next.detectors(count);
    }

    @Override
    public void started(long totalPhotons) {
        next.started(totalPhotons);
    }

    @Override
    public void expected(long totalPhotons) {
        next.expected(totalPhotons);
    }

    @Override
    public void photons(long delta) {
        next.photons(delta);
    }

    @Override
    public boolean begins(String detector) {
        return next.begins(detector);
    }

    @Override
    public void stage(String detector, String stage) {
        next.stage(detector, stage);
    }

    @Override
    public void measured(DetectorStatistics statistics) {
        next.measured(statistics);
    }

    @Override
    public void finished(String detector) {
        next.finished(detector);
    }
}
