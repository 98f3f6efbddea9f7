package ciel.app;

import ciel.sim.exposure.RenderListener;

/** Shows a rendering on a progress line. */
final class RenderProgress implements RenderListener {
    private final Progress progress;

    RenderProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void started(long totalPhotons) {
        progress.begin("", Progress.Unit.PHOTONS, totalPhotons);
    }

    @Override
    public void expected(long totalPhotons) {
        progress.expect(totalPhotons);
    }

    @Override
    public void photons(long delta) {
        progress.advance(delta);
    }

    @Override
    public void stage(String detector, String stage) {
        progress.label(detector + " " + stage);
    }

    @Override
    public void note(String text) {
        progress.note(text);
    }
}
