package ciel.sim.camera;

/**
 * One of the outputs of a CCD: 16 of a science CCD of LSST.
 *
 * @param name       of LSST C10 ... C17 (upper half, x from left to right), C00 ... C07 (lower half)
 * @param gain       e-/ADU
 * @param readNoise  e- rms
 * @param bias       ADU
 * @param saturation ADU, bias included
 */
public record Amplifier(String name, double gain, double readNoise, double bias, double saturation) {
    /**
     * An output with less than this between bias and saturation (ADU) shows no signal: its amplifier is dead. The
     * tables have three, R30_S00_C10, R03_S11_C00 and R04_SG0_C11; the least of all others is 47,000 ADU.
     */
    private static final double LEAST_RANGE = 1000;

    /** @return whether the output shows nothing but bias and noise */
    public boolean dead() {
        return saturation - bias < LEAST_RANGE;
    }

    /** @return charge at which the output saturates (e-); means nothing for a dead one */
    public double fullWell() {
        return (saturation - bias) * gain;
    }
}
