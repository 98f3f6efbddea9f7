package ciel.app;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorSelection;
import ciel.sim.exposure.RenderRequest;
import java.util.List;
import java.util.Set;

/** What {@code --detector} was given, as names of CCDs. */
final class DetectorNames {
    private DetectorNames() {}

    /**
     * @param terms as of {@link DetectorSelection}: names, numbers, rafts, patterns, all; none: the CCD in the middle
     * @return names of the CCDs without repetitions; {@link RenderRequest#ALL} alone where that is every one of them
     * @throws picocli.CommandLine.ParameterException for a term that names no CCD
     */
    static List<String> checked(List<String> terms, Camera camera, Verb verb) {
        List<Detector> detectors = detectors(terms, camera, verb);
        return Set.copyOf(detectors).equals(Set.copyOf(camera.detectors()))
                ? List.of(RenderRequest.ALL)
                : detectors.stream().map(Detector::name).toList();
    }

    /**
     * @return the detectors without repetitions
     * @throws picocli.CommandLine.ParameterException for a term that names none
     */
    static List<Detector> detectors(List<String> terms, Camera camera, Verb verb) {
        try {
            return DetectorSelection.of(
                    terms == null || terms.isEmpty() ? List.of(camera.middle().name()) : terms, camera);
        } catch (InputException e) {
            throw verb.usage("--" + e.getMessage());
        }
    }
}
