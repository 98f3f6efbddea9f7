package ciel.sim.spectrum;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraOptics;
import ciel.sim.camera.Curve;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Vendor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the telescope and the detectors of a camera do to the light of one band, at every nm of the tables. */
final class CameraBand {
    private final Camera camera;
    private final double[] optics;
    private final double[][] efficiency;

    /** @throws InputException where the camera has no filter of the band */
    CameraBand(Camera camera, Band band, boolean baselineDetector) {
        this.camera = camera;
        Throughputs tables = Throughputs.tables();
        camera.requireFilter(band);
        optics = switch (camera.filters().get(band)) {
            case Curve.Packaged lsst -> tables.optics(band);
            case Curve.Level level -> level(level.value());
            case Curve.Table table -> sampled(table);
        };
        List<Detector> detectors = camera.all();
        efficiency = new double[detectors.size()][];
        Map<Curve, double[]> known = new HashMap<>();
        for (int d = 0; d < efficiency.length; d++) {
            Detector detector = detectors.get(d);
            Curve curve = detector.type().efficiency();
            efficiency[d] = baselineDetector
                    ? tables.baselineDetector()
                    : curve.equals(new Curve.Packaged("measured"))
                            ? tables.efficiency(detector.number())
                            : known.computeIfAbsent(curve, CameraBand::efficiency);
        }
    }

    private static double[] efficiency(Curve curve) {
        Throughputs tables = Throughputs.tables();
        return switch (curve) {
            case Curve.Packaged packaged ->
                switch (packaged.name()) {
                    case "baseline" -> tables.baselineDetector();
                    case "e2v" -> tables.meanOf(Vendor.E2V);
                    case "itl" -> tables.meanOf(Vendor.ITL);
                    default -> throw new IllegalArgumentException("efficiency " + packaged.name());
                };
            case Curve.Level level -> level(level.value());
            case Curve.Table table -> sampled(table);
        };
    }

    private static double[] level(double value) {
        double[] curve = new double[Throughputs.LENGTH];
        java.util.Arrays.fill(curve, value);
        return curve;
    }

    private static double[] sampled(Curve.Table table) {
        return Throughputs.perNm(
                table.nm().stream().mapToDouble(Double::doubleValue).toArray(),
                table.value().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** @return transmission of mirrors, lenses and filter, 0 to 1 */
    double[] optics() {
        return optics;
    }

    /** @return how many detectors the camera has */
    int detectors() {
        return efficiency.length;
    }

    /** @throws InputException for a number that is not a detector's */
    double[] efficiency(int detector) {
        camera.detector(detector);
        return efficiency[detector];
    }

    /** @return collecting area (cm^2) */
    double areaCm2() {
        return camera.optics().areaCm2();
    }

    /** @return solid angle of a pixel in the middle of the field (arcsec^2): of LSSTCam 0.04 by convention */
    double pixelArcsec2(int detector) {
        double mm = camera.detector(detector).pixelMm();
        return switch (camera.optics()) {
            case CameraOptics.Simonyi simonyi ->
                mm == DetectorType.LSST_PIXEL_MM
                        ? LsstSpectra.PIXEL_ARCSEC2
                        : LsstSpectra.PIXEL_ARCSEC2
                                * mm
                                * mm
                                / (DetectorType.LSST_PIXEL_MM * DetectorType.LSST_PIXEL_MM);
            case CameraOptics.PlateScale scale -> mm * scale.scale() * mm * scale.scale();
        };
    }
}
