package ciel.sim.optics;

/**
 * A map whose focal plane may be seen from the other side, as LATISS's: the x of its detectors, the camera's y, changes
 * its sign.
 */
record FlippedField(FieldMap map, boolean flipped) implements FieldMap {
    @Override
    public void toCamera(double fieldX, double fieldY, double[] out) {
        map.toCamera(fieldX, fieldY, out);
        if (flipped) {
            out[1] = -out[1];
        }
    }

    @Override
    public void toField(double cameraX, double cameraY, double[] out) {
        map.toField(cameraX, flipped ? -cameraY : cameraY, out);
    }
}
