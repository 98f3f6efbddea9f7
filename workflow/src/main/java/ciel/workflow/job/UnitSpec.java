package ciel.workflow.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is rendered at once at least: one detector of one visit. Its text is {@code <visit>/<detector>}.
 *
 * @param visit    observation id, &ge; 0
 * @param detector name, such as R22_S11
 */
public record UnitSpec(long visit, String detector) implements Comparable<UnitSpec> {
    private static final Pattern DETECTOR = Pattern.compile("R[0-9]{2}_S[0-9A-Z]{2,3}");
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})/(" + DETECTOR.pattern() + ")");

    /** @throws IllegalArgumentException for names that are none */
    public UnitSpec {
        if (visit < 0 || !DETECTOR.matcher(detector).matches()) {
            throw new IllegalArgumentException(
                    "a unit is <visit>/<detector>, such as 449053/R22_S11; it is '" + visit + "/" + detector + "'");
        }
    }

    /** @return the unit of a text; empty where it is none */
    public static Optional<UnitSpec> parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches() ? Optional.of(new UnitSpec(Long.parseLong(m.group(1)), m.group(2))) : Optional.empty();
    }

    /** @return name of its exit file, without the ending */
    public String fileStem() {
        return visit + "_" + detector;
    }

    @Override
    public int compareTo(UnitSpec other) {
        int byVisit = Long.compare(visit, other.visit);
        return byVisit != 0 ? byVisit : detector.compareTo(other.detector);
    }

    @Override
    public String toString() {
        return visit + "/" + detector;
    }
}
