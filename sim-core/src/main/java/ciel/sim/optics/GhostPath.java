package ciel.sim.optics;

import ciel.sim.Band;
import ciel.sim.camera.ResourceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A way of light to the focal plane that is thrown back twice within the camera: by one surface, and by an earlier one.
 * It makes an image of the pupil far out of focus.
 *
 * @param name   the two surfaces in the order in which they throw it back, such as Detector-Filter_exit
 * @param first  place of the surface that throws it back first, among those of the telescope
 * @param second place of the other
 * @param energy light that goes this way over the light of the direct image, clear apertures left aside
 */
public record GhostPath(String name, int first, int second, double energy) {
    /** Surfaces before it are mirrors. */
    private static final String FIRST_OF_CAMERA = "L1_entrance";

    /**
     * Two reflections take R1 R2 of the light; each surface between them is passed twice more than on the direct way,
     * with 1 - R each time. Light that is thrown back more often is left out: it is weaker by a further R^2.
     *
     * @return the paths of a band, that of most light first
     */
    public static List<GhostPath> of(Band band) {
        List<Surface> surfaces = Telescope.of(band).surfaces();
        double[] reflected = new double[surfaces.size()];
        int camera = 0;
        for (int k = 0; k < reflected.length; k++) {
            if (surfaces.get(k).name().equals(FIRST_OF_CAMERA)) {
                camera = k;
            }
        }
        for (int k = camera; k < reflected.length; k++) {
            reflected[k] = reflectivity(band, surfaces.get(k).name());
        }
        List<GhostPath> paths = new ArrayList<>();
        for (int first = camera + 1; first < reflected.length; first++) {
            double through = 1;
            for (int second = first - 1; second >= camera; second--) {
                paths.add(new GhostPath(
                        surfaces.get(first).name() + "-" + surfaces.get(second).name(),
                        first,
                        second,
                        reflected[first] * reflected[second] * through));
                through *= (1 - reflected[second]) * (1 - reflected[second]);
            }
        }
        paths.sort(Comparator.comparingDouble(GhostPath::energy).reversed());
        return List.copyOf(paths);
    }

    /** @return fraction of light that a surface of the camera throws back */
    static double reflectivity(Band band, String surface) {
        int column = surface.startsWith("Filter") ? 3 : surface.equals("Detector") ? 4 : 2;
        for (String[] row : ResourceTable.rows(GhostPath.class, "reflectivities.csv")) {
            if (row[0].equals(band.letter())) {
                return Double.parseDouble(row[column]);
            }
        }
        throw new AssertionError(band);
    }
}
