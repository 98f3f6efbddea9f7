package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.catalog.ReadReport.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Validation against imSim's own catalogs and what imSim makes of them (the reference data; each test skips without
 * it).
 */
class ReferenceCatalogTest {
    private static final InstanceCatalog.Options EVERYTHING = new InstanceCatalog.Options(false, false);

    private static ReadReport report(String name, InstanceCatalog.Options options) {
        return InstanceCatalog.open(SharedData.file(name), options).forEach(Footprint.ALL, object -> {});
    }

    @Test
    void exampleCatalog_has998StarsAnd1000Galaxies() {
        ReadReport report = report("instcat/example_instance_catalog.txt", EVERYTHING);
        assertEquals(998, report.objects(Type.POINT));
        assertEquals(1000, report.objects(Type.SERSIC2D));
        assertEquals(1998, report.objects());
    }

    @Test
    void badCatalog_has26ObjectsWithSkipInvalidOff() {
        ReadReport report = report("instcat/bad_instcat.txt", EVERYTHING);
        assertEquals(26, report.objects());
        assertEquals(2, report.linesWithInf());
        ReadReport valid = report("instcat/bad_instcat.txt", InstanceCatalog.Options.DEFAULT);
        assertEquals(
                Map.of(Invalid.NO_LIGHT, 1L, Invalid.AXES, 1L, Invalid.NO_KNOTS, 1L, Invalid.NO_IMAGE, 1L),
                valid.invalid());
        assertEquals(22, valid.objects());
    }

    @Test
    void tinyCatalog_has24Objects() {
        assertEquals(24, report("instcat/tiny_instcat.txt", EVERYTHING).objects());
    }

    @Test
    void starsAndGalaxies_areAllRead() {
        assertEquals(74, report("instcat/phosim_stars.txt", EVERYTHING).objects(Type.POINT));
        assertEquals(197, report("instcat/phosim_galaxies.txt", EVERYTHING).objects());
        // it has no seqnum
        assertEquals(74 + 197, report("instcat/phosim_combined.txt", EVERYTHING).objects());
        assertEquals(32_000, report("imsim/scene_R22_S11.txt.gz", EVERYTHING).objects());
    }

    @Test
    void filesThatAreNoFullCatalogs_areRefusedWithALine() {
        SharedData.file("instcat/phosim_cat_466749.txt"); // asked for here: a missing folder is no refusal
        String message = assertThrows(InputException.class, () -> report("instcat/phosim_cat_466749.txt", EVERYTHING))
                .getMessage();
        assertTrue(message.contains("phosim_cat_466749.txt:22: ") && message.contains("does not exist"), message);
        for (String table : new String[] {"instcat/truth_stars.txt", "instcat/truth_galaxies.txt"}) {
            String complaint = assertThrows(InputException.class, () -> report(table, EVERYTHING))
                    .getMessage();
            assertTrue(complaint.matches("(?s).*\\.txt:\\d+: .*"), complaint);
        }
    }

    @Test
    void sceneTable_holdsItsElectrons() {
        double[] sum = new double[2];
        long rows = SceneTable.open(SharedData.file("galsim/scene.csv.gz")).forEach(object -> {
            sum[0] += object.flux();
            sum[1] += object.n() == 0 ? 1 : 0;
        });
        assertEquals(32_000, rows);
        assertEquals(2000, sum[1]);
        assertEquals(2.058e8, sum[0], 5e4);
    }

    /**
     * The sign of the position angle and the direction of u: imSim's galaxies through the WCS of that visit, against
     * adaptive moments of its images.
     */
    @Test
    void galaxies_lieAsImsimDrawsThem() throws IOException {
        Map<String, String[]> measured = new HashMap<>();
        List<String> lines = Files.readAllLines(SharedData.file("imsim/grid_nosensor_R22_S11_measured.csv"));
        List<String> names = List.of(lines.getFirst().split(","));
        for (String line : lines.subList(1, lines.size())) {
            measured.put(line.split(",")[0], line.split(","));
        }
        // CD matrix (deg per pixel) of imsim/wcs_R22_S11.json
        double cd11 = 4.1733668827928786e-05;
        double cd12 = 3.67284438721814e-05;
        double cd21 = 3.672449698450329e-05;
        double cd22 = -4.1728744720214943e-05;
        double determinant = cd11 * cd22 - cd12 * cd21;
        Path grid = SharedData.file("imsim/grid_R22_S11.txt");
        List<SkyObject> galaxies = new ArrayList<>(Catalogs.read(grid, true));
        galaxies.removeIf(object -> !(object.shape() instanceof Shape.Sersic));
        assertEquals(16, galaxies.size());
        double squares = 0;
        for (SkyObject galaxy : galaxies) {
            double[] m = ShapeMatrix.matrix(galaxy, true);
            double x = (cd22 * m[0] - cd12 * m[2]) / determinant;
            double y = (-cd21 * m[0] + cd11 * m[2]) / determinant;
            String[] row = measured.get(galaxy.id());
            double e1 = Double.parseDouble(row[names.indexOf("hsm_e1")]);
            double e2 = Double.parseDouble(row[names.indexOf("hsm_e2")]);
            double difference = Math.IEEEremainder(Math.atan2(y, x) - Math.atan2(e2, e1) / 2, Math.PI);
            squares += difference * difference;
        }
        assertEquals(0, Math.toDegrees(Math.sqrt(squares / galaxies.size())), 2);
    }
}
