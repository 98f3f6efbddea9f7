package ciel.sim.camera;

/**
 * One of the 16 outputs of a science CCD.
 *
 * @param name       C10 ... C17 (upper half, x from left to right), C00 ... C07 (lower half)
 * @param gain       e-/ADU
 * @param readNoise  ADU rms
 * @param bias       ADU
 * @param saturation ADU, bias included
 */
public record Amplifier(String name, double gain, double readNoise, double bias, double saturation) {
    /** @return column of the amplifier on the CCD, 0 to 7 from left (small x) to right */
    public int column() {
        return name.charAt(2) - '0';
    }

    /** @return true for C10 to C17, the half with large y */
    public boolean upper() {
        return name.charAt(1) == '1';
    }
}
