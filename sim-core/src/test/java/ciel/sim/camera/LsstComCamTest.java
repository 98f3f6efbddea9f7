package ciel.sim.camera;

class LsstComCamTest extends CameraConformance {
    @Override
    protected String name() {
        return "LSSTComCam";
    }

    @Override
    protected double[] pixelArcsec() {
        return new double[] {0.20018, 5e-5};
    }
}
