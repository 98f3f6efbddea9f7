package ciel.sim.optics;

import java.util.List;

/** Heights of the optics' surfaces over their own apertures. */
public final class SagMap {
    private SagMap() {}

    /** @return names of the surfaces, in the order in which light meets them */
    public static List<String> surfaces(Telescope telescope) {
        return telescope.surfaces().stream()
                .filter(s -> s.kind() != Surface.Kind.FOCAL)
                .map(Surface::name)
                .toList();
    }

    /** @return outer radius (m) of a surface's clear aperture: a map covers the square around it */
    public static double radius(Telescope telescope, String surface) {
        return surface(telescope, surface).outer();
    }

    /**
     * @param surface one of {@link #surfaces}
     * @param side    columns and rows of the map
     * @return height (m) above the vertex, figure errors included, row by row from the smallest y; NaN outside of the
     *     clear aperture
     */
    public static double[] heights(Telescope telescope, String surface, int side) {
        Surface s = surface(telescope, surface);
        double step = 2 * s.outer() / (side - 1);
        double[] heights = new double[side * side];
        for (int k = 0; k < heights.length; k++) {
            double x = (k % side - (side - 1) / 2.0) * step;
            double y = (k / side - (side - 1) / 2.0) * step;
            double r2 = x * x + y * y;
            boolean inside = r2 <= s.outer() * s.outer() && r2 >= s.inner() * s.inner();
            heights[k] = inside ? s.sag(x, y) : Double.NaN;
        }
        return heights;
    }

    private static Surface surface(Telescope telescope, String name) {
        return telescope.surfaces().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
