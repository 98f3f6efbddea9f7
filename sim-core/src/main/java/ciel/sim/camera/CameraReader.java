package ciel.sim.camera;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.Nearest;
import ciel.sim.yaml.Problems;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes a camera of a description that follows the schema; what the schema cannot say is checked here. */
final class CameraReader {
    private static final double ARCSEC_PER_RADIAN = 648000 / Math.PI;

    private static final List<String> FILTERS = List.of("lsst");
    private static final List<String> EFFICIENCIES = List.of("measured", "e2v", "itl", "baseline");

    private final JsonNode root;
    private final Problems problems;
    private final Function<String, TextFile> tables;

    /** A table beside a description. @param name what messages call it */
    record TextFile(String name, String text) {}

    CameraReader(JsonNode root, Problems problems, Function<String, TextFile> tables) {
        this.root = root;
        this.problems = problems;
        this.tables = tables;
    }

    /** @return the camera, or null where there are problems */
    Camera camera() {
        String name = root.path("camera").asText();
        if (CameraFile.names().stream().anyMatch(name::equalsIgnoreCase) && problemsAreOfUser()) {
            problems.add("/camera", "'" + name + "' is the name of a camera that comes with Ciel", "choose another");
        }
        CameraHeader header = header(name);
        Map<Band, Curve> filters = filters();
        CameraOptics optics = optics();
        Map<String, TypeReader.Described> types = new TypeReader(root.path("types"), problems, this).types();
        List<Detector> detectors =
                new DetectorsReader(root.path("detectors"), problems, this, types, header).detectors();
        problems.throwIfAny();
        new DetectorChecks(problems, optics).check(detectors);
        problems.throwIfAny();
        return new Camera(name, root.path("about").asText(""), header, optics, filters, detectors);
    }

    private boolean problemsAreOfUser() {
        return !root.path("packaged").asBoolean(false);
    }

    private CameraHeader header(String name) {
        JsonNode node = root.path("header");
        Map<Band, String> physical = new EnumMap<>(Band.class);
        root.path("filters")
                .properties()
                .forEach(f -> physical.put(
                        Band.of(f.getKey()),
                        f.getValue().isTextual()
                                ? f.getValue().asText()
                                : f.getValue().path("name").asText()));
        Map<String, String> cards = new TreeMap<>();
        node.properties().forEach(card -> {
            if (!List.of("CAMERA", "INSTRUME", "TELESCOP", "TELCODE").contains(card.getKey())) {
                cards.put(card.getKey(), card.getValue().asText());
            }
        });
        return new CameraHeader(
                node.path("CAMERA").asText(name),
                node.path("INSTRUME").asText(name),
                node.path("TELESCOP").asText("unnamed telescope"),
                node.path("TELCODE").asText("XX"),
                physical,
                cards);
    }

    private Map<Band, Curve> filters() {
        Map<Band, Curve> filters = new EnumMap<>(Band.class);
        root.path("filters").properties().forEach(f -> {
            String pointer = "/filters/" + f.getKey() + "/throughput";
            JsonNode node = f.getValue().isTextual() ? null : f.getValue().get("throughput");
            Curve curve = node == null
                    ? new Curve.Packaged("lsst")
                    : problems.get(pointer, () -> curve(node, FILTERS, "a throughput"));
            filters.put(Band.of(f.getKey()), curve);
        });
        return filters;
    }

    /** @return the quantum efficiency that a node gives, or null with a problem */
    Curve efficiency(JsonNode node, String pointer) {
        return problems.get(pointer, () -> curve(node, EFFICIENCIES, "an efficiency"));
    }

    private Curve curve(JsonNode node, List<String> packaged, String what) {
        if (node.isNumber()) {
            return new Curve.Level(node.asDouble());
        }
        String text = node.asText();
        if (packaged.contains(text)) {
            return new Curve.Packaged(text);
        }
        if (!text.contains(".") && !text.contains("/")) {
            throw new InputException(
                    what,
                    "'" + text + "' is not known",
                    "did you mean " + Nearest.of(text, packaged)
                            + "? It is a number from 0 to 1, a file such as qe.csv, or one of "
                            + String.join(", ", packaged));
        }
        TextFile file = tables.apply(text);
        List<Double> nm = new ArrayList<>();
        List<Double> value = new ArrayList<>();
        for (CsvTable.Row row : CsvTable.parse(file.name(), file.text(), List.of("nm", "fraction"))
                .rows()) {
            double x = row.number("nm", 100, 3000);
            if (!nm.isEmpty() && x <= nm.getLast()) {
                throw row.wrong("nm " + x + " is not above the line before, " + nm.getLast(), "sort by wavelength");
            }
            nm.add(x);
            value.add(row.number("fraction", 0, 1.1));
        }
        if (nm.size() < 2) {
            throw new InputException(file.name(), "has fewer than two rows", "give wavelengths and fractions");
        }
        return new Curve.Table(text, nm, value);
    }

    private CameraOptics optics() {
        JsonNode node = root.path("optics");
        if (node.path("model").asText().equals("simonyi")) {
            return new CameraOptics.Simonyi(CameraOptics.Lenses.valueOf(
                    node.path("lenses").asText("lsstcam").toUpperCase(Locale.ROOT)));
        }
        if (node.has("lenses")) {
            problems.add("/optics/lenses", "lenses are those of the model simonyi", "leave them out");
        }
        boolean scale = node.has("arcsec_per_mm");
        if (scale == node.has("focal_length_mm")) {
            problems.add(
                    "/optics",
                    scale ? "arcsec_per_mm and focal_length_mm are both given" : "there is no plate scale",
                    "give one of arcsec_per_mm and focal_length_mm (206265 / arcsec_per_mm)");
            return new CameraOptics.PlateScale(1, 0, 0, false, 1, List.of());
        }
        if (!node.has("area_cm2")) {
            problems.add("/optics", "there is no area_cm2", "give the collecting area in cm2");
        }
        List<CameraOptics.VignettingPoint> points = new ArrayList<>();
        for (JsonNode point : node.path("vignetting")) {
            double radius = point.path(0).asDouble();
            double before = points.isEmpty() ? -1 : points.getLast().radiusMm();
            if (radius <= before) {
                problems.add(
                        "/optics/vignetting/" + points.size(),
                        "radius " + radius + " mm is not above the one before, " + before,
                        "sort the points by radius");
            }
            points.add(new CameraOptics.VignettingPoint(radius, point.path(1).asDouble()));
        }
        return new CameraOptics.PlateScale(
                scale
                        ? node.path("arcsec_per_mm").asDouble()
                        : ARCSEC_PER_RADIAN / node.path("focal_length_mm").asDouble(),
                node.path("distortion").path(0).asDouble(0),
                node.path("distortion").path(1).asDouble(0),
                node.path("flipped").asBoolean(false),
                node.path("area_cm2").asDouble(1),
                points);
    }

    /** @return the text of a table, or null with a problem */
    TextFile table(String name, String pointer) {
        return problems.get(pointer, () -> tables.apply(name));
    }

    /** @return a role by its name, which the schema has checked */
    static DetectorRole role(String name) {
        return DetectorRole.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
