package ciel.sim.readout;

import ciel.sim.InputException;
import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorFormat;
import ciel.sim.camera.Segment;
import ciel.sim.photon.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From electrons on one CCD to its raw segments: 16, of a wavefront sensor 8.
 *
 * <p>Order (imSim's): bleeding, dark current, split into outputs, gain, flips, crosstalk, embedding between prescan
 * and overscans, parallel then serial charge-transfer
 * inefficiency, nonlinearity (imSim has none), bias, read noise, conversion. The converter rounds to the nearest ADU
 * (imSim truncates, which
 * puts its images half an ADU low) and clips at 0 and at 18 bits.
 *
 * <p>A camera's read noise is measured on converted pixels, so it holds the 1/12 ADU2 of the rounding. The Gaussian
 * drawn here has the variance
 * readNoise^2 - 1/12 (0 if that is negative), and the segments have the noise that was asked for.
 *
 * <p>Use: {@link #bleed} once; then {@link #read(int, int[])} for each output, from any thread; or, with crosstalk,
 * {@link #collect} for all 16, then
 * {@link #convert}. {@link #readAll} does all that on one thread. Results do not depend on threads or order.
 *
 * <p>Per pixel, in float32: a = (electrons + dark) * (1 / gain); ghosts fma(x_ij, a_j, a_i); charge transfer as in
 * {@link ChargeTransfer}; nonlinearity
 * fma(a * a, fma(a, c3, c2), a); t = fma(sigma, z, a + bias); ADU = (int) (min(max(t, 0), maximum) + 0.5). Read noise
 * words: domain READ_NOISE, laid out
 * as in {@link PixelWords}.
 */
public final class Readout {
    /** Electrons that a pixel can be given (see {@link ciel.sim.photon.ChargeMap}). */
    private static final int MOST_CHARGE = 1 << 30;

    private final Detector detector;
    private final ReadoutSettings settings;
    private final DetectorFormat format;
    /** Sizes of a raw frame (px). */
    private final int rawWidth;

    private final int rawHeight;
    private final List<Segment> segments;
    private final int outputs;
    private final long seed;
    private final int[] fullWell;
    private final DarkCurrent dark;
    private final ChargeTransfer parallel;
    private final ChargeTransfer serial;
    private final ReadoutParameters parameters;

    /**
     * @param detector     with its 16 amplifiers in raw-file order
     * @param exposureTime s, &gt;= 0
     * @param seed         exposure seed
     */
    public Readout(Detector detector, ReadoutSettings settings, double exposureTime, long seed) {
        if (!(exposureTime >= 0 && exposureTime <= 1e6)) {
            throw new InputException("exposure time", exposureTime + " s is outside 0 to 1e6 s", "check the visit");
        }
        this.format = detector.type().format();
        this.rawWidth = format.rawWidth();
        this.rawHeight = format.rawHeight();
        this.segments = detector.type().segments();
        this.outputs = segments.size();
        if (detector.amplifiers().size() != outputs) {
            throw new InputException(
                    "detector " + detector.name(),
                    detector.amplifiers().size() + " amplifiers",
                    "a " + detector.type().name() + " has " + outputs);
        }
        for (int i = 0; i < outputs; i++) {
            Amplifier amplifier = detector.amplifiers().get(i);
            if (!amplifier.name().equals(segments.get(i).name())) {
                throw new InputException(
                        "detector " + detector.name(),
                        "amplifier " + i + " is " + amplifier.name(),
                        "raw-file order has " + segments.get(i).name() + " there");
            }
            if (!(amplifier.gain() > 0) || !(amplifier.readNoise() >= 0) || !Double.isFinite(amplifier.bias())) {
                throw new InputException(
                        "amplifier " + detector.name() + "_" + amplifier.name(),
                        "gain " + amplifier.gain() + " e-/ADU, read noise " + amplifier.readNoise() + " e-, bias "
                                + amplifier.bias() + " ADU",
                        "the gain must be above 0, the noise not below 0");
            }
        }
        this.detector = detector;
        this.settings = settings;
        this.seed = seed;
        this.fullWell = fullWells(detector, settings);
        this.dark = DarkCurrent.of(
                seed, detector.number(), settings.darkCurrent() * (exposureTime + settings.readoutTime()));
        this.parallel = settings.parallelCti() > 0 ? new ChargeTransfer(settings.parallelCti(), rawHeight) : null;
        this.serial = settings.serialCti() > 0 ? new ChargeTransfer(settings.serialCti(), rawWidth) : null;
        this.parameters = ReadoutParameters.of(detector, settings, fullWell, dark, parallel, serial);
    }

    /**
     * @return electrons that a pixel holds, for each output in raw-file order: (saturation - bias) x gain. A dead
     *      output says nothing of its pixels: they hold what the median output's do. (imSim takes the largest for all.)
     */
    static int[] fullWells(Detector detector) {
        double[] alive = detector.amplifiers().stream()
                .filter(a -> !a.dead())
                .mapToDouble(Amplifier::fullWell)
                .sorted()
                .toArray();
        // where all are dead nobody sees what the pixels hold
        double usual = alive.length == 0 ? MOST_CHARGE : alive[alive.length / 2];
        return detector.amplifiers().stream()
                .mapToInt(a -> (int) (a.dead() ? usual : a.fullWell()))
                .toArray();
    }

    private static int[] fullWells(Detector detector, ReadoutSettings settings) {
        if (!settings.bleed()) {
            return new int[0];
        }
        if (settings.fullWell() > 0) {
            int[] wells = new int[detector.amplifiers().size()];
            Arrays.fill(wells, (int) settings.fullWell());
            return wells;
        }
        return fullWells(detector);
    }

    /** @return the dark current of this exposure */
    public DarkCurrent darkCurrent() {
        return dark;
    }

    /** @return the CCD that is read out */
    public Detector detector() {
        return detector;
    }

    /** @return the same readout as numbers, for a kernel */
    public ReadoutParameters parameters() {
        return parameters;
    }

    /** @return whether an output sees the others, so that all 16 have to be collected before one is converted */
    public boolean hasCrosstalk() {
        return parameters.crosstalk().length > 0;
    }

    /**
     * Spills charge above the full well along the columns, in place. Nothing is changed where bleeding is off.
     *
     * @param electrons the whole CCD, row-major
     * @return electrons lost through the readout edges
     */
    public long bleed(int[] electrons) {
        requireWholeCcd(electrons);
        return settings.bleed() ? Bleeding.apply(electrons, detector.type(), fullWell) : 0;
    }

    /**
     * One output from bled electrons, where there is no crosstalk.
     *
     * @param index place in the raw file, 0 to 15
     */
    public AmplifierImage read(int index, int[] electrons) {
        if (hasCrosstalk()) {
            throw new IllegalStateException("crosstalk needs all 16 outputs: collect them, then convert");
        }
        return digitise(index, collect(index, electrons));
    }

    /** All outputs of bled electrons on this thread, in raw-file order. */
    public List<AmplifierImage> readAll(int[] electrons) {
        List<AmplifierImage> images = new ArrayList<>(outputs);
        if (!hasCrosstalk()) {
            for (int i = 0; i < outputs; i++) {
                images.add(read(i, electrons));
            }
            return images;
        }
        float[][] frames = new float[outputs][];
        for (int i = 0; i < outputs; i++) {
            frames[i] = collect(i, electrons);
        }
        for (int i = 0; i < outputs; i++) {
            images.add(convert(i, frames));
        }
        return images;
    }

    /**
     * Dark current, gain, flips and embedding of one output.
     *
     * @param electrons the whole CCD, bled; not changed
     * @return ADU, one frame, 0 in prescan and overscans
     */
    public float[] collect(int index, int[] electrons) {
        requireWholeCcd(electrons);
        Segment segment = segments.get(index);
        int columns = format.amplifierWidth();
        float perElectron = parameters.perElectron()[index];
        float[] out = new float[rawWidth * rawHeight];
        int[] row = new int[columns];
        int[] words = new int[columns];
        for (int v = 0; v < format.amplifierHeight(); v++) {
            int first = segment.ccdY(v) * format.width() + segment.x0();
            System.arraycopy(electrons, first, row, 0, columns);
            dark.add(first, columns, row, 0, words);
            int to = v * rawWidth + format.prescan();
            if (segment.flippedX()) {
                for (int u = 0; u < columns; u++) {
                    out[to + u] = row[columns - 1 - u] * perElectron;
                }
            } else {
                for (int u = 0; u < columns; u++) {
                    out[to + u] = row[u] * perElectron;
                }
            }
        }
        return out;
    }

    /**
     * Crosstalk and all that follows, for one output.
     *
     * @param frames what {@link #collect} gave for all 16, in raw-file order; not changed
     */
    public AmplifierImage convert(int index, float[][] frames) {
        boolean dead = detector.amplifiers().get(index).dead();
        return digitise(
                index,
                dead ? new float[rawWidth * rawHeight] : settings.crosstalk().apply(index, frames));
    }

    /** Charge transfer, nonlinearity, bias, read noise and conversion; the frame is used up. */
    private AmplifierImage digitise(int index, float[] frame) {
        if (parallel != null) {
            parallel.parallel(frame, rawWidth, rawHeight);
        }
        if (serial != null) {
            serial.serial(frame, rawWidth, rawHeight);
        }
        settings.nonlinearity().apply(index, frame);
        Amplifier amplifier = detector.amplifiers().get(index);
        float bias = parameters.bias()[index];
        float sigma = parameters.noise()[index];
        float maximum = parameters.maximum();
        int[] pixels = new int[rawWidth * rawHeight];
        if (sigma > 0) {
            addNoiseAndConvert(index, frame, bias, sigma, maximum, pixels);
        } else {
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = convert(frame[k] + bias, maximum);
            }
        }
        return new AmplifierImage(amplifier, pixels);
    }

    private void addNoiseAndConvert(int index, float[] frame, float bias, float sigma, float maximum, int[] pixels) {
        int key0 = Philox.key0(seed);
        int key1 = Philox.key1(seed, Philox.Domain.READ_NOISE);
        float[] nodes = NormalTable.sharedNodes();
        int[] words = new int[rawWidth];
        for (int row = 0; row < rawHeight; row++) {
            int first = row * rawWidth;
            PixelWords.fill(key0, key1, index, 0, detector.number(), first, rawWidth, words);
            for (int x = 0; x < rawWidth; x++) {
                float z = NormalTable.deviate(words[x], nodes);
                pixels[first + x] = convert(Math.fma(sigma, z, frame[first + x] + bias), maximum);
            }
        }
    }

    @Override
    public String toString() {
        return "readout of " + detector.name() + ", " + settings;
    }

    private static int convert(float value, float maximum) {
        return (int) (Math.min(Math.max(value, 0f), maximum) + 0.5f);
    }

    private void requireWholeCcd(int[] electrons) {
        int pixels = format.pixels();
        if (electrons.length != pixels) {
            throw new IllegalArgumentException(
                    "detector " + detector.name() + " has " + pixels + " pixels, the charge map " + electrons.length);
        }
    }
}
