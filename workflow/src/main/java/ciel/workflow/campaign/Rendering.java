package ciel.workflow.campaign;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How images are made.
 *
 * @param physics  fast, standard or full
 * @param engine   auto, scalar, vector or opencl
 * @param seed     seed of the campaign; empty: each visit has its catalog's. {@link Campaign#seed} gives that of a visit
 * @param settings settings of a rendering by dotted key, as {@code --set} takes them; checked
 * @param products which files are made: eimage, raw, truth, preview
 */
public record Rendering(
        String physics, String engine, OptionalLong seed, Map<String, String> settings, List<String> products) {
    public Rendering {
        settings = Map.copyOf(settings);
        products = List.copyOf(products);
    }
}
