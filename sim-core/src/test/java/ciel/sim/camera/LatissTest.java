package ciel.sim.camera;

class LatissTest extends CameraConformance {
    @Override
    protected String name() {
        return "LATISS";
    }

    @Override
    protected double[] pixelArcsec() {
        return new double[] {0.095695, 5e-5};
    }
}
