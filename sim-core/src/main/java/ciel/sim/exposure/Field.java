package ciel.sim.exposure;

/** Throughput over the field. */
final class Field {
    private Field() {
    }

    /** @return light kept at a radius on the focal plane (mm), relative to the centre */
    static double throughput(double radius) {
        return 1;
    }
}
