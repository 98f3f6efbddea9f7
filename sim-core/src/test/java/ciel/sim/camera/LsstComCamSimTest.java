package ciel.sim.camera;

class LsstComCamSimTest extends CameraConformance {
    @Override
    protected String name() {
        return "LSSTComCamSim";
    }

    @Override
    protected double[] pixelArcsec() {
        return new double[] {0.20018, 5e-5};
    }
}
