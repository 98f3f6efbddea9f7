package ciel.sim.optics;

import ciel.sim.InputException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads how the telescope stands from a YAML file:
 *
 * <pre>
 * motions:                       # rigid motions, about the vertex of the optic; z towards the sky
 *   - {optic: M2, shift_mm: [0.1, 0.07, 0.05], rotation_deg: [0.01, -0.005, 0]}
 *   - {optic: Camera, shift_mm: [0, 0, 0.03]}
 * figures:                       # figure errors: annular Zernike polynomials by Noll index, rms height in nm
 *   - {surface: M1, zernike_nm: {4: 150, 7: -60}}
 *   - {surface: M2, zernike_nm: {5: 100}, outer_m: 1.71, inner_m: 0.9}
 * degrees_of_freedom:            # of the active optics system
 *   values: [0, 0, 0, 0, 0,      # M2 hexapod: z, x, y in um, rotation about x and y in arcsec
 *            0, 0, 0, 0, 0,      # camera hexapod
 *            ...]                # 20 bending modes of M1M3, then 20 of M2, in um
 *   modes: FILE                  # needed where a bending mode is not 0; see {@link BendingModes}
 * </pre>
 *
 * Shifts and rotations of the degrees of freedom are those of the optical coordinate system (SITCOMTN-003), z towards
 * the sky. Every part may be left out.
 */
public final class PerturbationFile {
    private static final int HEXAPODS = 10;
    private static final int DEGREES_OF_FREEDOM = 50;
    /** Rigid motions beyond this (m, rad) are a mistake of units. */
    private static final double MOST_SHIFT = 0.05;

    private static final double MOST_ANGLE = Math.toRadians(1);
    /** Heights beyond this (m) are a mistake of units. */
    private static final double MOST_HEIGHT = 1e-3;

    private final Path file;

    private PerturbationFile(Path file) {
        this.file = file;
    }

    /** @throws InputException when the file cannot be read, or says what the telescope cannot do */
    public static TelescopeState read(Path file) {
        return new PerturbationFile(file).state();
    }

    private TelescopeState state() {
        JsonNode root;
        try {
            root = new ObjectMapper(new YAMLFactory()).readTree(Files.newInputStream(file));
        } catch (JsonProcessingException e) {
            throw new InputException(file.toString(), "is not YAML: " + e.getOriginalMessage(), "correct it", e);
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "cannot be read: " + e.getMessage(), "check optics.perturbations", e);
        }
        if (root == null || root.isMissingNode() || root.isNull()) {
            return TelescopeState.DESIGN;
        }
        keys(root, "the file", Set.of("motions", "figures", "degrees_of_freedom"));
        List<TelescopeState.Motion> motions = new ArrayList<>();
        List<TelescopeState.FigureError> figures = new ArrayList<>();
        root.path("motions").forEach(node -> motions.add(motion(node)));
        root.path("figures").forEach(node -> figures.add(figure(node)));
        if (root.has("degrees_of_freedom")) {
            degreesOfFreedom(root.get("degrees_of_freedom"), motions, figures);
        }
        TelescopeState state = new TelescopeState(motions, figures);
        try {
            state.stand(Telescope.of(ciel.sim.Band.R), 0, 0);
        } catch (InputException e) {
            throw new InputException(file.toString(), e.getMessage(), "", e);
        }
        return state;
    }

    private TelescopeState.Motion motion(JsonNode node) {
        String where = "motions";
        keys(node, where, Set.of("optic", "shift_mm", "rotation_deg"));
        double[] shift = three(node.path("shift_mm"), where + ".shift_mm");
        double[] turn = three(node.path("rotation_deg"), where + ".rotation_deg");
        double k = Math.PI / 180;
        return new TelescopeState.Motion(
                name(node, "optic", where),
                checked(new RigidMotion(
                        shift[0] * 1e-3, shift[1] * 1e-3, shift[2] * 1e-3, turn[0] * k, turn[1] * k, turn[2] * k)));
    }

    private RigidMotion checked(RigidMotion m) {
        for (double shift : new double[] {m.dx(), m.dy(), m.dz()}) {
            if (!(Math.abs(shift) <= MOST_SHIFT)) {
                throw bad("a shift of " + shift * 1e3 + " mm", "the limit is " + MOST_SHIFT * 1e3 + " mm");
            }
        }
        for (double angle : new double[] {m.rx(), m.ry()}) {
            if (!(Math.abs(angle) <= MOST_ANGLE)) {
                throw bad("a tilt of " + Math.toDegrees(angle) + " deg", "the limit is 1 deg");
            }
        }
        return m;
    }

    private TelescopeState.FigureError figure(JsonNode node) {
        String where = "figures";
        keys(node, where, Set.of("surface", "zernike_nm", "outer_m", "inner_m"));
        Map<Integer, Double> coefficients = new TreeMap<>();
        if (!node.path("zernike_nm").isObject()) {
            throw bad("figures need zernike_nm", "give Noll index and height in nm: zernike_nm: {4: 150}");
        }
        node.path("zernike_nm").properties().forEach(e -> {
            int noll;
            try {
                noll = Integer.parseInt(e.getKey());
            } catch (NumberFormatException bad) {
                noll = 0;
            }
            if (noll < 1 || noll > Figure.MAX_NOLL) {
                throw bad("'" + e.getKey() + "' is not a Noll index", "give 1 to " + Figure.MAX_NOLL);
            }
            double height = number(e.getValue(), where + ".zernike_nm") * 1e-9;
            if (!(Math.abs(height) <= MOST_HEIGHT)) {
                throw bad("a height of " + height * 1e9 + " nm", "the limit is " + MOST_HEIGHT * 1e9 + " nm");
            }
            coefficients.put(noll, height);
        });
        double outer = node.has("outer_m") ? number(node.get("outer_m"), where + ".outer_m") : Double.NaN;
        double inner = node.has("inner_m") ? number(node.get("inner_m"), where + ".inner_m") : Double.NaN;
        if (outer <= 0 || inner < 0 || outer <= inner) {
            throw bad("an annulus from " + inner + " to " + outer + " m", "give 0 <= inner_m < outer_m");
        }
        return new TelescopeState.FigureError(name(node, "surface", where), coefficients, outer, inner);
    }

    private void degreesOfFreedom(
            JsonNode node, List<TelescopeState.Motion> motions, List<TelescopeState.FigureError> figures) {
        keys(node, "degrees_of_freedom", Set.of("values", "modes"));
        JsonNode list = node.path("values");
        if (!list.isArray() || list.size() != DEGREES_OF_FREEDOM) {
            throw bad("degrees_of_freedom.values holds " + list.size() + " numbers", "give 50");
        }
        double[] v = new double[DEGREES_OF_FREEDOM];
        boolean bends = false;
        for (int i = 0; i < v.length; i++) {
            v[i] = number(list.get(i), "degrees_of_freedom.values");
            bends |= i >= HEXAPODS && v[i] != 0;
        }
        String[] optics = {"M2", "Camera"};
        double arcsec = Math.PI / 648_000;
        for (int i = 0; i < optics.length; i++) {
            int at = 5 * i;
            motions.add(new TelescopeState.Motion(
                    optics[i],
                    checked(new RigidMotion(
                            v[at + 1] * 1e-6,
                            v[at + 2] * 1e-6,
                            v[at] * 1e-6,
                            v[at + 3] * arcsec,
                            v[at + 4] * arcsec,
                            0))));
        }
        if (bends) {
            if (!node.has("modes")) {
                throw bad(
                        "bending modes without degrees_of_freedom.modes",
                        "name the file of the modes' Zernike coefficients");
            }
            Path modes =
                    file.toAbsolutePath().getParent().resolve(node.get("modes").asText());
            figures.addAll(BendingModes.read(modes).bend(v, HEXAPODS));
        }
    }

    private void keys(JsonNode node, String where, Set<String> allowed) {
        if (!node.isObject()) {
            throw bad(where + " is not a map", "see the description of optics.perturbations");
        }
        node.properties().forEach(e -> {
            if (!allowed.contains(e.getKey())) {
                throw bad(
                        "'" + e.getKey() + "' in " + where + " is not known",
                        "known are " + new TreeMap<>(Map.of("keys", allowed)).values());
            }
        });
    }

    private String name(JsonNode node, String key, String where) {
        if (!node.path(key).isTextual()) {
            throw bad(where + " need " + key, "name it");
        }
        return node.get(key).asText();
    }

    private double[] three(JsonNode node, String where) {
        if (node.isMissingNode()) {
            return new double[3];
        }
        if (!node.isArray() || node.size() != 3) {
            throw bad(where + " is not a list of three numbers", "give [x, y, z]");
        }
        return new double[] {number(node.get(0), where), number(node.get(1), where), number(node.get(2), where)};
    }

    private double number(JsonNode node, String where) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw bad(where + ": '" + node.asText() + "' is not a number", "give a number");
        }
        return node.doubleValue();
    }

    private InputException bad(String what, String remedy) {
        return new InputException(file.toString(), what, remedy);
    }
}
