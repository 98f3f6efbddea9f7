package ciel.kernels.tornado;

import ciel.sim.camera.DetectorFormat;
import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Sections;
import ciel.sim.photon.Philox;
import ciel.sim.readout.ReadoutParameters;

/** The arrays of a readout, kept as {@link PhotonBuffers} are. */
final class ReadoutBuffers {
    private static final int PIXELS = Sections.SEGMENTS * ReadoutKernel.RAW_PIXELS;
    private static final float[] NO_FLOATS = {0};
    private static final int[] NO_INTS = {0};

    final int[] call = new int[ReadoutKernel.LENGTH];
    final float[] numbers = new float[ReadoutKernel.NUMBERS];
    /** of the outputs at the lower edge from left to right, then of those at the upper */
    final int[] wells = new int[Sections.SEGMENTS];
    /** of each column, zeros before */
    int[] saturated = NO_INTS;

    int[] thresholds = NO_INTS;
    final float[] noise = SkyBuffers.noiseTables();
    final float[] ghosts = new float[Sections.SEGMENTS * Sections.SEGMENTS];
    float[] parallel = NO_FLOATS;
    float[] serial = NO_FLOATS;
    int[] charge = NO_INTS;
    /** ADU in readout order, all outputs one after the other; the kernels write every element */
    final float[] frames = new float[PIXELS];

    float[] moved = NO_FLOATS;
    final int[] segments = new int[PIXELS];

    boolean bleeds;
    boolean seesOthers;
    boolean transfers;

    void fill(ReadoutParameters p, int[] charge) {
        DetectorFormat format = p.type().format();
        this.charge = charge;
        bleeds = p.fullWell().length > 0;
        seesOthers = p.crosstalk().length > 0;
        transfers = p.parallel().length > 0;
        call[ReadoutKernel.WIDTH] = format.width();
        call[ReadoutKernel.HEIGHT] = format.height();
        call[ReadoutKernel.PIXELS] = format.pixels();
        call[ReadoutKernel.COLUMNS] = format.amplifierWidth();
        call[ReadoutKernel.ROWS] = format.amplifierHeight();
        call[ReadoutKernel.PRESCAN] = format.prescan();
        call[ReadoutKernel.WALL] = p.type().barrier() ? 1 : 0;
        call[ReadoutKernel.FLIPS] = flips(p.type());
        call[ReadoutKernel.DETECTOR] = p.detector();
        call[ReadoutKernel.KEY0] = Philox.key0(p.seed());
        call[ReadoutKernel.DARK_KEY1] = Philox.key1(p.seed(), Philox.Domain.DARK_CURRENT);
        call[ReadoutKernel.NOISE_KEY1] = Philox.key1(p.seed(), Philox.Domain.READ_NOISE);
        call[ReadoutKernel.DRAWN_DARK] = p.darkMean() > 0 && p.darkThresholds().length == 0 ? 1 : 0;
        call[ReadoutKernel.THRESHOLDS] = p.darkThresholds().length;
        call[ReadoutKernel.PARALLEL_DEPTH] = p.parallel().length / Sections.RAW_HEIGHT;
        call[ReadoutKernel.SERIAL_DEPTH] = p.serial().length / Sections.RAW_WIDTH;
        call[ReadoutKernel.RAW_WIDTH] = Sections.RAW_WIDTH;
        call[ReadoutKernel.BLOCKS] = ReadoutKernel.RAW_PIXELS / 4;
        numbers[ReadoutKernel.DARK_MEAN] = p.darkMean();
        numbers[ReadoutKernel.MAXIMUM] = p.maximum();
        for (int output = 0; output < Sections.SEGMENTS; output++) {
            int own = ReadoutKernel.OUTPUT * output;
            numbers[ReadoutKernel.PER_ELECTRON + own] = p.perElectron()[output];
            numbers[ReadoutKernel.QUADRATIC + own] = p.quadratic()[output];
            numbers[ReadoutKernel.CUBIC + own] = p.cubic()[output];
            numbers[ReadoutKernel.BIAS + own] = p.bias()[output];
            numbers[ReadoutKernel.NOISE + own] = p.noise()[output];
        }
        if (saturated.length != format.width()) {
            saturated = new int[format.width()];
        }
        if (bleeds) {
            wells(p, format);
        }
        thresholds = PhotonBuffers.filled(thresholds, p.darkThresholds(), p.darkThresholds().length);
        for (int i = 0; i < p.darkThresholds().length; i++) {
            thresholds[i] ^= ReadoutKernel.SIGN;
        }
        System.arraycopy(p.crosstalk(), 0, ghosts, 0, p.crosstalk().length);
        parallel = PhotonBuffers.filled(parallel, p.parallel(), p.parallel().length);
        serial = PhotonBuffers.filled(serial, p.serial(), p.serial().length);
        if (transfers && moved.length == 1) {
            moved = new float[PIXELS];
        }
    }

    /** @return ADU of the outputs */
    int[][] outputs() {
        int[][] outputs = new int[Sections.SEGMENTS][ReadoutKernel.RAW_PIXELS];
        for (int output = 0; output < outputs.length; output++) {
            System.arraycopy(segments, output * ReadoutKernel.RAW_PIXELS, outputs[output], 0, ReadoutKernel.RAW_PIXELS);
        }
        return outputs;
    }

    private void wells(ReadoutParameters p, DetectorFormat format) {
        Sections sections = Sections.of(p.type());
        int columns = format.width() / format.amplifierWidth();
        for (int i = 0; i < columns; i++) {
            int x = i * format.amplifierWidth();
            wells[i] = p.fullWell()[sections.at(x, 0).index()];
            wells[columns + i] =
                    p.fullWell()[sections.at(x, format.height() - 1).index()];
        }
    }

    private static int flips(DetectorType type) {
        return type.segments().stream()
                .filter(segment -> segment.flippedX())
                .mapToInt(segment -> 1 << segment.index())
                .sum();
    }
}
