package ciel.sim.camera;

import ciel.sim.yaml.Problems;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads the kinds of CCD of a description, and knows those of LSST. */
final class TypeReader {
    /** Most pixels of a CCD: what the memory of a rendering is planned for. */
    private static final int MOST_PIXELS = 4096 * 4096;

    private final JsonNode node;
    private final Problems problems;
    private final CameraReader camera;

    /**
     * A kind of CCD and what its amplifiers are where a detector does not say otherwise.
     *
     * @param amplifiers in raw-file order; empty where only a table of the camera has them
     */
    record Described(DetectorType type, List<Amplifier> amplifiers) {}

    TypeReader(JsonNode types, Problems problems, CameraReader camera) {
        this.node = types;
        this.problems = problems;
        this.camera = camera;
    }

    Map<String, Described> types() {
        Map<String, Described> types = new LinkedHashMap<>();
        for (Vendor vendor : Vendor.values()) {
            types.put(vendor.name(), new Described(DetectorType.of(vendor), List.of()));
        }
        node.properties().forEach(entry -> {
            String pointer = "/types/" + entry.getKey();
            if (types.containsKey(entry.getKey())) {
                problems.add(pointer, "'" + entry.getKey() + "' is a CCD of LSST", "choose another name");
            } else {
                types.put(entry.getKey(), type(entry.getKey(), entry.getValue(), pointer));
            }
        });
        return types;
    }

    private Described type(String name, JsonNode type, String pointer) {
        int width = type.path("size").path(0).asInt();
        int height = type.path("size").path(1).asInt();
        if ((long) width * height > MOST_PIXELS) {
            problems.add(
                    pointer + "/size",
                    width + " x " + height + " px are " + (long) width * height + " pixels",
                    "a CCD has at most " + MOST_PIXELS);
        }
        JsonNode list = type.path("amplifiers");
        int amplifierWidth = list.path(0).path("size").path(0).asInt();
        int amplifierHeight = list.path(0).path("size").path(1).asInt();
        DetectorFormat format = new DetectorFormat(
                width,
                height,
                amplifierWidth,
                amplifierHeight,
                type.path("frame").path("prescan").asInt(0),
                type.path("frame").path("serial_overscan").asInt(0),
                type.path("frame").path("parallel_overscan").asInt(0));
        List<Amplifier> amplifiers = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.path(i);
            String at = pointer + "/amplifiers/" + i;
            if (!names.add(one.path("name").asText())) {
                problems.add(at + "/name", "'" + one.path("name").asText() + "' names two amplifiers", "rename one");
            }
            amplifiers.add(amplifier(one, at));
            segments.add(new Segment(
                    i,
                    one.path("name").asText(),
                    format,
                    one.path("at").path(0).asInt(),
                    one.path("at").path(1).asInt(),
                    one.path("flip_x").asBoolean(false),
                    one.path("flip_y").asBoolean(false)));
        }
        tile(list, format, pointer);
        JsonNode reference = type.path("reference");
        DetectorType made = new DetectorType(
                name,
                Vendor.valueOf(type.path("silicon").asText("ITL")),
                format,
                type.path("pixel_um").asDouble() / 1000,
                reference.path(0).asDouble((width - 1) / 2.0),
                reference.path(1).asDouble((height - 1) / 2.0),
                type.path("barrier").asBoolean(false),
                false,
                type.has("efficiency")
                        ? camera.efficiency(type.get("efficiency"), pointer + "/efficiency")
                        : new Curve.Packaged("baseline"),
                segments);
        return new Described(made, amplifiers);
    }

    private Amplifier amplifier(JsonNode one, String pointer) {
        double bias = one.path("bias").asDouble(1000);
        double saturation = one.path("saturation").asDouble(262_143);
        if (saturation <= bias) {
            problems.add(
                    pointer + (one.has("saturation") ? "/saturation" : "/bias"),
                    "saturation " + saturation + " ADU is not above the bias of " + bias + " ADU",
                    "give the level at which the output saturates, bias included");
        }
        return new Amplifier(
                one.path("name").asText(),
                one.path("gain").asDouble(),
                one.path("read_noise").asDouble(),
                bias,
                saturation);
    }

    /** Equal rectangles in one or two rows, each place once. */
    private void tile(JsonNode list, DetectorFormat format, String pointer) {
        int width = format.amplifierWidth();
        int height = format.amplifierHeight();
        boolean equal = true;
        for (int i = 1; i < list.size(); i++) {
            JsonNode size = list.path(i).path("size");
            if (size.path(0).asInt() != width || size.path(1).asInt() != height) {
                equal = false;
                problems.add(
                        pointer + "/amplifiers/" + i + "/size",
                        "is " + size.path(0).asInt() + " x " + size.path(1).asInt() + " px, and the first amplifier "
                                + width + " x " + height,
                        "all amplifiers of a CCD have one size");
            }
        }
        if (!equal || width <= 0 || height <= 0) {
            return;
        }
        int rows = format.height() / height;
        if (format.width() % width != 0 || format.height() % height != 0 || rows > 2) {
            problems.add(
                    pointer + "/amplifiers",
                    "amplifiers of " + width + " x " + height + " px do not tile a CCD of " + format.width() + " x "
                            + format.height() + " px in one or two rows",
                    "width and height of the CCD are whole multiples of theirs");
            return;
        }
        int columns = format.width() / width;
        Integer[] taken = new Integer[columns * rows];
        for (int i = 0; i < list.size(); i++) {
            int x = list.path(i).path("at").path(0).asInt();
            int y = list.path(i).path("at").path(1).asInt();
            String at = pointer + "/amplifiers/" + i + "/at";
            boolean off = x % width != 0 || y % height != 0 || x < 0 || y < 0;
            if (off || x >= format.width() || y >= format.height()) {
                problems.add(
                        at,
                        "an amplifier of " + width + " x " + height + " px at (" + x + ", " + y
                                + ") does not tile the CCD",
                        "x is a multiple of " + width + " up to " + (format.width() - width) + ", y of " + height
                                + " up to " + (format.height() - height));
                continue;
            }
            int place = y / height * columns + x / width;
            if (taken[place] != null) {
                problems.add(
                        at,
                        "lies on amplifier "
                                + list.path(taken[place]).path("name").asText(),
                        "give each part of the CCD to one amplifier");
            } else {
                taken[place] = i;
            }
        }
        for (int place = 0; place < taken.length; place++) {
            if (taken[place] == null) {
                problems.add(
                        pointer + "/amplifiers",
                        "no amplifier reads the part at (" + place % columns * width + ", " + place / columns * height
                                + ") of the CCD",
                        "add one; they must tile the CCD");
            }
        }
    }
}
