package ciel.sim.spectrum;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Curves of the user's own in place of those of {@link Throughputs}, each with as many values.
 *
 * @param optics     mirrors, lenses and filter together, 0 to 1
 * @param detector   quantum efficiency of every CCD, 0 to {@value #MOST_EFFICIENCY}
 * @param atmosphere transmission of the air at the airmass of the visit, 0 to 1, clouds apart
 */
public record OwnThroughput(Optional<double[]> optics, Optional<double[]> detector, Optional<double[]> atmosphere) {
    /** Measured efficiencies are up to 1.02. */
    public static final double MOST_EFFICIENCY = 1.05;

    /** The project's curves. */
    public static final OwnThroughput NONE = new OwnThroughput(Optional.empty(), Optional.empty(), Optional.empty());

    /** The air must be known from here to {@link #TO_NM} (nm): where CCDs were measured. */
    private static final double FROM_NM = 320;

    private static final double TO_NM = 1100;

    /**
     * @param optics     file of mirrors, lenses and filter
     * @param detector   file of the quantum efficiency
     * @param atmosphere file of the air, 320 to 1100 nm at least
     * @throws ciel.sim.InputException when one is missing or is no throughput
     */
    public static OwnThroughput read(Optional<Path> optics, Optional<Path> detector, Optional<Path> atmosphere) {
        return new OwnThroughput(
                optics.map(f -> CurveFile.throughput(f, "throughput.optics", 1, Double.MAX_VALUE, 0)),
                detector.map(f -> CurveFile.throughput(f, "throughput.detector", MOST_EFFICIENCY, Double.MAX_VALUE, 0)),
                atmosphere.map(f -> CurveFile.throughput(f, "throughput.atmosphere", 1, FROM_NM, TO_NM)));
    }
}
