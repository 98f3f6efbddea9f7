package ciel.app;

import ciel.kernels.EngineRegistry;
import ciel.sim.exposure.RenderListener;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.exposure.Renderer;

/** What does the rendering behind the command line. */
@FunctionalInterface
interface Rendering {
    /** As {@link Renderer#render}. */
    RenderSummary render(RenderRequest request, RenderListener listener);

    /** @return the renderer with the engines of this machine */
    static Rendering here() {
        Renderer renderer = new Renderer(new EngineRegistry(), Version.text());
        return renderer::render;
    }
}
