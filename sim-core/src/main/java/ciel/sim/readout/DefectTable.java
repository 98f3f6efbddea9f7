package ciel.sim.readout;

import ciel.sim.InputException;
import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads defects: a file with a column {@code detector}, or a folder with a file for each detector that has some, named
 * after it (R22_S11.csv, r22_s11.ecsv). Columns by name, split at commas or, without a comma, at blanks; {@code #}
 * comments, so that ECSV as obs_lsst's defects have it will do: {@code x0 y0 width height} (LSST pixels, the first is 0).
 * A row without {@code kind} is a dead rectangle. Kinds: {@code dead}, {@code dark} ({@code value}: part that is kept, 0
 * to 1), {@code hot} ({@code value}: e-/s), {@code amplifier} ({@code value}: the name of a dead output).
 */
public final class DefectTable {
    private static final double MOST_RATE = 1e6;
    private static final int MOST_ROWS = 2_000_000;
    private static final List<String> KINDS = List.of("dead", "dark", "hot", "amplifier");

    private final Camera camera;
    private final Map<String, List<Defects.Region>> regions = new HashMap<>();
    private final Map<String, Set<String>> dead = new HashMap<>();
    private int rows;

    private DefectTable(Camera camera) {
        this.camera = camera;
    }

    /**
     * @param path file or folder
     * @return the defects of each detector that has some, by its name
     * @throws InputException that names file, line, problem and remedy
     */
    public static Map<String, Defects> read(Path path, Camera camera) {
        DefectTable table = new DefectTable(camera);
        if (Files.isDirectory(path)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(path)) {
                files = all.filter(f -> f.getFileName().toString().matches("(?i).*\\.(csv|ecsv)"))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new InputException(path.toString(), "cannot be read: " + e.getMessage(), "check the folder", e);
            }
            if (files.isEmpty()) {
                throw new InputException(
                        path.toString(), "has no file of defects", "name them after detectors, such as R22_S11.csv");
            }
            for (Path file : files) {
                String name = file.getFileName().toString();
                String stem = name.substring(0, name.lastIndexOf('.'));
                Detector detector = camera.all().stream()
                        .filter(d -> d.name().equalsIgnoreCase(stem))
                        .findFirst()
                        .orElseThrow(() -> new InputException(
                                file.toString(),
                                "is not named after a detector of the camera " + camera.name(),
                                "name it after one, such as " + camera.middle().name() + ".csv"));
                table.parse(file, Optional.of(detector));
            }
        } else {
            table.parse(path, Optional.empty());
        }
        Map<String, Defects> defects = new HashMap<>();
        Set<String> names = new HashSet<>(table.regions.keySet());
        names.addAll(table.dead.keySet());
        for (String name : names) {
            defects.put(
                    name,
                    new Defects(table.regions.getOrDefault(name, List.of()), table.dead.getOrDefault(name, Set.of())));
        }
        return Map.copyOf(defects);
    }

    private void parse(Path file, Optional<Detector> own) {
        List<String> columns = null;
        boolean commas = false;
        int number = 0;
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InputException(
                    file.toString(),
                    Files.exists(file) ? "cannot be read: " + e.getMessage() : "no such file",
                    "readout.defects names a table or a folder of tables",
                    e);
        }
        for (String line : lines) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.charAt(0) == '#') {
                continue;
            }
            if (columns == null) {
                commas = content.indexOf(',') >= 0;
                columns = Arrays.stream(split(content, commas))
                        .map(String::toLowerCase)
                        .toList();
                for (String wanted : own.isPresent() ? List.of("x0", "y0", "width", "height") : List.of("detector")) {
                    if (!columns.contains(wanted)) {
                        throw InputException.atLine(
                                file.toString(),
                                number,
                                "there is no column " + wanted,
                                "the columns are detector,kind,x0,y0,width,height,value");
                    }
                }
                continue;
            }
            String[] cells = split(content, commas);
            if (cells.length != columns.size()) {
                throw InputException.atLine(
                        file.toString(),
                        number,
                        "has " + cells.length + " values, and there are " + columns.size() + " columns",
                        "give one value a column");
            }
            if (++rows > MOST_ROWS) {
                throw InputException.atLine(
                        file.toString(), number, "there are more than " + MOST_ROWS + " rows", "join rectangles");
            }
            Row row = new Row(file.toString(), number, columns, cells);
            add(row, own.orElseGet(() -> row.detector(camera)));
        }
    }

    private static String[] split(String line, boolean commas) {
        return Arrays.stream(line.split(commas ? "," : "\\s+", -1))
                .map(String::strip)
                .toArray(String[]::new);
    }

    private void add(Row row, Detector detector) {
        String kind = row.text("kind").orElse("dead").toLowerCase(Locale.ROOT);
        if (!KINDS.contains(kind)) {
            throw row.wrong("kind '" + kind + "' is not known", "it is one of " + String.join(", ", KINDS));
        }
        if (kind.equals("amplifier")) {
            String name = row.text("value").orElse("");
            if (detector.amplifiers().stream().map(Amplifier::name).noneMatch(name::equals)) {
                throw row.wrong(
                        "'" + name + "' is no amplifier of " + detector.name(),
                        "value is one of "
                                + String.join(
                                        " ",
                                        detector.amplifiers().stream()
                                                .map(Amplifier::name)
                                                .toList()));
            }
            dead.computeIfAbsent(detector.name(), n -> new HashSet<>()).add(name);
            return;
        }
        int x0 = row.integer("x0", 0, detector.width() - 1);
        int y0 = row.integer("y0", 0, detector.height() - 1);
        regions.computeIfAbsent(detector.name(), n -> new ArrayList<>())
                .add(new Defects.Region(
                        x0,
                        y0,
                        row.integer("width", 1, detector.width() - x0),
                        row.integer("height", 1, detector.height() - y0),
                        switch (kind) {
                            case "dead" -> 0;
                            case "dark" -> row.number("value", 0, 1);
                            default -> 1;
                        },
                        kind.equals("hot") ? row.number("value", 0, MOST_RATE) : 0));
    }

    private record Row(String file, int line, List<String> columns, String[] cells) {
        Optional<String> text(String column) {
            int at = columns.indexOf(column);
            return at < 0 || cells[at].isEmpty() ? Optional.empty() : Optional.of(cells[at].replace("\"", ""));
        }

        Detector detector(Camera camera) {
            try {
                return camera.detector(text("detector").orElse(""));
            } catch (InputException e) {
                throw wrong(e.getMessage(), "");
            }
        }

        int integer(String column, int low, int high) {
            double value = number(column, low, high);
            if (value != Math.rint(value)) {
                throw wrong(column + " " + value + " is not a whole number", "write a whole number");
            }
            return (int) value;
        }

        double number(String column, double low, double high) {
            String text = text(column).orElse("");
            double value;
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw wrong(column + " '" + text + "' is not a number", "write a number from " + low + " to " + high);
            }
            if (!(value >= low && value <= high)) {
                throw wrong(column + " " + text + " is outside " + low + " to " + high, "correct the rectangle");
            }
            return value;
        }

        InputException wrong(String problem, String remedy) {
            return InputException.atLine(file, line, problem, remedy);
        }
    }
}
