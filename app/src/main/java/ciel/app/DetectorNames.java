package ciel.app;

import ciel.sim.exposure.RenderRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Checks what {@code --detector} was given; whether the camera has the CCD is the renderer's to say. */
final class DetectorNames {
    private static final Pattern DETECTOR = Pattern.compile("R[0-4][0-4]_S[0-2][0-2]");

    private DetectorNames() {}

    /**
     * @return the names without repetitions
     * @throws picocli.CommandLine.ParameterException for what is no name, and for "all" beside names
     */
    static List<String> checked(List<String> detectors, Verb verb) {
        List<String> names = List.copyOf(new LinkedHashSet<>(detectors));
        if (names.contains(RenderRequest.ALL)) {
            if (names.size() > 1) {
                throw verb.usage("--detector has all beside other names; give one or the other");
            }
            return names;
        }
        for (String name : names) {
            if (!DETECTOR.matcher(name).matches()) {
                throw verb.usage("--detector '" + name
                        + "' is not the name of a science CCD, such as R22_S11 (raft R01 to R43, slot "
                        + "S00 to S22), or all");
            }
        }
        return names;
    }
}
