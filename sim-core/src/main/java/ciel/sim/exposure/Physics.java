package ciel.sim.exposure;

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

    /** @return settings with all that it decides, whatever earlier layers say */
    public Settings over(Settings settings) {
        Map<String, String> all = new LinkedHashMap<>();
        Settings packaged = Settings.defaults();
        for (Physics physics : values()) {
            physics.layer.keySet().forEach(key -> all.put(key, packaged.text(key)));
        }
        all.putAll(layer);
        return settings.with("--physics " + word(), all);
    }

    /** @return what a rendering follows, for its files */
    static Provenance.Physics followed(Settings settings) {
        Map<String, String> rows = new TreeMap<>();
        for (Settings.Row row : settings.rows()) {
            if (row.key().matches("(psf|optics|sensor)\\..*|sky\\.(pixel_areas|vignetting)")) {
                rows.put(row.key(), row.value());
            }
        }
        return new Provenance.Physics(summary(settings), rows);
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
        return on.isEmpty() ? FAST.word() : on.toString();
    }
}
