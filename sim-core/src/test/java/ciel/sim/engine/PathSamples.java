package ciel.sim.engine;

import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.Profile;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Paths on which every engine is compared with the scalar engine: each kind of step alone, and all of them together. */
final class PathSamples {
    private PathSamples() {}

    /** One step of each kind, in the order in which a photon meets them. */
    static List<PhotonStep> steps() {
        return List.of(
                Wavelength.of(EngineConformance.acceptance()),
                new Spread(EngineConformance.psf(true)),
                new Profile(),
                new Pixels());
    }

    static List<PhotonStep> without(List<PhotonStep> steps, PhotonStep without) {
        return steps.stream().filter(step -> step != without).toList();
    }

    /** Each step with nothing but what it needs, and a step that finds the pixel. */
    static List<PhotonPath> alone() {
        return steps().stream().map(PathSamples::alone).toList();
    }

    private static PhotonPath alone(PhotonStep kind) {
        List<PhotonStep> path = new ArrayList<>();
        for (PhotonStep step : steps()) {
            boolean needed = kind.needs().contains(step.getClass()) || step.getClass() == kind.getClass();
            if (needed || step instanceof Pixels && !kind.findsPixel()) {
                path.add(step);
            }
        }
        return new PhotonPath(path);
    }

    /** All steps that go together: one path for each step that finds the pixel. */
    static List<PhotonPath> together() {
        List<PhotonPath> paths = new ArrayList<>();
        for (PhotonStep last : steps().stream().filter(PhotonStep::findsPixel).toList()) {
            List<PhotonStep> path = new ArrayList<>(
                    steps().stream().filter(step -> !step.findsPixel()).toList());
            path.add(last);
            paths.add(new PhotonPath(path));
        }
        return paths;
    }

    /** @return kinds of step that others of a list need */
    static Set<Class<? extends PhotonStep>> needed(List<PhotonStep> steps) {
        return Set.copyOf(
                steps.stream().flatMap(step -> step.needs().stream()).distinct().toList());
    }
}
