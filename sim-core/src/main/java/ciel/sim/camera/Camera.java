package ciel.sim.camera;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A camera on its telescope: detectors, filters, optics and what its headers say. Those that come with Ciel and those
 * of users are read from descriptions of the same form ({@link CameraFile}); nothing else knows a camera by its name.
 * Immutable.
 */
public final class Camera {
    /** The camera that is meant where none is named. */
    public static final String DEFAULT = "LSSTCam";

    private final String name;
    private final String about;
    private final CameraHeader header;
    private final CameraOptics optics;
    private final Map<Band, Curve> filters;
    private final List<Detector> all;
    private final List<Detector> science;
    private final Map<String, Detector> byName = new LinkedHashMap<>();
    private final Detector middle;

    /** @param detectors in the order of their numbers, which are their places in the list */
    Camera(
            String name,
            String about,
            CameraHeader header,
            CameraOptics optics,
            Map<Band, Curve> filters,
            List<Detector> detectors) {
        this.name = name;
        this.about = about;
        this.header = header;
        this.optics = optics;
        this.filters = Map.copyOf(filters);
        all = List.copyOf(detectors);
        science = all.stream().filter(Detector::science).toList();
        all.forEach(detector -> byName.put(detector.name().toUpperCase(Locale.ROOT), detector));
        middle = (science.isEmpty() ? all : science)
                .stream()
                        .min(Comparator.comparingDouble(d -> d.xCenter() * d.xCenter() + d.yCenter() * d.yCenter()))
                        .orElseThrow();
    }

    private static final class Lsst {
        static final Camera CAMERA = CameraFile.packaged(DEFAULT);
    }

    /**
     * @return LSSTCam as installed on the Simonyi Survey Telescope: its 189 science CCDs, 117 by E2V and 72 by ITL, in a
     *     5 x 5 array of rafts without corners, and in the corners eight guide and eight wavefront sensors (189 to 204).
     */
    public static Camera lsst() {
        return Lsst.CAMERA;
    }

    /**
     * @param nameOrFile name of a camera that comes with Ciel, in any case, or path of a description (with a separator
     *     or the suffix .yaml)
     * @throws InputException when there is none, or its file is wrong
     */
    public static Camera of(String nameOrFile) {
        return nameOrFile.equalsIgnoreCase(DEFAULT) ? lsst() : CameraFile.read(nameOrFile);
    }

    /** @return such as LSSTCam */
    public String name() {
        return name;
    }

    /** @return one sentence, what it is and what is not modelled */
    public String about() {
        return about;
    }

    /** @return what headers say of it */
    public CameraHeader header() {
        return header;
    }

    /** @return the telescope in front of it */
    public CameraOptics optics() {
        return optics;
    }

    /** @return what its filters let through, mirrors and lenses included */
    public Map<Band, Curve> filters() {
        return filters;
    }

    /** @return the science CCDs in the order of their numbers */
    public List<Detector> detectors() {
        return science;
    }

    /** @return all detectors in the order of their numbers */
    public List<Detector> all() {
        return all;
    }

    /** @return the science CCD nearest to the axis: R22_S11 of LSSTCam */
    public Detector middle() {
        return middle;
    }

    /** @throws InputException when there is no filter of a band */
    public void requireFilter(Band band) {
        if (!filters.containsKey(band)) {
            throw new InputException(
                    "camera " + name,
                    "has no filter of band " + band.letter() + ", in which the visit is",
                    "its bands are "
                            + String.join(
                                    " ",
                                    filters.keySet().stream()
                                            .sorted()
                                            .map(Band::letter)
                                            .toList()));
        }
    }

    /**
     * @param number 0 to 204 of LSSTCam
     * @throws InputException for any other number
     */
    public Detector detector(int number) {
        if (number < 0 || number >= all.size()) {
            throw new InputException(
                    "detector", "number " + number + " is not a detector of the camera " + name, numbers());
        }
        return all.get(number);
    }

    private String numbers() {
        return science.size() == all.size()
                ? "its detectors are 0 to " + (all.size() - 1) + "; " + middle.name() + " is " + middle.number()
                : "science CCDs are 0 to " + (science.size() - 1) + ", guide and wavefront sensors go on to "
                        + (all.size() - 1) + "; " + middle.name() + " is " + middle.number();
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
        throw new InputException(
                "detector",
                "'" + name + "' is not the name of a detector" + (this == lsst() ? "" : " of the camera " + this.name),
                remedy(key));
    }

    private String remedy(String key) {
        if (this != lsst()) {
            return "its detectors are "
                    + String.join(
                            " ", all.stream().limit(20).map(Detector::name).toList())
                    + (all.size() > 20 ? " ... " : "") + "; ciel camera show " + name + " lists them";
        }
        if (key.toUpperCase(Locale.ROOT).matches("R(00|04|40|44)_?.*")) {
            return "rafts R00 R04 R40 R44 hold guide sensors SG0 SG1 and wavefront sensors SW0 SW1, such as "
                    + "R44_SW0; a science CCD is R22_S11";
        }
        return "give a CCD such as R22_S11, its number from 0 to 204, a raft such as R22, or a pattern such as R22_*; "
                + "rafts are R01-R03 R10-R14 R20-R24 R30-R34 R41-R43, CCDs of a raft S00-S22; R00 R04 R40 R44 have "
                + "SG0 SG1 SW0 SW1";
    }

    private static final class Measured {
        static final double[][] ITL = read();

        private static double[][] read() {
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
    }

    /**
     * Crosstalk between the 16 amplifiers of one CCD, in raw-file order: {@code result[i][j]} is the fraction of the
     * signal (ADU) of amplifier j that appears in
     * amplifier i. Published for ITL devices only (about 2e-4 between neighbours); for E2V the matrix is zero. imSim
     * applies none at all.
     *
     * @return a copy, 16 x 16; zero for devices of which none is known
     */
    public static double[][] crosstalk(Detector detector) {
        double[][] matrix = new double[Measured.ITL.length][Measured.ITL.length];
        if (detector.type().crosstalk()) {
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] = Measured.ITL[i].clone();
            }
        }
        return matrix;
    }
}
