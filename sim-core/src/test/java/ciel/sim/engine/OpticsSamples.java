package ciel.sim.engine;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorOptics;
import ciel.sim.optics.TelescopeSteps;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.Aberration;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Stops;
import ciel.sim.photon.Vanes;

/** The telescope's steps in front of a vignetted detector, for comparisons between engines. */
final class OpticsSamples {
    private static final TelescopeSteps STEPS = steps();

    private OpticsSamples() {}

    private static TelescopeSteps steps() {
        VisitGeometry geometry =
                VisitGeometry.of(new Visit(1, 0, Band.R, 150, -10, 25, 0, 60, 0, 60750.15, 30, 0.7, 0, 1));
        DetectorOptics optics =
                DetectorOptics.fit(geometry, geometry.wcs(Camera.lsst().detector("R43_S02")), 540, 700, 0);
        double[] wavelengths = new double[SourceTable.BINS];
        for (int k = 0; k < wavelengths.length; k++) {
            wavelengths[k] = 530 + 1.5 * k;
        }
        return new TelescopeSteps(geometry, optics, wavelengths);
    }

    static Stops stops() {
        return STEPS.stops();
    }

    static Vanes vanes() {
        return STEPS.vanes(true, true);
    }

    static Aberration aberration() {
        return STEPS.aberration(true);
    }
}
