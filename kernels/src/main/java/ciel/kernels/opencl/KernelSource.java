package ciel.kernels.opencl;

import ciel.sim.camera.Sections;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.UnitVector;
import ciel.sim.readout.NormalTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The kernels' text: the shared parts before the kernel, each with its own name and lines in compiler messages,
 * constants from the Java twins.
 */
final class KernelSource {
    private static final List<String> PHOTONS =
            List.of("common.cl", "philox.cl", "math.cl", "sampling.cl", "photons.cl");
    private static final List<String> PIXELS =
            List.of("common.cl", "philox.cl", "noise.cl", "sky.cl", "rays.cl", "total.cl", "readout.cl");

    private KernelSource() {}

    static String photons() {
        return join(PHOTONS);
    }

    /** Everything that is done pixel by pixel: sky, cosmic rays, readout. */
    static String pixels() {
        return join(PIXELS);
    }

    private static String join(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append("#line 1 \"")
                    .append(name)
                    .append("\"\n")
                    .append(read(name))
                    .append('\n');
        }
        return text.toString();
    }

    private static String read(String name) {
        try (InputStream in = KernelSource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("kernel source " + name + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Options of the photon kernels.
     *
     * @param chromatic whether photons have wavelengths
     * @param saturates whether a pixel's sum could pass 2^32 electrons
     * @param tile      side of the local tile (px)
     * @param run       photons of a work-item of the faint kernel
     * @param solo      whether a work-group has one work-item
     */
    static String photonOptions(boolean chromatic, boolean saturates, int tile, int run, boolean solo) {
        return common()
                + define("SATURATES", saturates ? 1 : 0)
                + define("MAX_ELECTRONS", ChargeMap.MAX_ELECTRONS + "u")
                + define("SOLO", solo ? 1 : 0)
                + define("CHROMATIC", chromatic ? 1 : 0)
                + define("TILE", tile + "u")
                + define("RUN", run + "u")
                + define("POINT", SourceKind.POINT.code() + "u")
                + define("RADIAL", SourceKind.RADIAL.code() + "u")
                + define("POINTS", SourceKind.POINTS.code() + "u")
                + define("BOX", SourceKind.BOX.code() + "u")
                + define("SIDE", QuantileTable.SIDE + "u")
                + define("FRACTION_BITS", QuantileTable.FRACTION_BITS)
                + define("FRACTION_MASK", QuantileTable.FRACTION_MASK + "u")
                + define("FRACTION_UNIT", QuantileTable.FRACTION_UNIT)
                + define("FIRST_NODE", QuantileTable.FIRST + "u")
                + define("ANGLE_UNIT", UnitVector.ANGLE_UNIT)
                + define("S1", UnitVector.S1)
                + define("S2", UnitVector.S2)
                + define("S3", UnitVector.S3)
                + define("C1", UnitVector.C1)
                + define("C2", UnitVector.C2)
                + define("C3", UnitVector.C3)
                + define("C4", UnitVector.C4);
    }

    /** Options of the pixel kernels. */
    static String pixelOptions() {
        return common()
                + define("RAW_WIDTH", Sections.RAW_WIDTH + "u")
                + define("RAW_HEIGHT", Sections.RAW_HEIGHT + "u")
                + define("RAW_PIXELS", Sections.RAW_WIDTH * Sections.RAW_HEIGHT + "u")
                + define("NORMAL_NODES", NormalTable.LENGTH)
                + define("P_THIRD", 1f / 3f)
                + define("P_SIXTH", 1f / 6f)
                + define("P_C36", -1f / 36f)
                + define("P_C72", -1f / 72f)
                + define("P_C270", 1f / 270f)
                + define("P_C810", 7f / 810f)
                + define("P_C405", -8f / 405f)
                + define("P_E5", -1f / 120f)
                + define("P_E4", 1f / 24f)
                + define("P_E3", -1f / 6f);
    }

    /** No option that lets a compiler change arithmetic. */
    private static String common() {
        return "-cl-std=CL1.2";
    }

    private static String define(String name, Object value) {
        String text = value instanceof Float number ? Float.toHexString(number) + "f" : value.toString();
        return " -D " + name + "=" + text;
    }
}
