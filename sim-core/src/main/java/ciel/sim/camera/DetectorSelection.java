package ciel.sim.camera;

import ciel.sim.InputException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which CCDs a user means. A term is {@code all}; a number, 0 to 204; a name, {@code R22_S11}; a raft, {@code R22}; or a
 * pattern in which {@code *} is any text, {@code ?} any character and {@code [02]} or {@code [0-2]} one of several:
 * {@code R22_*}, {@code *_S11}, {@code R[12]?_S00}. Case does not matter.
 */
public final class DetectorSelection {
    /** The term that means every science CCD (guide and wavefront sensors are named one by one or by raft). */
    public static final String ALL = "all";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final Pattern GLOB = Pattern.compile("[A-Z0-9_*?\\[\\]-]+");

    private DetectorSelection() {}

    /**
     * @param terms  as above, in any order; blanks around a term do not count
     * @param camera whose CCDs are meant
     * @return every CCD that one of the terms names, once each, in the order in which the terms name them
     * @throws InputException for a term that names no science CCD
     */
    public static List<Detector> of(Collection<String> terms, Camera camera) {
        Set<Detector> selected = new LinkedHashSet<>();
        for (String term : terms) {
            selected.addAll(named(term.strip().toUpperCase(Locale.ROOT), term, camera));
        }
        return List.copyOf(selected);
    }

    private static List<Detector> named(String key, String term, Camera camera) {
        if (key.equalsIgnoreCase(ALL)) {
            return camera.detectors();
        }
        if (NUMBER.matcher(key).matches()) {
            return List.of(camera.detector(Integer.parseInt(key)));
        }
        List<Detector> found = camera.all().stream()
                .filter(detector ->
                        detector.raft().equals(key) || detector.name().equals(key))
                .toList();
        if (found.isEmpty() && GLOB.matcher(key).matches() && isPattern(key)) {
            Pattern pattern = Pattern.compile(regex(key));
            found = matching(camera.detectors(), pattern);
            if (found.isEmpty()) {
                found = matching(camera.all(), pattern);
            }
        }
        return found.isEmpty() ? List.of(camera.detector(term)) : found;
    }

    private static List<Detector> matching(List<Detector> detectors, Pattern pattern) {
        return detectors.stream()
                .filter(detector -> pattern.matcher(detector.name()).matches())
                .toList();
    }

    private static boolean isPattern(String key) {
        return key.indexOf('*') >= 0 || key.indexOf('?') >= 0 || key.matches(".*\\[[A-Z0-9_-]+].*");
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (close > 0 && glob.substring(i + 1, close).matches("([A-Z0-9](-[A-Z0-9])?)+")) {
                String set = glob.substring(i + 1, close);
                regex.append(isRising(set) ? "[" + set + "]" : "(?!)");
                i = close;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return regex.toString();
    }

    /** @return whether no range of a set, such as 2-0, runs backwards */
    private static boolean isRising(String set) {
        for (int dash = set.indexOf('-'); dash > 0; dash = set.indexOf('-', dash + 1)) {
            if (set.charAt(dash - 1) > set.charAt(dash + 1)) {
                return false;
            }
        }
        return true;
    }
}
