package ciel.sim.optics;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bending modes of the mirrors as a user gives them: a comma-separated file with a line of names,
 * {@code mode,surface,noll,nm}. Mode 1 to 20 are those of M1M3, 21 to 40 those of M2 (degrees of freedom 11 to 50 of
 * the active optics system); surface is M1, M2 or M3; nm is the rms height of the annular Zernike term over the clear
 * aperture of that surface for 1 um of the mode. Lines that begin with # are comments.
 */
final class BendingModes {
    private static final int MODES = 40;

    private record Term(int mode, String surface, int noll, double metres) {}

    private final List<Term> terms;

    private BendingModes(List<Term> terms) {
        this.terms = terms;
    }

    static BendingModes read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "cannot be read: " + e.getMessage(), "check degrees_of_freedom.modes", e);
        }
        List<Term> terms = new ArrayList<>();
        boolean named = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            if (!named) {
                if (!line.replace(" ", "").equals("mode,surface,noll,nm")) {
                    throw bad(file, i, "the names are '" + line + "'", "write mode,surface,noll,nm");
                }
                named = true;
                continue;
            }
            terms.add(term(file, i, line.split(",", -1)));
        }
        return new BendingModes(terms);
    }

    private static Term term(Path file, int line, String[] cells) {
        if (cells.length != 4) {
            throw bad(file, line, cells.length + " cells", "give mode,surface,noll,nm");
        }
        try {
            Term term = new Term(
                    Integer.parseInt(cells[0].strip()),
                    cells[1].strip(),
                    Integer.parseInt(cells[2].strip()),
                    Double.parseDouble(cells[3].strip()) * 1e-9);
            if (term.mode < 1 || term.mode > MODES) {
                throw bad(file, line, "mode " + term.mode, "modes are 1 to " + MODES);
            }
            if (!List.of("M1", "M2", "M3").contains(term.surface)) {
                throw bad(file, line, "surface '" + term.surface + "'", "give M1, M2 or M3");
            }
            if (term.noll < 1 || term.noll > Figure.MAX_NOLL) {
                throw bad(file, line, "Noll index " + term.noll, "give 1 to " + Figure.MAX_NOLL);
            }
            if (!(Math.abs(term.metres) < 1e-3)) {
                throw bad(file, line, "height " + cells[3] + " nm", "the limit is 1e6 nm");
            }
            return term;
        } catch (NumberFormatException e) {
            throw bad(file, line, "'" + String.join(",", cells) + "' is not a mode", "give mode,surface,noll,nm");
        }
    }

    private static InputException bad(Path file, int line, String what, String remedy) {
        return new InputException(file + ":" + (line + 1), what, remedy);
    }

    /** @param values um of each mode, from {@code first} on */
    List<TelescopeState.FigureError> bend(double[] values, int first) {
        Map<String, Map<Integer, Double>> sums = new TreeMap<>();
        for (Term t : terms) {
            sums.computeIfAbsent(t.surface, s -> new TreeMap<>())
                    .merge(t.noll, t.metres * values[first + t.mode - 1], Double::sum);
        }
        return sums.entrySet().stream()
                .map(e -> new TelescopeState.FigureError(e.getKey(), e.getValue(), Double.NaN, Double.NaN))
                .toList();
    }
}
