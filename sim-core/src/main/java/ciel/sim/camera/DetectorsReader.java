package ciel.sim.camera;

import ciel.sim.Nearest;
import ciel.sim.yaml.Problems;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the detectors of a description: a list in it, or tables beside it. */
final class DetectorsReader {
    private static final List<String> DETECTOR_COLUMNS =
            List.of("number", "name", "type", "role", "serial", "x_mm", "y_mm", "z_mm", "yaw_deg");
    private static final List<String> AMPLIFIER_COLUMNS =
            List.of("detector", "amplifier", "gain", "read_noise", "saturation", "bias");
    private static final int MOST = 1000;

    private final JsonNode node;
    private final Problems problems;
    private final CameraReader camera;
    private final Map<String, TypeReader.Described> types;
    private final CameraHeader header;

    DetectorsReader(
            JsonNode detectors,
            Problems problems,
            CameraReader camera,
            Map<String, TypeReader.Described> types,
            CameraHeader header) {
        this.node = detectors;
        this.problems = problems;
        this.camera = camera;
        this.types = types;
        this.header = header;
    }

    List<Detector> detectors() {
        return node.isArray() ? listed() : tabled();
    }

    private List<Detector> listed() {
        List<Detector> detectors = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode one = node.path(i);
            String pointer = "/detectors/" + i;
            String name = one.path("name").asText();
            TypeReader.Described described = types.get(one.path("type").asText());
            if (described == null) {
                problems.add(
                        pointer + "/type",
                        "'" + one.path("type").asText() + "' is no kind of CCD",
                        "did you mean " + Nearest.of(one.path("type").asText(), types.keySet())
                                + "? Describe it under types");
                continue;
            }
            detectors.add(new Detector(
                    i,
                    name,
                    one.path("serial").asText(name),
                    one.has("efficiency")
                            ? described
                                    .type()
                                    .withEfficiency(camera.efficiency(one.get("efficiency"), pointer + "/efficiency"))
                            : described.type(),
                    CameraReader.role(one.path("role").asText("science")),
                    one.path("at").path(0).asDouble(),
                    one.path("at").path(1).asDouble(),
                    one.path("height").asDouble(0),
                    one.path("yaw").asDouble(0),
                    amplifiers(described, one, pointer),
                    header));
        }
        return detectors;
    }

    /** The amplifiers of the type, with what this detector has otherwise. */
    private List<Amplifier> amplifiers(TypeReader.Described described, JsonNode one, String pointer) {
        Map<String, Amplifier> amplifiers = new LinkedHashMap<>();
        if (described.amplifiers().isEmpty()) {
            for (Segment segment : described.type().segments()) {
                amplifiers.put(segment.name(), null);
            }
        }
        described.amplifiers().forEach(a -> amplifiers.put(a.name(), a));
        one.path("amplifiers").properties().forEach(entry -> {
            String name = entry.getKey();
            if (!amplifiers.containsKey(name)) {
                problems.add(
                        pointer + "/amplifiers/" + name,
                        "'" + name + "' is no amplifier of a "
                                + described.type().name(),
                        "they are " + String.join(" ", amplifiers.keySet()));
                return;
            }
            Amplifier usual =
                    Optional.ofNullable(amplifiers.get(name)).orElse(new Amplifier(name, 1.5, 5, 1000, 130_000));
            JsonNode own = entry.getValue();
            amplifiers.put(
                    name,
                    new Amplifier(
                            name,
                            own.path("gain").asDouble(usual.gain()),
                            own.path("read_noise").asDouble(usual.readNoise()),
                            own.path("bias").asDouble(usual.bias()),
                            own.path("saturation").asDouble(usual.saturation())));
        });
        // a CCD of LSST that says nothing of an output has a usual one
        return amplifiers.entrySet().stream()
                .map(e -> e.getValue() == null ? new Amplifier(e.getKey(), 1.5, 5, 1000, 130_000) : e.getValue())
                .toList();
    }

    private List<Detector> tabled() {
        CameraReader.TextFile file = camera.table(node.path("table").asText(), "/detectors/table");
        CameraReader.TextFile outputs = camera.table(node.path("amplifiers").asText(), "/detectors/amplifiers");
        if (file == null || outputs == null) {
            return List.of();
        }
        Curve efficiency =
                node.has("efficiency") ? camera.efficiency(node.get("efficiency"), "/detectors/efficiency") : null;
        Map<Integer, List<Amplifier>> amplifiers = problems.get("/detectors/amplifiers", () -> amplifiers(outputs));
        List<Detector> detectors = problems.get("/detectors/table", () -> {
            List<Detector> list = new ArrayList<>();
            for (CsvTable.Row row :
                    CsvTable.parse(file.name(), file.text(), DETECTOR_COLUMNS).rows()) {
                list.add(detector(row, list.size(), amplifiers == null ? Map.of() : amplifiers, efficiency));
            }
            return list;
        });
        return detectors == null ? List.of() : detectors;
    }

    private Detector detector(CsvTable.Row row, int place, Map<Integer, List<Amplifier>> amplifiers, Curve efficiency) {
        int number = row.integer("number", 0, MOST - 1);
        if (number != place) {
            throw row.wrong("number " + number + " stands in place " + place, "number the detectors from 0 in order");
        }
        if (!row.text("name").matches("[A-Za-z0-9]{1,12}(_[A-Za-z0-9]{1,12})?")) {
            throw row.wrong("name '" + row.text("name") + "'", "letters and digits, such as R22_S11");
        }
        TypeReader.Described described = types.get(row.text("type"));
        if (described == null) {
            throw row.wrong(
                    "type '" + row.text("type") + "' is no kind of CCD",
                    "did you mean " + Nearest.of(row.text("type"), types.keySet()) + "?");
        }
        if (!List.of("science", "guider", "wavefront").contains(row.text("role"))) {
            throw row.wrong("role '" + row.text("role") + "'", "it is science, guider or wavefront");
        }
        DetectorType type =
                efficiency == null ? described.type() : described.type().withEfficiency(efficiency);
        List<Amplifier> own = amplifiers.getOrDefault(number, described.amplifiers());
        List<String> wanted = type.segments().stream().map(Segment::name).toList();
        if (!own.stream().map(Amplifier::name).toList().equals(wanted)) {
            throw row.wrong(
                    "the table of amplifiers has "
                            + String.join(" ", own.stream().map(Amplifier::name).toList())
                            + " for detector " + number,
                    "a " + type.name() + " has " + String.join(" ", wanted) + " in that order");
        }
        return new Detector(
                number,
                row.text("name"),
                row.text("serial"),
                type,
                CameraReader.role(row.text("role")),
                row.number("x_mm", -1000, 1000),
                row.number("y_mm", -1000, 1000),
                row.number("z_mm", -100, 100),
                row.number("yaw_deg", -360, 360),
                own,
                header);
    }

    private static Map<Integer, List<Amplifier>> amplifiers(CameraReader.TextFile file) {
        Map<Integer, List<Amplifier>> amplifiers = new HashMap<>();
        for (CsvTable.Row row :
                CsvTable.parse(file.name(), file.text(), AMPLIFIER_COLUMNS).rows()) {
            double gain = row.number("gain", 0, 1000);
            if (gain == 0) {
                throw row.wrong("gain 0 e-/ADU", "the gain must be above 0");
            }
            Amplifier amplifier = new Amplifier(
                    row.text("amplifier"),
                    gain,
                    row.number("read_noise", 0, 10_000),
                    row.number("bias", 0, 262_143),
                    row.number("saturation", 0, 262_143));
            amplifiers
                    .computeIfAbsent(row.integer("detector", 0, MOST - 1), number -> new ArrayList<>())
                    .add(amplifier);
        }
        return amplifiers;
    }
}
