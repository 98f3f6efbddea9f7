package ciel.workflow.job;

import ciel.sim.exposure.RenderListener;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;

/** What renders: {@link ciel.sim.exposure.Renderer#render}. */
@FunctionalInterface
public interface Rendering {
    /** As {@link ciel.sim.exposure.Renderer#render}. */
    RenderSummary render(RenderRequest request, RenderListener listener);
}
