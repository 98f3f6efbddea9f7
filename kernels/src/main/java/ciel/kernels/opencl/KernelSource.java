package ciel.kernels.opencl;

import ciel.sim.camera.Sections;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.UnitVector;
import ciel.sim.photon.Vanes;
import ciel.sim.readout.NormalTable;
import ciel.sim.sensor.PixelBoundaries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The kernels' text: the shared parts before the kernel, each with its own name and lines in compiler messages,
 * constants from the Java twins.
 */
final class KernelSource {
    private static final List<String> BEFORE_STEPS =
            List.of("common.cl", "philox.cl", "math.cl", "sampling.cl", "photon.cl");
    private static final String AFTER_STEPS = "shoot.cl";
    private static final String EDGES = "edges.cl";
    private static final List<String> PIXELS =
            List.of("common.cl", "philox.cl", "noise.cl", "sky.cl", "rays.cl", "total.cl", "readout.cl");

    private KernelSource() {}

    /** The photon kernels of a path: names of its tables and words, its steps, and the sequence of them. */
    static String photons(PhotonPath path, List<String> names) {
        StringBuilder text = new StringBuilder(numbers(path, names));
        text.append(join(BEFORE_STEPS));
        text.append(join(path.steps().stream()
                .map(step -> KernelSteps.name(step) + ".cl")
                .toList()));
        text.append("#line 1 \"path of ")
                .append(path.steps().size())
                .append(" steps\"\n")
                .append(sequence(path));
        List<String> after =
                path.find(Boundaries.class).isPresent() ? List.of(AFTER_STEPS, EDGES) : List.of(AFTER_STEPS);
        return text.append(join(after)).toString();
    }

    private static String numbers(PhotonPath path, List<String> names) {
        StringBuilder text = new StringBuilder();
        line(text, "#define DRAWS %du", PhotonWord.DRAWS);
        line(text, "#define PAIRS %d", path.paired() ? 1 : 0);
        line(text, "#define SOURCE_INTS %du", path.sourceInts());
        line(text, "#define SOURCE_FLOATS %du", path.sourceFloats());
        for (int k = 0; k < names.size(); k++) {
            line(text, "#define %s ints[%du]", names.get(k), k);
        }
        for (PhotonStep step : path.steps()) {
            String name = KernelSteps.name(step).toUpperCase(Locale.ROOT);
            line(text, "#define SF_%s %du", name, path.floatOffset(step));
            line(text, "#define SI_%s %du", name, path.intOffset(step));
        }
        for (PhotonWord word : PhotonWord.values()) {
            line(
                    text,
                    "#define W_%s w->draw[%d].%c",
                    word,
                    word.draw(path.chromatic()),
                    "xyzw".charAt(word.lane(path.chromatic())));
        }
        return text.toString();
    }

    /**
     * One photon from its source to its column and line, given its block of draw 0; column LOST where it is lost. Other
     * blocks are drawn before the first step that takes one of their words.
     */
    private static String sequence(PhotonPath path) {
        StringBuilder text = new StringBuilder();
        line(text, "#define LOST (uint2)(0xFFFFFFFFu, 0xFFFFFFFFu)");
        line(text, "INLINE uint4 first_block(const source_t s, ulong photon, uint2 key) {");
        if (path.paired()) {
            line(text, "if (s.kind == KIND_POINT) {");
            line(text, "const uint4 block = philox(key, photon_counter(photon >> 1, s.key, 0u));");
            line(text, "return (photon & 1ul) == 0ul ? block : block.zwxy;");
            line(text, "}");
        }
        line(text, "return philox(key, photon_counter(photon, s.key, 0u));");
        line(text, "}");
        line(
                text,
                "INLINE uint2 place_photon(const source_t s, float begin, float span, ulong photon, uint4 block, uint2 key,"
                        + " global const float *floats, global const uint *ints) {");
        line(text, "photon_t p = {.x = s.x, .y = s.y, .begin = begin, .span = span};"); // the others are 0
        line(text, "words_t w;");
        line(text, "w.draw[0] = block;");
        for (int draw = 1; draw < PhotonWord.DRAWS; draw++) {
            line(text, "w.draw[%d] = (uint4)(0u);", draw);
        }
        Set<Integer> ofAll = new HashSet<>(Set.of(0));
        Set<Integer> ofExtended = new HashSet<>(Set.of(0));
        for (PhotonStep step : path.steps()) {
            for (int draw : path.draws(step, true)) {
                if (ofAll.add(draw)) {
                    String missing = ofExtended.add(draw) ? "" : "if (s.kind == KIND_POINT) ";
                    line(text, "%sw.draw[%d] = philox(key, photon_counter(photon, s.key, %du));", missing, draw, draw);
                }
            }
            for (int draw : path.draws(step, false)) {
                if (ofExtended.add(draw)) {
                    line(
                            text,
                            "if (s.kind != KIND_POINT) w.draw[%d] = philox(key, photon_counter(photon, s.key, %du));",
                            draw,
                            draw);
                }
            }
            line(text, "if (!step_%s(&p, &s, &w, floats, ints)) return LOST;", KernelSteps.name(step));
        }
        line(text, "return (uint2)(p.column, p.line);");
        line(text, "}");
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** Everything that is done pixel by pixel: sky, cosmic rays, readout. */
    static String pixels() {
        return join(PIXELS);
    }

    private static String join(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append("#line 1 \"")
                    .append(name)
                    .append("\"\n")
                    .append(read(name))
                    .append('\n');
        }
        return text.toString();
    }

    private static String read(String name) {
        try (InputStream in = KernelSource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("kernel source " + name + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Options of the photon kernels.
     *
     * @param saturates whether a pixel's sum could pass 2^32 electrons
     * @param tile      side of the local tile (px)
     * @param run       photons of a work-item of the faint kernel
     * @param solo      whether a work-group has one work-item
     */
    static String photonOptions(boolean saturates, int tile, int run, boolean solo) {
        return common()
                + define("SATURATES", saturates ? 1 : 0)
                + define("MAX_ELECTRONS", ChargeMap.MAX_ELECTRONS + "u")
                + define("SOLO", solo ? 1 : 0)
                + define("TILE", tile + "u")
                + define("RUN", run + "u")
                + define("KIND_POINT", SourceKind.POINT.code() + "u")
                + define("KIND_RADIAL", SourceKind.RADIAL.code() + "u")
                + define("KIND_POINTS", SourceKind.POINTS.code() + "u")
                + define("KIND_BOX", SourceKind.BOX.code() + "u")
                + define("I_SPREAD_FREE", SourceTable.I_SPREAD_FREE)
                + define("I_SPREAD_GIVEN", SourceTable.I_SPREAD_GIVEN)
                + define("I_PROFILE_FREE", SourceTable.I_PROFILE_FREE)
                + define("I_PROFILE_GIVEN", SourceTable.I_PROFILE_GIVEN)
                + define("SIDE", QuantileTable.SIDE + "u")
                + define("FRACTION_BITS", QuantileTable.FRACTION_BITS)
                + define("FRACTION_MASK", QuantileTable.FRACTION_MASK + "u")
                + define("FRACTION_UNIT", QuantileTable.FRACTION_UNIT)
                + define("FIRST_NODE", QuantileTable.FIRST + "u")
                + define("PUPIL_SQUARE_INNER", Pupil.SQUARE_INNER)
                + define("PUPIL_SQUARE_SPAN", Pupil.SQUARE_SPAN)
                + define("PUPIL_ROOT_GUESS", Pupil.ROOT_GUESS + "u")
                + define("PUPIL_RADIAL_ZERO", PupilTerms.RADIAL_ZERO)
                + define("VANE_DIAGONAL", Vanes.DIAGONAL)
                + define("VANE_OFFSET", Vanes.OFFSET)
                + define("VANE_HALF_WIDTH", Vanes.HALF_WIDTH)
                + define("VANE_INNER_RIM", Vanes.INNER_RIM)
                + define("VANE_OUTER_RIM", Vanes.OUTER_RIM)
                + define("VANE_RADIUS", Vanes.RADIUS)
                + define("VANE_ROOT_2", Vanes.ROOT_2)
                + define("VANE_NEAREST", Vanes.NEAREST)
                + define("VANE_FIRST_GUESS", Vanes.FIRST_GUESS + "u")
                + define("NORMAL_FIRST_CELL", NormalTable.FIRST_CELL + "u")
                + define("NORMAL_CELL_FRACTION", NormalTable.CELL_FRACTION)
                + define("ANGLE_UNIT", UnitVector.ANGLE_UNIT)
                + define("EDGE_UNIT", PixelBoundaries.UNIT)
                + define("FACTOR_FULL", Boundaries.FULL)
                + define("FACTOR_PER_FULL", Boundaries.PER_FULL)
                + define("FACTOR_1", Boundaries.C1)
                + define("FACTOR_2", Boundaries.C2)
                + define("FACTOR_3", Boundaries.C3)
                + define("FACTOR_4", Boundaries.C4)
                + define("FACTOR_5", Boundaries.C5)
                + define("FACTOR_6", Boundaries.C6)
                + define("S1", UnitVector.S1)
                + define("S2", UnitVector.S2)
                + define("S3", UnitVector.S3)
                + define("C1", UnitVector.C1)
                + define("C2", UnitVector.C2)
                + define("C3", UnitVector.C3)
                + define("C4", UnitVector.C4);
    }

    /** Options of the pixel kernels. */
    static String pixelOptions() {
        return common()
                + define("RAW_WIDTH", Sections.RAW_WIDTH + "u")
                + define("RAW_HEIGHT", Sections.RAW_HEIGHT + "u")
                + define("RAW_PIXELS", Sections.RAW_WIDTH * Sections.RAW_HEIGHT + "u")
                + define("NORMAL_NODES", NormalTable.LENGTH)
                + define("P_THIRD", 1f / 3f)
                + define("P_SIXTH", 1f / 6f)
                + define("P_C36", -1f / 36f)
                + define("P_C72", -1f / 72f)
                + define("P_C270", 1f / 270f)
                + define("P_C810", 7f / 810f)
                + define("P_C405", -8f / 405f)
                + define("P_E5", -1f / 120f)
                + define("P_E4", 1f / 24f)
                + define("P_E3", -1f / 6f);
    }

    /** No option that lets a compiler change arithmetic. */
    private static String common() {
        return "-cl-std=CL1.2";
    }

    private static String define(String name, Object value) {
        String text = value instanceof Float number ? Float.toHexString(number) + "f" : value.toString();
        return " -D " + name + "=" + text;
    }
}
