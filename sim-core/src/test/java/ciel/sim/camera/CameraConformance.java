package ciel.sim.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.TelescopeState;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.optics.Weather;
import ciel.sim.yaml.Problems;
import ciel.sim.yaml.YamlDocument;
import ciel.sim.yaml.YamlSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each camera must be: of those that come with Ciel a test is ten lines. */
public abstract class CameraConformance {
    /** @return name of a packaged camera */
    protected abstract String name();

    /** @return arcsec of a pixel in the middle of the field, and by how much it may differ */
    protected abstract double[] pixelArcsec();

    private Camera read;

    private Camera camera() {
        read = read == null ? Camera.of(name()) : read;
        return read;
    }

    @Test
    void itsDescriptionFollowsTheSchemaOfUsersFiles() {
        YamlDocument document = YamlDocument.of(name(), CameraFile.text(name()));
        Problems problems = new Problems(document);
        new YamlSchema(CameraFile.class, "camera.schema.json", "a camera").check(document.root(), problems);
        problems.throwIfAny();
        assertTrue(document.root().path("packaged").asBoolean(), "packaged: true keeps its name for it");
    }

    @Test
    void detectorsHaveTheirPlacesNumbersAndNames() {
        Problems problems = new Problems(YamlDocument.of(name(), CameraFile.text(name())));
        new DetectorChecks(problems, camera().optics()).check(camera().all());
        problems.throwIfAny();
        Set<String> serials = new HashSet<>();
        for (Detector detector : camera().all()) {
            assertSame(detector, camera().detector(detector.number()));
            assertSame(detector, camera().detector(detector.name()));
            assertTrue(serials.add(detector.serial()), detector.serial());
            assertEquals(camera().header(), detector.header());
        }
        assertTrue(camera().middle().science());
        assertFalse(camera().about().isBlank());
    }

    @Test
    void amplifiersTileTheirCcd_andReadEveryPixelOnce() {
        Set<DetectorType> types = new HashSet<>();
        for (Detector detector : camera().all()) {
            List<Segment> segments = detector.type().segments();
            assertEquals(
                    segments.stream().map(Segment::name).toList(),
                    detector.amplifiers().stream().map(Amplifier::name).toList());
            for (Amplifier amplifier : detector.amplifiers()) {
                assertTrue(amplifier.gain() > 0.5 && amplifier.gain() < 5, detector.name() + amplifier);
                assertTrue(amplifier.readNoise() > 1 && amplifier.bias() > 0, detector.name() + amplifier);
            }
            if (types.add(detector.type())) {
                Sections sections = Sections.of(detector);
                DetectorFormat format = detector.type().format();
                assertEquals(format.pixels(), segments.size() * format.amplifierWidth() * format.amplifierHeight());
                for (Segment segment : segments) {
                    int x = segment.ccdX(format.prescan());
                    int y = segment.ccdY(0);
                    assertEquals(segment, sections.at(x, y));
                    assertEquals(format.prescan(), segment.rawColumn(x));
                    assertEquals(0, segment.rawRow(y));
                }
            }
        }
    }

    @Test
    void skyAndPixelsAreMappedThereAndBack_withItsScale() {
        Visit visit = new Visit(1, 0, Band.R, 150, -30, 12, 0, 66.4, 0, 60750.15, 30, 0.7, 0, 0);
        VisitGeometry geometry = VisitGeometry.of(visit, Weather.CERRO_PACHON, TelescopeState.DESIGN, camera());
        for (Detector detector : List.of(camera().middle(), camera().all().getLast())) {
            DetectorWcs wcs = geometry.wcs(detector);
            double[] at = new double[2];
            for (double[] pixel : new double[][] {
                {1, 1}, {detector.width() / 2.0, detector.height() / 2.0}, {detector.width(), detector.height()}
            }) {
                wcs.toSky(pixel[0], pixel[1], at);
                wcs.toPixel(at[0], at[1], at);
                assertEquals(pixel[0], at[0], 1e-6, detector.name());
                assertEquals(pixel[1], at[1], 1e-6, detector.name());
            }
        }
        double[] scale = new double[4];
        Detector middle = camera().middle();
        geometry.wcs(middle).jacobian(middle.width() / 2.0, middle.height() / 2.0, scale);
        double area = 1 / Math.abs(scale[0] * scale[3] - scale[1] * scale[2]);
        assertEquals(pixelArcsec()[0], Math.sqrt(area), pixelArcsec()[1]);
    }

    @Test
    void everyBandHasAFilter() {
        for (Band band : Band.values()) {
            camera().requireFilter(band);
            assertFalse(camera().header().filters().get(band).isBlank());
        }
    }
}
