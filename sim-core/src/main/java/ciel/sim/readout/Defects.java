package ciel.sim.readout;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Detector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with the pixels and outputs of one detector: rectangles that collect less light or make charge of their
 * own, and outputs that show nothing. It acts on the charge before bleeding and readout; electron images and truth
 * tables are without it.
 *
 * @param regions rectangles, in the order of the table; they may lie over one another
 * @param dead    names of outputs that show only bias and noise
 */
public record Defects(List<Region> regions, Set<String> dead) {
    /** A detector without any. */
    public static final Defects NONE = new Defects(List.of(), Set.of());

    /**
     * A rectangle of pixels.
     *
     * @param x0       least column, from 0
     * @param y0       least row, from 0
     * @param width    columns
     * @param height   rows
     * @param response part of the charge that is kept, 0 to 1: 0 is a dead pixel
     * @param rate     electrons that each pixel makes of itself (1/s): a hot pixel
     */
    public record Region(int x0, int y0, int width, int height, double response, double rate) {}

    public Defects {
        regions = List.copyOf(regions);
        dead = Set.copyOf(dead);
    }

    /** @return how many pixels have a defect, those of dead outputs apart; some are counted twice where regions overlap */
    public long pixels() {
        return regions.stream().mapToLong(r -> (long) r.width() * r.height()).sum();
    }

    /** @return whether nothing is wrong */
    public boolean none() {
        return regions.isEmpty() && dead.isEmpty();
    }

    /**
     * Changes the charge in place: what a pixel keeps, rounded to whole electrons, and then what it makes of itself, the
     * mean of the rate. There is no chance in it, so the same table gives the same bits.
     *
     * @param electrons of the whole CCD, row-major
     * @param seconds   exposure and readout
     */
    public void apply(int[] electrons, Detector detector, double seconds) {
        for (Region region : regions) {
            int own = (int) Math.min(Math.rint(region.rate() * seconds), 1 << 30);
            for (int y = region.y0(); y < region.y0() + region.height(); y++) {
                int first = y * detector.width() + region.x0();
                for (int k = first; k < first + region.width(); k++) {
                    electrons[k] = (int) Math.min(Math.rint(electrons[k] * region.response()) + own, 1 << 30);
                }
            }
        }
    }

    /** @return the detector with its dead outputs, as the readout takes them */
    public Detector outputs(Detector detector) {
        if (dead.isEmpty()) {
            return detector;
        }
        List<Amplifier> amplifiers = new ArrayList<>();
        for (Amplifier a : detector.amplifiers()) {
            amplifiers.add(
                    dead.contains(a.name()) ? new Amplifier(a.name(), a.gain(), a.readNoise(), a.bias(), a.bias()) : a);
        }
        return detector.withAmplifiers(amplifiers);
    }
}
