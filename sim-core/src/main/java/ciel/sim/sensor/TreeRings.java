package ciel.sim.sensor;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.photon.Philox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tree rings: the doping of the wafer varies with the radius from the axis of the ingot, and its field pushes electrons
 * along that radius (Plazas, Bernstein and Sheldon 2014, PASP 126, 750; Park et al. 2017, JINST 12, C05015).
 *
 * <p>At the radius r (px) from the centre of the rings every edge moves outward by
 * <pre>
 * f(r) = 0.01 (A + B r^4) [ sum_i P_i / (2 pi) sin(2 pi r / P_i + phi_i) - sum_j Q_j / (2 pi) cos(2 pi r / Q_j +
 * psi_j) ]   px
 * </pre>
 * with 20 periods P and 20 periods Q of each CCD: imSim's model of the rings that were measured in flats of the LSST
 * sensors.
 */
public final class TreeRings {
    /** Periods of each kind. */
    public static final int PERIODS = 20;
    /** Beyond this radius (px) no CCD reaches. */
    private static final int MAX_RADIUS = 10_000;

    private final double xCenter;
    private final double yCenter;
    private final double constant;
    private final double quartic;
    private final double[] sinePeriod;
    private final double[] sinePhase;
    private final double[] cosinePeriod;
    private final double[] cosinePhase;

    private TreeRings(
            double xCenter,
            double yCenter,
            double constant,
            double quartic,
            double[] sinePeriod,
            double[] sinePhase,
            double[] cosinePeriod,
            double[] cosinePhase) {
        this.xCenter = xCenter;
        this.yCenter = yCenter;
        this.constant = constant;
        this.quartic = quartic;
        this.sinePeriod = sinePeriod;
        this.sinePhase = sinePhase;
        this.cosinePeriod = cosinePeriod;
        this.cosinePhase = cosinePhase;
    }

    /**
     * Rings made up for a CCD, the same in every exposure: drawn from its serial number, with the distribution of what
     * was measured on the 189 CCDs of the LSST camera (imSim's parameters of 2026-04-02): centres 2430 +- 150 and 2540
     * +- 150 px from the middle of the CCD, periods 54 +- 15 px, strengths log-normal with medians A = 3.2e-4 (a factor
     * 2.7 either way) and B = 1.75e-18 px^-4 (a factor 1.7).
     */
    public static TreeRings of(Detector detector) {
        Draws draws = new Draws(detector.serial().hashCode());
        double x = (2430 + 150 * draws.normal()) * draws.sign();
        double y = (2540 + 150 * draws.normal()) * draws.sign();
        double constant = 3.2e-4 * StrictMath.exp(draws.normal());
        double quartic = 1.75e-18 * StrictMath.exp(0.55 * draws.normal());
        return new TreeRings(
                detector.width() / 2.0 - 0.5 + x,
                detector.height() / 2.0 - 0.5 + y,
                constant,
                quartic,
                draws.periods(),
                draws.phases(),
                draws.periods(),
                draws.phases());
    }

    /** Random numbers of a CCD. */
    private static final class Draws {
        private final Philox philox;
        private final int[] block = new int[4];
        private int next;

        Draws(int serial) {
            philox = new Philox(serial & 0xFFFFFFFFL, Philox.Domain.TREE_RINGS);
        }

        private double uniform() {
            if ((next & 3) == 0) {
                philox.block(next >>> 2, 0, 0, 0, block);
            }
            return ((block[next++ & 3] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
        }

        double normal() {
            return StrictMath.sqrt(-2 * StrictMath.log(uniform())) * StrictMath.cos(2 * StrictMath.PI * uniform());
        }

        double sign() {
            return uniform() < 0.5 ? -1 : 1;
        }

        double[] periods() {
            double[] periods = new double[PERIODS];
            for (int i = 0; i < PERIODS; i++) {
                periods[i] = Math.clamp(54 + 15 * normal(), 15, 95);
            }
            return periods;
        }

        double[] phases() {
            double[] phases = new double[PERIODS];
            for (int i = 0; i < PERIODS; i++) {
                phases[i] = 2 * StrictMath.PI * uniform();
            }
            return phases;
        }
    }

    /**
     * Rings of one CCD from a file of measured parameters, as imSim has them: for each CCD a line of names, a line Rx
     * Ry
     * Sx Sy Cx Cy A B, a line of names and 20 lines of cosine period, cosine phase, sine period, sine phase. Cx and Cy
     * are pixels from 2048.5.
     *
     * @throws InputException naming file and line where it is not so, or where the CCD is not in it
     */
    public static TreeRings read(Path file, Detector detector) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read: " + e, "name a file of tree-ring parameters", e);
        }
        String name = detector.name();
        int[] wanted = {name.charAt(1) - '0', name.charAt(2) - '0', name.charAt(5) - '0', name.charAt(6) - '0'};
        for (int i = 0; i + 2 + PERIODS < lines.size(); i++) {
            if (lines.get(i).startsWith("Rx")) {
                double[] head = numbers(file, lines, i + 1, 8);
                if (head[0] == wanted[0] && head[1] == wanted[1] && head[2] == wanted[2] && head[3] == wanted[3]) {
                    return block(file, lines, i, head);
                }
            }
        }
        throw new InputException(
                file.toString(), "has no rings of " + name, "give a file with all CCDs, or leave the setting at auto");
    }

    private static TreeRings block(Path file, List<String> lines, int at, double[] head) {
        double[][] columns = new double[4][PERIODS];
        for (int i = 0; i < PERIODS; i++) {
            double[] row = numbers(file, lines, at + 3 + i, 4);
            for (int k = 0; k < 4; k++) {
                columns[k][i] = row[k];
            }
            if (row[0] == 0 || row[2] == 0) {
                throw new InputException(
                        file + ":" + (at + 4 + i),
                        "has a period of " + row[0] + " or " + row[2] + " px",
                        "a period is not 0");
            }
        }
        // Cx is counted from the middle of 4096 pixels, which are 1 to 4096 there and 0 to 4095 here
        return new TreeRings(
                head[4] + 2047.5, head[5] + 2047.5, head[6], head[7], columns[0], columns[1], columns[2], columns[3]);
    }

    private static double[] numbers(Path file, List<String> lines, int line, int count) {
        String[] words = line < lines.size() ? lines.get(line).trim().split("\\s+") : new String[0];
        if (words.length != count) {
            throw new InputException(
                    file + ":" + (line + 1), "has " + words.length + " numbers, not " + count, "correct the file");
        }
        double[] numbers = new double[count];
        for (int k = 0; k < count; k++) {
            try {
                numbers[k] = Double.parseDouble(words[k]);
            } catch (NumberFormatException e) {
                throw new InputException(
                        file + ":" + (line + 1), "'" + words[k] + "' is not a number", "correct the file", e);
            }
        }
        return numbers;
    }

    /** @return pixel (LSST numbering) of the centre of the rings */
    public double xCenter() {
        return xCenter;
    }

    /** @return y of the centre of the rings (px); it lies off the detector */
    public double yCenter() {
        return yCenter;
    }

    /**
     * Outward displacement.
     *
     * @param radius px from the centre
     * @return px
     */
    public double shift(double radius) {
        double sum = 0;
        double turn = 2 * StrictMath.PI;
        for (int i = 0; i < PERIODS; i++) {
            sum += sinePeriod[i] / turn * StrictMath.sin(turn * radius / sinePeriod[i] + sinePhase[i])
                    - cosinePeriod[i] / turn * StrictMath.cos(turn * radius / cosinePeriod[i] + cosinePhase[i]);
        }
        double square = radius * radius;
        return 0.01 * (constant + quartic * square * square) * sum;
    }

    /**
     * @return the shift at r = 0, 1/2, 1, ... px, to be interpolated linearly: better than 0.1 % for periods of 15 px
     */
    public float[] table() {
        float[] table = new float[2 * MAX_RADIUS + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) shift(0.5 * i);
        }
        return table;
    }
}
