package ciel.sim.camera;

class LsstCamTest extends CameraConformance {
    @Override
    protected String name() {
        return "LSSTCam";
    }

    @Override
    protected double[] pixelArcsec() {
        return new double[] {0.20006, 5e-5};
    }
}
