package ciel.sim.optics;

/** The map of a telescope with an axis of symmetry, whose camera is rotated. */
record RotatedChiefRays(RadialMap map, double cosRotator, double sinRotator) implements FieldMap {
    static RotatedChiefRays of(RadialMap map, double rotTelPos) {
        return new RotatedChiefRays(
                map, StrictMath.cos(Math.toRadians(rotTelPos)), StrictMath.sin(Math.toRadians(rotTelPos)));
    }

    @Override
    public void toCamera(double fieldX, double fieldY, double[] out) {
        double scale = map.scale(fieldX * fieldX + fieldY * fieldY);
        out[0] = scale * (cosRotator * fieldX + sinRotator * fieldY);
        out[1] = scale * (cosRotator * fieldY - sinRotator * fieldX);
    }

    @Override
    public void toField(double cameraX, double cameraY, double[] out) {
        double scale = map.inverseScale(cameraX * cameraX + cameraY * cameraY);
        out[0] = scale * (cosRotator * cameraX - sinRotator * cameraY);
        out[1] = scale * (cosRotator * cameraY + sinRotator * cameraX);
    }
}
