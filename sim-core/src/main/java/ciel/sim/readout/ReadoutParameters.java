package ciel.sim.readout;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorType;
import java.util.List;

/**
 * All that a kernel needs to read one CCD out as {@link Readout} does. Every number is float32 or int32; the arrays
 * are read only and must not be changed; those
 * with one entry an output are in raw-file order.
 *
 * @param type           kind of CCD: widths of amplifiers, overscans
 * @param seed           exposure seed
 * @param detector       detector number, word 3 of the counters
 * @param fullWell       electrons above which charge bleeds; empty for no bleeding
 * @param darkMean       expected dark electrons of a pixel; 0 for none
 * @param darkThresholds {@link PoissonTable#thresholds} of that mean; empty where it is drawn by {@link PoissonDraw}
 * @param perElectron    ADU for one electron; 0 for a dead output
 * @param crosstalk      [victim * 16 + aggressor], or empty for none
 * @param parallel       {@link ChargeTransfer#weights} of the parallel transfers, [d * 2048 + row], or empty for none
 * @param serial         the same of the serial transfers, [d * 576 + column], or empty for none
 * @param quadratic      of the nonlinearity (1/ADU)
 * @param cubic          of the nonlinearity (1/ADU2); both 0: linear
 * @param bias           ADU
 * @param noise          standard deviation that is drawn (ADU); 0 for none
 * @param maximum        largest ADU
 */
public record ReadoutParameters(
        DetectorType type,
        long seed,
        int detector,
        int[] fullWell,
        float darkMean,
        int[] darkThresholds,
        float[] perElectron,
        float[] crosstalk,
        float[] parallel,
        float[] serial,
        float[] quadratic,
        float[] cubic,
        float[] bias,
        float[] noise,
        float maximum) {
    /** ADU2: of a number rounded to the nearest integer. */
    private static final double ROUNDING_VARIANCE = 1.0 / 12;

    static ReadoutParameters of(
            Detector detector,
            ReadoutSettings settings,
            int[] fullWell,
            DarkCurrent dark,
            ChargeTransfer parallel,
            ChargeTransfer serial) {
        List<Amplifier> amplifiers = detector.amplifiers();
        int outputs = amplifiers.size();
        float[] perElectron = new float[outputs];
        float[] quadratic = new float[outputs];
        float[] cubic = new float[outputs];
        float[] bias = new float[outputs];
        float[] noise = new float[outputs];
        float[] crosstalk = new float[settings.crosstalk().isNone() ? 0 : outputs * outputs];
        for (int i = 0; i < outputs; i++) {
            Amplifier amplifier = amplifiers.get(i);
            perElectron[i] = amplifier.dead() ? 0 : (float) (1 / amplifier.gain());
            quadratic[i] = settings.nonlinearity().quadratic(i);
            cubic[i] = settings.nonlinearity().cubic(i);
            bias[i] = (float) (Double.isNaN(settings.bias()) ? amplifier.bias() : settings.bias());
            double electrons = Double.isNaN(settings.readNoise()) ? amplifier.readNoise() : settings.readNoise();
            double wanted = electrons / amplifier.gain();
            noise[i] = (float) Math.sqrt(Math.max(wanted * wanted - ROUNDING_VARIANCE, 0));
            for (int j = 0; crosstalk.length > 0 && !amplifier.dead() && j < outputs; j++) {
                crosstalk[i * outputs + j] = settings.crosstalk().coefficient(i, j);
            }
        }
        return new ReadoutParameters(
                detector.type(),
                dark.seed(),
                detector.number(),
                settings.bleed() ? fullWell : new int[0],
                (float) dark.mean(),
                dark.table() == null ? new int[0] : dark.table().thresholds(),
                perElectron,
                crosstalk,
                flat(parallel),
                flat(serial),
                quadratic,
                cubic,
                bias,
                noise,
                settings.adcMaximum());
    }

    private static float[] flat(ChargeTransfer transfer) {
        if (transfer == null) {
            return new float[0];
        }
        float[][] weights = transfer.weights();
        int transfers = weights[0].length;
        float[] flat = new float[weights.length * transfers];
        for (int d = 0; d < weights.length; d++) {
            System.arraycopy(weights[d], 0, flat, d * transfers, transfers);
        }
        return flat;
    }
}
