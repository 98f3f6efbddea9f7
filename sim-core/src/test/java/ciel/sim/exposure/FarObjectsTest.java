package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.photon.SourceTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects whose position lies far outside of the detector that their light falls on. */
class FarObjectsTest {
    private static final Detector CENTRE = Camera.lsst().detector("R22_S11");

    @TempDir
    private Path dir;

    private Scene.Sources on(String line) throws IOException {
        Path catalog = Rendering.catalog(dir, "c.txt", line + "\n");
        RenderRequest request =
                Rendering.request(catalog, dir, 1, Rendering.settings(Rendering.PHOTONS_ONLY), false, "R22_S11");
        return SceneSource.open(request)
                .read(List.of(CENTRE), RenderListener.SILENT)
                .on(CENTRE);
    }

    /** 420 arcsec from the edge: 30 half-light axes of 20 arcsec reach it, the 144 arcsec of before did not. */
    @Test
    void aLargeGalaxyReachesInFromAsFarAsItsProfileGoes() throws IOException {
        Scene.Sources large = on(
                "object 1 60.490455 -37.936 10 galaxySED/Exp.40E09.02Z.spec.gz 0 0 0 0 0 0 sersic2d 20 20 0 4 none none");
        SourceTable table = large.batch();
        assertTrue(table.totalPhotons() > 10_000, table.totalPhotons() + " photons");
        assertEquals(1, large.truth().size());
        Scene.Sources small = on(
                "object 1 60.490455 -37.936 22 galaxySED/Exp.40E09.02Z.spec.gz 0 0 0 0 0 0 sersic2d 2 2 0 1 none none");
        assertEquals(0, small.truth().size());
    }

    /** Its middle is 3.6 deg away, where the telescope maps nothing; its end crosses the middle of the field. */
    @Test
    void aTrailWhoseMiddleIsOutsideTheFieldHasAPlaceInTheTruth() throws IOException {
        Scene.Sources trail = on(
                "object 1 60.490455 -34.56 12 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 streak 28800 1 90 none none");
        assertTrue(trail.batch().size() > 1);
        assertEquals(1, trail.truth().size());
        TruthRow row = trail.truth().getFirst();
        assertTrue(
                row.x() > -30_000 && row.x() < 30_000 && row.y() > -30_000 && row.y() < 30_000,
                row.x() + ", " + row.y());
    }
}
