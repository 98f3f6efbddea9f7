package ciel.sim.exposure;

/**
 * What was drawn of one object on one detector.
 *
 * @param id          the catalog's identifier
 * @param type        point, sersic2d, knots, streak or image
 * @param ra          ICRS (deg)
 * @param dec         ICRS (deg)
 * @param x           FITS pixel (first pixel 1)
 * @param y           FITS pixel
 * @param nominalFlux expected electrons on this detector, were it large enough and nothing vignetted
 * @param mode        how it was drawn
 */
record TruthRow(String id, String type, double ra, double dec, double x, double y, double nominalFlux, Mode mode) {

    /** How the light of an object was drawn. */
    enum Mode {
        /** every photon */
        PHOTONS("photons"),
        /** photons that each stand for several electrons: over photons.max_per_object */
        WEIGHTED("weighted"),
        /** every photon that reaches the detector, of an object whose place lies outside: its wings, or part of a trail */
        SCATTERED("scattered"),
        /** not at all: skip_invalid leaves it out; its flux is 0 */
        INVALID("invalid");

        private final String label;

        Mode(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
