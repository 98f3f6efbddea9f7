package ciel.sim.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptions of one's own: what is read, and what is refused, with line, column and remedy. */
class CameraFileTest {
    @TempDir
    private Path folder;

    /** @return the example that comes with the project, with one text replaced by another */
    static String example(String from, String to) throws IOException {
        String text = Files.readString(
                Files.exists(Path.of("examples/camera.yaml"))
                        ? Path.of("examples/camera.yaml")
                        : Path.of("../examples/camera.yaml"));
        assertTrue(from.isEmpty() || text.contains(from), "the example has no '" + from + "'");
        return text.replace(from, to);
    }

    private Camera read(String text) throws IOException {
        Path file = folder.resolve("own.yaml");
        Files.writeString(file, text);
        return Camera.of(file.toString());
    }

    @Test
    void theExampleIsWhatItSays() throws IOException {
        Camera camera = read(example("", ""));
        assertEquals("Twin", camera.name());
        assertEquals(
                List.of("LEFT", "RIGHT"),
                camera.detectors().stream().map(Detector::name).toList());
        Detector right = camera.detector("right");
        assertEquals(1, right.number());
        assertEquals(1.4, right.amplifiers().get(0).gain());
        assertEquals(1.6, right.amplifiers().get(1).gain());
        assertEquals(540, right.type().format().rawWidth());
        assertEquals(1216, right.type().format().rawHeight());
        assertEquals("[1000:501,1:1200]", right.type().segments().get(1).detectorSection());
        assertEquals("[9:508,1:1200]", right.type().segments().get(1).dataSection());
        assertEquals("B", right.type().segments().get(1).extensionName());
        assertEquals(206264.806247 / 2000, camera.optics().arcsecPerMm(), 1e-6);
        assertEquals("r_1", camera.header().filters().get(Band.R));
        assertThrows(InputException.class, () -> camera.requireFilter(Band.U));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gain: 1.5,|gain: 0,|28:50|gain|above 0",
                "gain: 1.5,|gain: -2,|28:50|gain|above 0",
                "at: [6, 0]|at: [3, 0]|33:|RIGHT lies on LEFT|move one",
                "name: RIGHT|name: LEFT|33:6|names two detectors|rename",
                "at: [500, 0]|at: [400, 0]|29:|does not tile|multiple of 500",
                "at: [500, 0]|at: [0, 0]|29:|lies on amplifier A|one amplifier",
                "size: [500, 1200], flip_x|size: [400, 1200], flip_x|29:|400 x 1200|one size",
                "size: [1000, 1200]|size: [1100, 1200]|26:|do not tile|whole multiples",
                "name: B|name: A|29:|names two amplifiers|rename",
                "type: small, at: [6|type: smal, at: [6|33:|'smal' is no kind of CCD|did you mean small",
                "focal_length_mm: 2000|focal_length_mm: -1|17:3|focal_length_mm|at least 20",
                "  focal_length_mm: 2000|# none|15:|no plate scale|arcsec_per_mm",
                "  area_cm2: 1800|# none|15:|no area_cm2|cm2",
                "at: [-6, 0]|at: [-600, 0]|32:|focal plane ends at 370 mm|inwards",
                "optics:|optix:|15:1|'optix' is not a key of a camera|did you mean optics",
                "pixel_um: 10|pixel_um: ten|22:5|'ten'|a number",
                "saturation: 60000}|saturation: 900}|28:|not above the bias|bias included",
                "camera: Twin|camera: LATISS|5:1|comes with Ciel|choose another",
                "efficiency: baseline|efficiency: qe.csv|24:5|qe.csv: does not exist|relative",
                "throughput: lsst}|throughput: 1.7}|13:|1.7|0 to 1",
                "model: plate_scale|model: mirror|16:3|'mirror'|simonyi, plate_scale",
                "TELCODE: TW|TELCODE: t w|10:3|'t w'|MC",
                "amplifiers: {A: {gain: 1.4}}|amplifiers: {C: {gain: 1.4}}|33:|'C' is no amplifier|A B"
            })
    void aMistakeIsRefused_withLineProblemAndRemedy(String from, String to, String line, String problem, String remedy)
            throws IOException {
        String text = example(from, to);
        InputException error = assertThrows(InputException.class, () -> read(text), text);
        String message = error.getMessage();
        assertTrue(message.contains("own.yaml:" + line), message);
        assertTrue(message.contains(problem), message);
        assertTrue(message.contains(remedy), message);
        assertEquals(3, error.exitCode());
    }

    @Test
    void tablesAreReadFromTheirOwnFiles() throws IOException {
        Files.writeString(folder.resolve("qe.csv"), "# measured\nnm,fraction\n300,0.1\n600,0.9\n1100,0\n");
        Files.writeString(
                folder.resolve("d.csv"),
                "number,name,type,role,serial,x_mm,y_mm,z_mm,yaw_deg\n0,A_1,small,science,S1,0,0,0,0\n"
                        + "1,A_2,ITL,guider,S2,40,0,0,90\n");
        StringBuilder outputs = new StringBuilder("detector,amplifier,gain,read_noise,saturation,bias\n");
        for (String name : List.of("A", "B")) {
            outputs.append("0,").append(name).append(",1.2,4,60000,500\n");
        }
        DetectorType.of(Vendor.ITL)
                .segments()
                .forEach(s -> outputs.append("1,").append(s.name()).append(",1.3,5,130000,900\n"));
        Files.writeString(folder.resolve("a.csv"), outputs);
        String text = example("", "");
        text = text.substring(0, text.indexOf("detectors:"))
                + "detectors: {table: d.csv, amplifiers: a.csv, efficiency: qe.csv}\n";
        Camera camera = read(text);
        assertEquals(1, camera.detectors().size());
        assertEquals(DetectorRole.GUIDER, camera.detector("A_2").role());
        assertEquals(1.3, camera.detector("A_2").amplifiers().getFirst().gain());
        assertEquals(
                new Curve.Table("qe.csv", List.of(300.0, 600.0, 1100.0), List.of(0.1, 0.9, 0.0)),
                camera.detector("A_1").type().efficiency());
        String before = CameraFile.fingerprint(folder.resolve("own.yaml").toString());
        Files.writeString(folder.resolve("a.csv"), outputs.toString().replace("0,A,1.2", "0,A,1.25"));
        assertNotEquals(
                before, CameraFile.fingerprint(folder.resolve("own.yaml").toString()));
        Files.writeString(folder.resolve("a.csv"), outputs.toString().replace("0,A,1.2", "0,A,0"));
        String own = text;
        String message = assertThrows(InputException.class, () -> read(own)).getMessage();
        assertTrue(message.contains("a.csv:2") && message.contains("gain 0"), message);
    }

    @Test
    void anUnknownNameIsRefused() {
        InputException error = assertThrows(InputException.class, () -> Camera.of("DECam"));
        assertTrue(error.getMessage().contains("LSSTCam, LSSTComCam"), error.getMessage());
        assertEquals("LATISS", Camera.of("latiss").name());
        assertThrows(InputException.class, () -> Camera.of("nowhere/own.yaml"));
    }

    /** Mutations of the example: each is a camera or is refused as a wrong input; nothing else happens. */
    @Test
    void aBrokenFileIsACameraOrRefused() throws IOException {
        String text = example("", "");
        Random random = new Random(20261127);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            StringBuilder mutant = new StringBuilder(text);
            for (int k = 0; k <= i % 3; k++) {
                int at = random.nextInt(mutant.length());
                switch (random.nextInt(4)) {
                    case 0 -> mutant.deleteCharAt(at);
                    case 1 -> mutant.setCharAt(at, (char) (32 + random.nextInt(95)));
                    case 2 -> mutant.insert(at, "[]{}:,-#*&!|>'\"\n".charAt(random.nextInt(16)));
                    default -> mutant.delete(at, Math.min(mutant.length(), at + 1 + random.nextInt(60)));
                }
            }
            try {
                read(mutant.toString());
            } catch (InputException e) {
                refused++;
                assertTrue(e.getMessage().contains("own.yaml"), e.getMessage());
            }
        }
        assertTrue(refused > 100, refused + " of 400 were refused");
    }
}
