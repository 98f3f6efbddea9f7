package ciel.sim.yaml;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Collects what is wrong with a file, so that all of it is said at once, in the order of its lines. */
public final class Problems {
    private static final int SHOWN = 10;

    private final YamlDocument file;
    private final List<Problem> problems = new ArrayList<>();

    private record Problem(long order, String place, String problem, String remedy) {}

    /** @param file whose values are looked at */
    public Problems(YamlDocument file) {
        this.file = file;
    }

    /** @param pointer JSON pointer of the value that is wrong */
    public void add(String pointer, String problem, String remedy) {
        problems.add(new Problem(file.order(pointer), file.place(pointer), problem, remedy));
    }

    /** @return what the supplier gives, or null where it throws: then its message is a problem of that value */
    public <T> T get(String pointer, Supplier<T> value) {
        try {
            return value.get();
        } catch (InputException e) {
            add(pointer, e.getMessage(), "");
            return null;
        }
    }

    /** @throws InputException naming place, problem and remedy of each, one a line */
    public void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        List<Problem> sorted = problems.stream()
                .distinct()
                .sorted(Comparator.comparingLong(Problem::order))
                .toList();
        StringBuilder more = new StringBuilder();
        for (Problem p : sorted.subList(1, Math.min(SHOWN, sorted.size()))) {
            more.append('\n').append(new InputException(p.place(), p.problem(), p.remedy()).getMessage());
        }
        if (sorted.size() > SHOWN) {
            more.append("\nand ").append(sorted.size() - SHOWN).append(" more");
        }
        Problem first = sorted.getFirst();
        throw new InputException(
                first.place(),
                first.problem() + (first.remedy().isEmpty() ? "" : " (" + first.remedy() + ")") + more,
                "");
    }
}
