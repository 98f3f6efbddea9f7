package ciel.sim.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Acceptance row 20: the science CCDs, their numbers, names, makers and places. */
class CameraTest {
    private static final List<String> RAFTS = List.of(
            "R01", "R02", "R03", "R10", "R11", "R12", "R13", "R14", "R20", "R21", "R22", "R23", "R24", "R30", "R31",
            "R32", "R33", "R34", "R41", "R42", "R43");
    private static final Set<String> ITL_RAFTS = Set.of("R01", "R02", "R03", "R10", "R20", "R41", "R42", "R43");

    private final Camera camera = Camera.lsst();

    @Test
    void everyDetectorSitsWhereRaftAndCcdPitchPutIt() {
        assertEquals(189, camera.detectors().size());
        for (int number = 0; number < 189; number++) {
            Detector detector = camera.detector(number);
            String raft = RAFTS.get(number / 9);
            int row = number % 9 / 3;
            int column = number % 3;
            assertEquals(number, detector.number());
            assertEquals(raft + "_S" + row + column, detector.name());
            assertEquals(
                    127.0 * (raft.charAt(2) - '2') + 42.25 * (column - 1), detector.xCenter(), 1e-9, detector.name());
            assertEquals(127.0 * (raft.charAt(1) - '2') + 42.25 * (row - 1), detector.yCenter(), 1e-9, detector.name());
            assertEquals(0, detector.yaw());
            assertEquals(0, detector.zOffset());
            assertEquals(ITL_RAFTS.contains(raft) ? Vendor.ITL : Vendor.E2V, detector.vendor());
            assertTrue(detector.serial().startsWith(detector.vendor().name()), detector.serial());
        }
    }

    @Test
    void makersHave117And72CcdsOfTheirSizes() {
        assertEquals(
                117,
                camera.detectors().stream()
                        .filter(d -> d.vendor() == Vendor.E2V)
                        .count());
        assertEquals(
                72,
                camera.detectors().stream()
                        .filter(d -> d.vendor() == Vendor.ITL)
                        .count());
        assertEquals(4096, Vendor.E2V.format().width());
        assertEquals(4004, Vendor.E2V.format().height());
        assertEquals(4072, Vendor.ITL.format().width());
        assertEquals(4000, Vendor.ITL.format().height());
        assertEquals(2047.5, camera.detector(94).xReference());
        assertEquals(2001.5, camera.detector(94).yReference());
        assertEquals(2036.5, camera.detector(0).xReference());
        assertEquals(2000.5, camera.detector(0).yReference());
    }

    @Test
    void detectorsAreFoundByNameAndNumber() {
        assertEquals(94, camera.detector("R22_S11").number());
        assertEquals("E2V-CCD250-382", camera.detector("r22_s11").serial());
        assertEquals("R43_S22", camera.detector("188").name());
        Set<String> serials = new HashSet<>();
        camera.detectors().forEach(detector -> serials.add(detector.serial()));
        assertEquals(189, serials.size());
    }

    private List<Integer> selected(String... terms) {
        return DetectorSelection.of(List.of(terms), camera).stream()
                .map(Detector::number)
                .toList();
    }

    @Test
    void detectorsAreSelectedByNumberNameRaftAndPattern_inAnyCase() {
        List<Integer> raft = IntStream.rangeClosed(90, 98).boxed().toList();
        for (String term : List.of("R22", "r22", " R22 ", "R22_*", "r22_s??", "R22*", "R2[2]_*")) {
            assertEquals(raft, selected(term), term);
        }
        for (String term : List.of("94", "R22_S11", "r22_s11", "R22_S1[1]", "R22_S1[1-1]")) {
            assertEquals(List.of(94), selected(term), term);
        }
        assertEquals(189, selected("all").size());
        assertEquals(189, selected("ALL", "R22").size());
        assertEquals(189, selected("*").size());
        assertEquals(List.of(201, 202, 203, 204), selected("R44"));
        assertEquals(List.of(191, 195, 199, 203), selected("*_SW0"));
        assertEquals(21, selected("*_S11").size());
        assertEquals(6, selected("R22_S[0-1]?").size());
        assertEquals(List.of(94, 0, 93), selected("94", "r01_s00", "R22_S11", "R22_S10", "94"));
    }

    @Test
    void aTermThatNamesNoDetector_isRefusedWithARemedy() {
        for (String term :
                List.of("", "R99", "R00_S11", "R22_S33", "R22_S3*", "?", "205", "R22_S1[2-1]", "[", "R22_[", "(*")) {
            InputException error = assertThrows(InputException.class, () -> selected("94", term), term);
            assertTrue(
                    error.getMessage().contains("R22_S11") || error.getMessage().contains("guide sensors"), term);
        }
    }

    @Test
    void unknownDetectorsAreRefusedWithARemedy() {
        for (String name : List.of("", "R22", "R22_S33", "R22-S11", "205", "R44_SW2", "-1", "99999999999", "all")) {
            InputException error = assertThrows(InputException.class, () -> camera.detector(name));
            assertTrue(error.getMessage().contains("R22_S11"), error.getMessage());
        }
        assertTrue(assertThrows(InputException.class, () -> camera.detector("R00_S11"))
                .getMessage()
                .contains("guide"));
        assertThrows(InputException.class, () -> camera.detector(-1));
    }

    /** lsst/obs_lsst policy/lsstCamSim.yaml; turning a corner raft about the axis turns its sensors into the next ones. */
    @Test
    void cornerRaftsHoldGuideAndWavefrontSensors() {
        assertEquals(205, camera.all().size());
        String[] rafts = {"R00", "R04", "R40", "R44"};
        String[] slots = {"SG0", "SG1", "SW0", "SW1"};
        int[] turns = {180, 270, 90, 0};
        double[][] inR44 = {
            {212.24, 258.74, 270, 0}, {258.74, 212.24, 0, 0}, {214.25, 202.625, 0, -1.5}, {214.25, 225.875, 180, 1.5}
        };
        for (int number = 189; number < 205; number++) {
            Detector detector = camera.detector(number);
            int raft = (number - 189) / 4;
            int slot = (number - 189) % 4;
            assertEquals(rafts[raft] + "_" + slots[slot], detector.name());
            assertEquals(number, detector.number());
            assertEquals(slot < 2 ? Vendor.ITL : Vendor.ITL_WF, detector.vendor());
            double[] at = inR44[slot];
            double angle = Math.toRadians(turns[raft]);
            assertEquals(Math.cos(angle) * at[0] - Math.sin(angle) * at[1], detector.xCenter(), 1e-9, detector.name());
            assertEquals(Math.sin(angle) * at[0] + Math.cos(angle) * at[1], detector.yCenter(), 1e-9, detector.name());
            assertEquals((turns[raft] + at[2]) % 360, detector.yaw(), 1e-9, detector.name());
            assertEquals(at[3], detector.zOffset());
            assertEquals(slot < 2 ? 16 : 8, detector.amplifiers().size());
        }
        assertEquals(4072, Vendor.ITL_WF.format().width());
        assertEquals(2000, Vendor.ITL_WF.format().height());
        assertEquals(1000.5, camera.detector("R44_SW0").yReference());
        Segment c17 = Sections.of(Vendor.ITL_WF).at(0, 0);
        assertEquals("C17", c17.name());
        assertEquals("[509:1,2000:1]", c17.detectorSection());
    }

    @Test
    void amplifiersComeInRawOrderWithPlausibleNumbers() {
        double[] gain = new double[2];
        for (Detector detector : camera.detectors()) {
            List<String> names =
                    detector.amplifiers().stream().map(Amplifier::name).toList();
            assertEquals(
                    List.of(
                            "C10", "C11", "C12", "C13", "C14", "C15", "C16", "C17", "C07", "C06", "C05", "C04", "C03",
                            "C02", "C01", "C00"),
                    names);
            for (Amplifier amplifier : detector.amplifiers()) {
                assertTrue(amplifier.gain() > 1.25 && amplifier.gain() < 1.8, detector.name() + amplifier);
                assertTrue(amplifier.readNoise() > 4.9 && amplifier.readNoise() < 62, detector.name() + amplifier);
                assertTrue(amplifier.bias() > 12316 - 1 && amplifier.bias() < 29022 + 1, detector.name() + amplifier);
                assertTrue(amplifier.saturation() >= amplifier.bias(), detector.name() + amplifier);
                gain[detector.vendor().ordinal()] += amplifier.gain();
            }
        }
        assertEquals(1.477, gain[0] / 117 / 16, 5e-4);
        assertEquals(1.662, gain[1] / 72 / 16, 5e-4);
        assertEquals(
                new Amplifier("C10", 1.40088, 5.212, 26313, 137708),
                camera.detector(94).amplifiers().get(0));
    }

    @Test
    void crosstalkIsPublishedForItlOnly() {
        double[][] itl = camera.crosstalk(camera.detector(0));
        assertEquals(1.8528e-4, itl[0][1]);
        assertEquals(1.4708e-4, itl[1][0]);
        IntStream.range(0, 16).forEach(i -> assertEquals(0, itl[i][i]));
        for (double[] row : camera.crosstalk(camera.detector(94))) {
            for (double value : row) {
                assertEquals(0, value);
            }
        }
        itl[0][1] = 1;
        assertEquals(1.8528e-4, camera.crosstalk(camera.detector(0))[0][1]);
    }
}
