package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.LsstDetectors;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Vendor;
import ciel.sim.spectrum.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Validation: the raw segments of R22_S11 against what imSim 2.1.1 made of the same CCD (sky of 1165 e-/px, few
 * objects).
 */
class ImsimRawTest {
    private static final double SKY = 1165;

    @Test
    void segments_haveTheLevelsAndNoiseOfImsims() throws IOException {
        Path file = SharedData.file("imsim/raw_R22_S11_amps.csv");
        List<String> lines = Files.readAllLines(file);
        List<String> names = List.of(lines.get(0).split(","));
        Detector detector = withNoiseInAdu(Camera.lsst().detector("R22_S11"));
        Vendor vendor = detector.vendor();
        int[] electrons = new int[vendor.format().width() * vendor.format().height()];
        Background.addSky(
                electrons,
                vendor.format().width(),
                0,
                vendor.format().height(),
                SkyParameters.uniform(SKY, 94, 398414));
        Readout readout = new Readout(detector, ReadoutSettings.DEFAULT, 30, 398414);
        assertEquals(0, readout.bleed(electrons));
        for (int i = 0; i < 16; i++) {
            String[] row = lines.get(i + 1).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
            Amplifier amp = detector.amplifiers().get(i);
            String which = row[names.indexOf("extname")];
            assertEquals(Sections.of(detector).segments().get(i).extensionName(), which);
            assertEquals(
                    row[names.indexOf("detsec")].replace("\"", ""),
                    Sections.of(detector).segments().get(i).detectorSection());
            assertEquals(number(row, names, "gain"), amp.gain(), 1e-6, which);
            assertEquals(number(row, names, "cfg_bias"), amp.bias(), 1e-6, which);
            assertEquals(number(row, names, "cfg_readnoise"), amp.readNoise() / amp.gain(), 1e-6, which);
            assertEquals(number(row, names, "full_well_e"), amp.fullWell(), 0.1);
            int[] pixels = readout.read(i, electrons).pixels();
            // imSim truncates: its levels lie half an ADU low.
            double[] overscan = part(pixels, 525, 576, 0, 2048);
            assertEquals(
                    number(row, names, "serial_overscan_mean") + 0.5, mean(overscan), 0.06, which + " overscan level");
            assertEquals(
                    number(row, names, "serial_overscan_std"), deviation(overscan), 0.06, which + " overscan noise");
            double[] data = part(pixels, 10, 522, 0, 2002);
            assertEquals(number(row, names, "data_median") + 0.5, median(data), 1.51, which + " data level");
            // 3 sigma of a million pixels, and 0.13 % that charge transfer takes from the noise.
            double expected = Math.sqrt(SKY + 0.66 + amp.readNoise() * amp.readNoise()) / amp.gain();
            assertEquals(expected, deviation(data), 0.0045 * expected, which + " data noise");
        }
    }

    /** imSim takes the table's read noise, which is in electrons, for ADU. */
    private static Detector withNoiseInAdu(Detector d) {
        List<Amplifier> amplifiers = d.amplifiers().stream()
                .map(a -> new Amplifier(a.name(), a.gain(), a.readNoise() * a.gain(), a.bias(), a.saturation()))
                .toList();
        return LsstDetectors.of(
                d.number(),
                d.name(),
                d.serial(),
                d.vendor(),
                d.xCenter(),
                d.yCenter(),
                d.zOffset(),
                d.yaw(),
                amplifiers);
    }

    private static double number(String[] row, List<String> names, String column) {
        return Double.parseDouble(row[names.indexOf(column)]);
    }

    private static double[] part(int[] pixels, int x0, int x1, int y0, int y1) {
        double[] out = new double[(x1 - x0) * (y1 - y0)];
        int n = 0;
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                out[n++] = pixels[y * Sections.RAW_WIDTH + x];
            }
        }
        return out;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
