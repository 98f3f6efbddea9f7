package ciel.kernels.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ciel.sim.UnavailableException;
import ciel.sim.engine.PathSamples;
import ciel.sim.photon.Dispersion;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Screens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel's order of steps is that of every path that Ciel makes. */
class StepBitsTest {
    @Test
    void stepsInTheOrderOfARendering_areInTheKernelsOrder() {
        int last = 0;
        for (Class<? extends PhotonStep> kind : PhotonPath.ORDER) {
            PhotonStep step = PathSamples.steps().stream()
                    .filter(kind::isInstance)
                    .findFirst()
                    .orElseThrow();
            int bit = StepBits.bit(step);
            if (bit != StepBits.PUPIL) { // moves nothing
                assertEquals(last, Math.min(last, bit), () -> kind + " comes later in the kernel");
                last = bit;
            }
        }
        assertEquals(
                PathSamples.steps().stream()
                        .map(PhotonStep::getClass)
                        .distinct()
                        .count(),
                PhotonPath.ORDER.size());
    }

    @Test
    void anotherOrder_isRefused() {
        PhotonPath whole = PathSamples.together().getFirst();
        List<PhotonStep> steps = new ArrayList<>(whole.steps());
        PhotonStep screens = whole.find(Screens.class).orElseThrow();
        steps.remove(screens);
        steps.add(steps.indexOf(whole.find(Dispersion.class).orElseThrow()) + 1, screens);
        PhotonPath other = new PhotonPath(steps);
        assertThrows(UnavailableException.class, () -> StepBits.of(other));
    }
}
