package ciel.app;

import ciel.sim.exposure.RenderListener;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;

/** What does the rendering behind the command line. */
@FunctionalInterface
interface Rendering {
    RenderSummary render(RenderRequest request, RenderListener listener);
}
