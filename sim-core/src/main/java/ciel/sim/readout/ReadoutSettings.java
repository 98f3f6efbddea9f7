package ciel.sim.readout;

import ciel.sim.InputException;

/**
 * What the readout does. The defaults are imSim's.
 *
 * @param readoutTime      s, added to the exposure for the dark current; &gt;= 0
 * @param darkCurrent      e-/s for each pixel; &gt;= 0
 * @param bleed            whether charge above the full well spills along columns
 * @param fullWell         electrons; 0 takes it from the camera: (saturation - bias) x gain of each output
 * @param parallelCti      fraction of the charge lost at each parallel transfer, 0 to 0.1
 * @param serialCti        the same for serial transfers
 * @param crosstalk        between outputs
 * @param nonlinearity     of the outputs
 * @param bias             ADU, the same for all outputs, 0 for none; or {@link #CAMERA} for each output's own
 * @param readNoise        e- rms, the same for all outputs, 0 for none; or {@link #CAMERA} for each output's own
 * @param adcMaximum       largest ADU: 262143 for 18 bits
 */
public record ReadoutSettings(
        double readoutTime,
        double darkCurrent,
        boolean bleed,
        double fullWell,
        double parallelCti,
        double serialCti,
        Crosstalk crosstalk,
        Nonlinearity nonlinearity,
        double bias,
        double readNoise,
        int adcMaximum) {
    /** In place of a bias or a read noise: what the camera's table has for each output. */
    public static final double CAMERA = Double.NaN;
    /** imSim's defaults, and the camera's 18-bit converter (which imSim leaves out). */
    public static final ReadoutSettings DEFAULT = new ReadoutSettings(
            3, 0.02, true, 0, 1e-6, 1e-6, Crosstalk.NONE, Nonlinearity.NONE, CAMERA, CAMERA, 262143);
    /** Only gain, flips and rounding: no dark current, bleeding, transfer loss, bias or noise. */
    public static final ReadoutSettings IDEAL =
            new ReadoutSettings(0, 0, false, 0, 0, 0, Crosstalk.NONE, Nonlinearity.NONE, 0, 0, 262143);

    public ReadoutSettings {
        require("readout.time", readoutTime, 0, 3600, "s");
        require("readout.dark_current", darkCurrent, 0, 1e6, "e-/s");
        require("readout.full_well", fullWell, 0, 1e9, "e-");
        require("readout.pcti", parallelCti, 0, 0.1, "of the charge");
        require("readout.scti", serialCti, 0, 0.1, "of the charge");
        if (!Double.isNaN(bias)) {
            require("readout.bias", bias, 0, 1e6, "ADU");
        }
        if (!Double.isNaN(readNoise)) {
            require("readout.read_noise", readNoise, 0, 1e6, "e-");
        }
        require("readout.adc_maximum", adcMaximum, 1, (1 << 22) - 1, "ADU");
    }

    private static void require(String key, double value, double low, double high, String unit) {
        if (!(value >= low && value <= high)) {
            throw new InputException(
                    key, value + " " + unit + " is outside " + low + " to " + high, "choose a value in that range");
        }
    }

    /**
     * @return the same with another time between the end of the exposure and the reading of the last line. @param
     * seconds &ge; 0
     */
    public ReadoutSettings withReadoutTime(double seconds) {
        return new ReadoutSettings(
                seconds,
                darkCurrent,
                bleed,
                fullWell,
                parallelCti,
                serialCti,
                crosstalk,
                nonlinearity,
                bias,
                readNoise,
                adcMaximum);
    }

    /** @return the same with another dark current. @param rate electrons/s/px, &ge; 0 */
    public ReadoutSettings withDarkCurrent(double rate) {
        return new ReadoutSettings(
                readoutTime,
                rate,
                bleed,
                fullWell,
                parallelCti,
                serialCti,
                crosstalk,
                nonlinearity,
                bias,
                readNoise,
                adcMaximum);
    }

    /**
     * @return the same with bleeding on or off. @param electrons full well of a pixel where it replaces that of the
     * tables
     */
    public ReadoutSettings withBleed(boolean on, double electrons) {
        return new ReadoutSettings(
                readoutTime,
                darkCurrent,
                on,
                electrons,
                parallelCti,
                serialCti,
                crosstalk,
                nonlinearity,
                bias,
                readNoise,
                adcMaximum);
    }

    /**
     * @return the same with other charge transfer inefficiencies. @param parallel of a transfer along a column @param
     * serial of one along the register
     */
    public ReadoutSettings withCti(double parallel, double serial) {
        return new ReadoutSettings(
                readoutTime,
                darkCurrent,
                bleed,
                fullWell,
                parallel,
                serial,
                crosstalk,
                nonlinearity,
                bias,
                readNoise,
                adcMaximum);
    }

    /** @return the same with another crosstalk between amplifiers */
    public ReadoutSettings withCrosstalk(Crosstalk matrix) {
        return new ReadoutSettings(
                readoutTime,
                darkCurrent,
                bleed,
                fullWell,
                parallelCti,
                serialCti,
                matrix,
                nonlinearity,
                bias,
                readNoise,
                adcMaximum);
    }

    /** @return the same with another nonlinearity of the amplifiers */
    public ReadoutSettings withNonlinearity(Nonlinearity curve) {
        return new ReadoutSettings(
                readoutTime,
                darkCurrent,
                bleed,
                fullWell,
                parallelCti,
                serialCti,
                crosstalk,
                curve,
                bias,
                readNoise,
                adcMaximum);
    }

    /** @param level ADU, or {@link #CAMERA} */
    public ReadoutSettings withBias(double level) {
        return new ReadoutSettings(
                readoutTime,
                darkCurrent,
                bleed,
                fullWell,
                parallelCti,
                serialCti,
                crosstalk,
                nonlinearity,
                level,
                readNoise,
                adcMaximum);
    }

    /** @param electrons rms, or {@link #CAMERA} */
    public ReadoutSettings withReadNoise(double electrons) {
        return new ReadoutSettings(
                readoutTime,
                darkCurrent,
                bleed,
                fullWell,
                parallelCti,
                serialCti,
                crosstalk,
                nonlinearity,
                bias,
                electrons,
                adcMaximum);
    }
}
