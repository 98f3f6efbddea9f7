package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Vendor;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.sensor.SensorModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation: depths and diffusion as photons have them (imsim.md, rows 40 and 41). */
class SiliconTest {
    private static final int PHOTONS = 1_000_000;

    private static Photon photon(Vendor vendor, double nm) {
        double[] all = new double[SourceTable.BINS];
        Arrays.fill(all, nm);
        PhotonPath path = new PhotonPath(List.of(SensorModel.silicon(vendor, all, 295), new Pixels()));
        SourceTableBuilder builder = new SourceTableBuilder(3, 64, 64, path);
        builder.addPoint(
                new SourceTableBuilder.Source(5, PHOTONS, 1, 31.5, 31.5, new double[] {1, 0, 0, 1}, null, null));
        return new Photon(builder.build());
    }

    private static ScalarStep silicon(Vendor vendor, double nm) {
        double[] all = new double[SourceTable.BINS];
        Arrays.fill(all, nm);
        PhotonPath path = new PhotonPath(List.of(SensorModel.silicon(vendor, all, 295), new Pixels()));
        return ScalarSteps.of(new SourceTableBuilder(3, 64, 64, path).build(), new int[0])[0];
    }

    /** Absorption lengths that imSim has; what is absorbed within 100 um has the mean of the cut exponential. */
    @ParameterizedTest
    @CsvSource({"500, 0.8195", "700, 5.243", "900, 33.96", "950, 66.35", "1000, 162.3"})
    void meanDepthIsThatOfTheAbsorbedPhotons(double nm, double length) {
        Photon photon = photon(Vendor.E2V, nm);
        ScalarStep step = silicon(Vendor.E2V, nm);
        double sum = 0;
        double deepest = 0;
        for (int i = 0; i < PHOTONS; i++) {
            photon.begin(0, i);
            assertTrue(step.move(photon));
            sum += 100 - photon.height;
            deepest = Math.max(deepest, 100 - photon.height);
        }
        double expected = length - 100 / Math.expm1(100 / length);
        assertEquals(1, sum / PHOTONS / expected, 0.01, "mean depth " + sum / PHOTONS + " um");
        assertTrue(deepest <= 100);
    }

    /** A slanted photon goes as far, so less deep, and aside. */
    @ParameterizedTest
    @CsvSource({"0.1, 0", "-0.06, 0.08"})
    void slopesMovePhotonsAside(float sx, float sy) {
        Photon photon = photon(Vendor.E2V, 900);
        ScalarStep step = silicon(Vendor.E2V, 900);
        double x = 0;
        double depth = 0;
        double straight = 0;
        int n = 200_000;
        for (int i = 0; i < n; i++) {
            photon.begin(0, i);
            float start = photon.x;
            step.move(photon);
            straight += 100 - photon.height;
            photon.begin(0, i);
            photon.slopeX = sx;
            photon.slopeY = sy;
            step.move(photon);
            depth += 100 - photon.height;
            x += photon.x - start;
        }
        assertEquals(Math.cos(Math.atan(Math.hypot(sx, sy))), depth / straight, 1e-4);
        assertEquals(sx * depth / n / 10, x / n, 0.003, "10 um a pixel");
    }

    /** Electrons made at the back fall all the way: 4.38 and 4.43 um. */
    @ParameterizedTest
    @CsvSource({"E2V, 4.38", "ITL, 4.43"})
    void diffusionFromTheBackIsImsims(Vendor vendor, double microns) {
        Photon photon = photon(vendor, 380);
        ScalarStep step = silicon(vendor, 380);
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < PHOTONS; i++) {
            photon.begin(0, i);
            float x = photon.x;
            float y = photon.y;
            step.move(photon);
            xx += (photon.x - x) * (photon.x - x);
            yy += (photon.y - y) * (photon.y - y);
        }
        assertEquals(1, Math.sqrt(xx / PHOTONS) * 10 / microns, 0.005);
        assertEquals(1, Math.sqrt(yy / PHOTONS) * 10 / microns, 0.005);
    }
}
