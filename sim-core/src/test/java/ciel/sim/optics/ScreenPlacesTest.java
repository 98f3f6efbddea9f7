package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.Band;
import ciel.sim.atmosphere.Atmosphere;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.camera.Camera;
import ciel.sim.photon.Screens;
import ciel.sim.photon.SourcePlace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Validation: rays of stars whose places on the sky are known meet the layers on the side of the star, and the wind
 * carries what one star sees to another in the time that the way takes. Axes of the pupil: u towards smaller azimuth, v
 * towards the zenith.
 */
class ScreenPlacesTest {
    private static final double EXPOSURE = 30;
    /** Height (m) of the layer that is looked at; a number that is not 0 for the others. */
    private static final int LAYER = 3;

    private static final double HEIGHT = 7730;
    private static final double APART = Math.toRadians(0.04);

    private final double[] boresight = new double[3];

    private VisitGeometry geometry(double rotTelPos) {
        VisitGeometry geometry = VisitGeometry.of(
                VisitGeometryTest.visit(1, Band.R, 60.490455, -38.164375, rotTelPos, 60143.4215696111));
        geometry.astrometry().toHorizon(Math.toRadians(60.490455), Math.toRadians(-38.164375), boresight);
        return geometry;
    }

    private static Atmosphere air(double windU, double windV) {
        List<Turbulence.Layer> layers = new ArrayList<>();
        for (int k = 0; k < Screens.LAYERS; k++) {
            layers.add(new Turbulence.Layer(k == LAYER ? HEIGHT : 100 * k, 1.0 / Screens.LAYERS, windU, windV));
        }
        int bits = 10;
        return new Atmosphere(
                new Turbulence(0.15, 25, layers), new int[Screens.LAYERS << 2 * bits], bits, new float[0]);
    }

    /** @return where the middle of the pupil meets the layer (m along u and v), for a star off the boresight */
    private double[] meets(VisitGeometry geometry, Atmosphere air, double toLargerAzimuth, double toZenith) {
        double azimuth = Math.atan2(boresight[1], boresight[0]);
        double altitude = Math.asin(boresight[2]) + toZenith;
        azimuth += toLargerAzimuth / Math.cos(altitude);
        double[] direction = {
            Math.cos(altitude) * Math.cos(azimuth), Math.cos(altitude) * Math.sin(azimuth), Math.sin(altitude)
        };
        double[] icrs = new double[2];
        geometry.astrometry().toIcrs(direction, icrs);
        DetectorWcs wcs = geometry.wcs(Camera.lsst().detector("R22_S11"));
        double[] pixel = new double[2];
        wcs.toPixel(Math.toDegrees(icrs[0]), Math.toDegrees(icrs[1]), pixel);
        double[] heights = air.turbulence().layers().stream()
                .mapToDouble(layer -> layer.height() / PhaseScreens.CELL)
                .toArray();
        float[] floats = new float[Screens.FLOATS];
        new ScreenPlaces(wcs, heights, air.bits(), air.wind(EXPOSURE))
                .fill(new SourcePlace(pixel[0] - 1, pixel[1] - 1, new double[] {5, 0, 0, 5}), floats, 0);
        return new double[] {floats[4 + 2 * LAYER] * PhaseScreens.CELL, floats[5 + 2 * LAYER] * PhaseScreens.CELL};
    }

    /** Distance along an axis of a layer that repeats itself. */
    private static double apart(double to, double from, Atmosphere air) {
        return Math.IEEEremainder(to - from, PhaseScreens.CELL * (1 << air.bits()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 40.0386345, -75})
    void raysMeetALayerOnTheSideOfTheirStar(double rotTelPos) {
        VisitGeometry geometry = geometry(rotTelPos);
        Atmosphere air = air(0, 0);
        double[] middle = meets(geometry, air, 0, 0);
        double[] east = meets(geometry, air, APART, 0);
        double[] above = meets(geometry, air, 0, APART);
        double far = HEIGHT * Math.tan(APART); // 5.4 m
        assertEquals(-far, apart(east[0], middle[0], air), 0.01, "a star of larger azimuth: towards larger azimuth");
        assertEquals(0, apart(east[1], middle[1], air), 0.01);
        assertEquals(0, apart(above[0], middle[0], air), 0.01);
        assertEquals(far, apart(above[1], middle[1], air), 0.01, "a star nearer to the zenith: towards the zenith");
    }

    /** The wind blows from where the rays of one star meet the layer to where those of the other do. */
    @Test
    void theStarDownwindSeesLaterWhatTheStarUpwindSees() {
        VisitGeometry geometry = geometry(40.0386345);
        double speed = 9;
        Atmosphere air = air(speed, 0); // towards smaller azimuth
        double[] upwind = meets(geometry, air, APART, 0);
        double[] downwind = meets(geometry, air, 0, 0);
        double later = HEIGHT * Math.tan(APART) / speed;
        double carried = air.wind(EXPOSURE)[2 * LAYER] * PhaseScreens.CELL * later / EXPOSURE;
        assertEquals(0, apart(downwind[0] + carried, upwind[0], air), 0.01, "after " + later + " s");
        assertEquals(0, apart(downwind[1], upwind[1], air), 0.01);
    }
}
