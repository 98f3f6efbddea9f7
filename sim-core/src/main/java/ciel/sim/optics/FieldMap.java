package ciel.sim.optics;

/**
 * Field angle to focal plane and back along the chief ray. Field angles are gnomonic tangents in the frame of the
 * mount, as {@link Ray#enter} takes them; the focal plane is in mm along the axes of the rotated camera.
 */
interface FieldMap {
    /**
     * @param out receives x and y of the camera (mm); NaN where no light comes through
     */
    void toCamera(double fieldX, double fieldY, double[] out);

    /**
     * @param cameraX mm
     * @param cameraY mm
     * @param out     receives the field angle (tangents); NaN beyond the field
     */
    void toField(double cameraX, double cameraY, double[] out);
}
