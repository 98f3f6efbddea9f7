package ciel.sim.camera;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The LSST camera: its 189 science CCDs, 117 by E2V and 72 by ITL, in a 5 x 5 array of rafts without corners, and in
 * the corners eight guide sensors and eight wavefront sensors (189 to 204).
 * Positions, makers, serial numbers, gains, read noise and saturation are those of lsst/obs_lsst, bias levels those
 * of camera run 13421 (see the tables).
 */
public final class Camera {
    /** Number of science CCDs. */
    public static final int DETECTORS = 189;

    /** Number of all detectors, guide and wavefront sensors included. */
    public static final int ALL_DETECTORS = 205;

    /** Pitch of the rafts (mm), both axes (lsst/obs_lsst, policy/rafts.yaml). */
    public static final double RAFT_PITCH_MM = 127.0;

    /** Pitch of the CCDs within a raft (mm), both axes (lsst/obs_lsst, policy/cameraHeader.yaml). */
    public static final double CCD_PITCH_MM = 42.25;

    private static final Camera LSST = new Camera();

    private final List<Detector> all;
    private final Map<String, Detector> byName = new LinkedHashMap<>();
    private final double[][] crosstalkItl;

    private Camera() {
        Map<Integer, List<Amplifier>> amplifiers = amplifiers();
        List<Detector> list = new ArrayList<>();
        for (String[] row : ResourceTable.rows(Camera.class, "detectors.csv")) {
            int number = Integer.parseInt(row[0]);
            Detector detector = new Detector(
                    number,
                    row[1],
                    row[3],
                    Vendor.valueOf(row[2]),
                    Double.parseDouble(row[4]),
                    Double.parseDouble(row[5]),
                    Double.parseDouble(row[6]),
                    Double.parseDouble(row[7]),
                    List.copyOf(amplifiers.get(number)));
            list.add(detector);
            byName.put(detector.name(), detector);
        }
        all = List.copyOf(list);
        crosstalkItl = readCrosstalk();
    }

    private static Map<Integer, List<Amplifier>> amplifiers() {
        Map<Integer, List<Amplifier>> amplifiers = new LinkedHashMap<>();
        for (String[] row : ResourceTable.rows(Camera.class, "amplifiers.csv")) {
            amplifiers
                    .computeIfAbsent(Integer.valueOf(row[0]), number -> new ArrayList<>())
                    .add(new Amplifier(
                            row[1],
                            Double.parseDouble(row[2]),
                            Double.parseDouble(row[3]),
                            Double.parseDouble(row[5]),
                            Double.parseDouble(row[4])));
        }
        return amplifiers;
    }

    private static double[][] readCrosstalk() {
        List<String[]> rows = ResourceTable.rows(Camera.class, "crosstalk.csv");
        double[][] matrix = new double[rows.size()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = new double[matrix.length];
            for (int j = 0; j < matrix.length; j++) {
                matrix[i][j] = Double.parseDouble(rows.get(i)[j + 1]);
            }
        }
        return matrix;
    }

    /** @return the camera as installed on the Simonyi Survey Telescope */
    public static Camera lsst() {
        return LSST;
    }

    /** @return the 189 science CCDs in the order of their numbers */
    public List<Detector> detectors() {
        return all.subList(0, DETECTORS);
    }

    /** @return all 205 detectors in the order of their numbers */
    public List<Detector> all() {
        return all;
    }

    /**
     * @param number 0 to 204
     * @throws InputException for any other number
     */
    public Detector detector(int number) {
        if (number < 0 || number >= all.size()) {
            throw new InputException(
                    "detector",
                    "number " + number + " is not a detector of the camera",
                    "science CCDs are 0 to " + (DETECTORS - 1) + ", guide and wavefront sensors go on to "
                            + (all.size() - 1) + "; R22_S11 is 94");
        }
        return all.get(number);
    }

    /**
     * @param name R22_S11, or the number as text: 94
     * @throws InputException for an unknown name
     */
    public Detector detector(String name) {
        String key = name.strip();
        Detector detector = byName.get(key.toUpperCase(Locale.ROOT));
        if (detector != null) {
            return detector;
        }
        if (key.matches("[0-9]{1,6}")) {
            return detector(Integer.parseInt(key));
        }
        throw new InputException("detector", "'" + name + "' is not the name of a detector", remedy(key));
    }

    private String remedy(String key) {
        if (key.toUpperCase(Locale.ROOT).matches("R(00|04|40|44)_?.*")) {
            return "rafts R00 R04 R40 R44 hold guide sensors SG0 SG1 and wavefront sensors SW0 SW1, such as "
                    + "R44_SW0; a science CCD is R22_S11";
        }
        return "give a CCD such as R22_S11, its number from 0 to 204, a raft such as R22, or a pattern such as R22_*; "
                + "rafts are R01-R03 R10-R14 R20-R24 R30-R34 R41-R43, CCDs of a raft S00-S22; R00 R04 R40 R44 have "
                + "SG0 SG1 SW0 SW1";
    }

    /**
     * Crosstalk between the 16 amplifiers of one CCD, in raw-file order: {@code result[i][j]} is the fraction of the
     * signal (ADU) of amplifier j that appears in
     * amplifier i. Published for ITL devices only (about 2e-4 between neighbours); for E2V the matrix is zero. imSim
     * applies none at all.
     *
     * @return a copy, 16 x 16; zero for wavefront sensors, which have half as many outputs
     */
    public double[][] crosstalk(Detector detector) {
        double[][] matrix = new double[crosstalkItl.length][crosstalkItl.length];
        if (detector.vendor() == Vendor.ITL) {
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] = crosstalkItl[i].clone();
            }
        }
        return matrix;
    }
}
