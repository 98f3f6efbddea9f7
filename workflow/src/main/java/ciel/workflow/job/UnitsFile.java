package ciel.workflow.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a job is told: a first line {@code ciel-units=1,spec=<sha256>,each=<n>,warning=<s>}, then a unit a line. Task k of
 * an array renders the units k*n to k*n+n-1.
 *
 * @param spec  sha256 of the {@link JobSpec}, which lies in inputs/
 * @param each  units of one task, &ge; 1
 * @param warning how long before its end the job is warned (s): it ends by itself in that time
 * @param units in order, none twice
 */
public record UnitsFile(String spec, int each, int warning, List<UnitSpec> units) {
    private static final Pattern HEAD =
            Pattern.compile("ciel-units=1,spec=([0-9a-f]{64}),each=([0-9]{1,6}),warning=([0-9]{1,5})");

    /** @throws IllegalArgumentException where it is empty or names a unit twice */
    public UnitsFile {
        Objects.requireNonNull(spec);
        units = List.copyOf(units);
        if (each < 1
                || warning < 0
                || units.isEmpty()
                || units.stream().distinct().count() != units.size()) {
            throw new IllegalArgumentException("a units file has units, none twice, and at least one a task");
        }
    }

    /** @return how many tasks the array has */
    public int tasks() {
        return (units.size() + each - 1) / each;
    }

    /** @return the units of one task @param task index, from 0 */
    public List<UnitSpec> task(int task) {
        int from = Math.min(units.size(), Math.multiplyExact(task, each));
        return units.subList(from, Math.min(units.size(), from + each));
    }

    /** @return the lines of the file */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(units.size() + 1);
        lines.add("ciel-units=1,spec=" + spec + ",each=" + each + ",warning=" + warning);
        units.forEach(unit -> lines.add(unit.toString()));
        return lines;
    }

    /** @throws IllegalArgumentException with line number and remedy where a line is not as it must be */
    public static UnitsFile parse(List<String> lines) {
        Matcher head = HEAD.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (!head.matches()) {
            throw new IllegalArgumentException(
                    "line 1 is not 'ciel-units=1,spec=<sha256>,each=<n>,warning=<s>' (was the file written "
                            + "by another version of Ciel?)");
        }
        List<UnitSpec> units = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            int line = i + 1;
            units.add(UnitSpec.parse(lines.get(i))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "line " + line + " is no unit such as 449053/R22_S11 (submit the job again)")));
        }
        return new UnitsFile(head.group(1), Integer.parseInt(head.group(2)), Integer.parseInt(head.group(3)), units);
    }
}
