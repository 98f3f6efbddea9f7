package ciel.sim.exposure;

import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraOptics;
import ciel.sim.camera.DetectorType;
import ciel.sim.fits.Provenance;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How much of a photon's way is followed: settings that belong together. Each can still be set by itself. */
public enum Physics {
    /** Point spread function and profile onto a square grid. */
    FAST(Map.of()),
    /** Everything but what makes an exposure go in epochs. */
    STANDARD(on(
            "optics.dispersion",
            "optics.rays",
            "optics.vanes",
            "sensor.silicon",
            "sensor.tree_rings",
            "sensor.fringing",
            "sky.pixel_areas")),
    /** Everything that there is. */
    FULL(on(
            "optics.dispersion",
            "optics.rays",
            "optics.vanes",
            "sensor.silicon",
            "sensor.tree_rings",
            "sensor.brighter_fatter",
            "sensor.fringing",
            "sky.pixel_areas"));

    private static final String PSF_MODEL = "psf.model";

    /** What the settings of a level say of their origin where nobody asked for it. */
    private static final String USUAL = "default of an instance catalog";

    private final Map<String, String> layer;

    Physics(Map<String, String> layer) {
        this.layer = layer;
    }

    private static Map<String, String> on(String... switches) {
        Map<String, String> layer = new LinkedHashMap<>();
        for (String key : switches) {
            layer.put(key, "true");
        }
        return layer;
    }

    /** @return its name as users write it */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The settings that a rendering begins with where no level was asked for. They lie below every other layer: an
     * instance catalog gets everything, a scene table, which is given as it falls on the detector, gets nothing.
     *
     * @param sceneTable whether the catalog is a scene table
     */
    public static Settings defaults(boolean sceneTable) {
        Settings packaged = Settings.defaults();
        return sceneTable ? packaged : packaged.with(USUAL, FULL.switches(packaged, false));
    }

    /**
     * Lays the level over settings. The full level also takes phase screens for the atmosphere, where the point spread
     * function is still the packaged one; a scene table has no visit whose atmosphere they could be.
     *
     * @param settings   earlier layers
     * @param sceneTable whether the catalog is a scene table
     * @return settings with all that the level decides, whatever earlier layers say
     */
    public Settings over(Settings settings, boolean sceneTable) {
        return settings.with("--physics " + word(), switches(settings, sceneTable));
    }

    private Map<String, String> switches(Settings settings, boolean sceneTable) {
        Map<String, String> all = new LinkedHashMap<>();
        Settings packaged = Settings.defaults();
        for (Physics physics : values()) {
            physics.layer.keySet().forEach(key -> all.put(key, packaged.text(key)));
        }
        all.putAll(layer);
        if (this == FULL && !sceneTable && settings.origin(PSF_MODEL).equals(packaged.origin(PSF_MODEL))) {
            all.put(PSF_MODEL, "screens");
        }
        return all;
    }

    /**
     * What a camera cannot do, and the settings that do without: a telescope that is known by its plate scale has no
     * rays and no phase screens over its mirror; boundaries of pixels are known for those of LSST.
     */
    public static Map<String, String> beyond(Camera camera) {
        Map<String, String> without = new LinkedHashMap<>();
        if (camera.optics() instanceof CameraOptics.PlateScale) {
            without.put("optics.rays", "false");
            without.put("optics.vanes", "false");
            without.put(PSF_MODEL, "kolmogorov");
        }
        if (camera.all().stream().anyMatch(d -> d.pixelMm() != DetectorType.LSST_PIXEL_MM)) {
            without.put("sensor.brighter_fatter", "false");
            without.put("sensor.tree_rings", "false");
        }
        return without;
    }

    /** @return settings in which what is on by default alone, and is beyond the camera, is off */
    public static Settings fitted(Settings settings) {
        if (settings.value("camera").equals(Camera.DEFAULT)) {
            return settings;
        }
        Map<String, String> without = beyond(settings.camera());
        without.keySet().removeIf(key -> !settings.origin(key).equals(USUAL));
        return without.isEmpty()
                ? settings
                : settings.with("default of camera " + settings.camera().name(), without);
    }

    /** @return what a rendering follows, for its files */
    static Provenance.Physics followed(Settings settings) {
        Map<String, String> rows = new TreeMap<>();
        for (Settings.Row row : settings.rows()) {
            if (row.key().matches("(psf|atmosphere|optics|sensor)\\..*|sky\\.(pixel_areas|vignetting)") || isOwn(row)) {
                rows.put(row.key(), row.value());
            }
        }
        return new Provenance.Physics(summary(settings), rows);
    }

    /** Whether another camera or a table of defects was asked for. */
    private static boolean isOwn(Settings.Row row) {
        return row.key().equals("camera") && !row.value().equals(Camera.DEFAULT)
                || row.key().equals("readout.defects") && !row.value().equals(SettingDefinition.AUTO);
    }

    /** @return what is followed, in words for a header: {@code fast}, or the switches that are on */
    static String summary(Settings settings) {
        StringBuilder on = new StringBuilder();
        for (String key : FULL.layer.keySet()) {
            if (settings.text(key).equals("true")) {
                on.append(on.isEmpty() ? "" : " ").append(key.substring(key.indexOf('.') + 1));
                if (key.equals("sensor.brighter_fatter")) {
                    on.append('/').append(settings.choice("sensor.epochs"));
                }
            }
        }
        if (settings.number("sensor.edge_shift") > 0) {
            on.append(on.isEmpty() ? "" : " ").append("edge_rolloff");
        }
        if (settings.flag("optics.ghosts")) {
            on.append(on.isEmpty() ? "" : " ").append("ghosts");
        }
        return on.isEmpty() ? FAST.word() : on.toString();
    }
}
