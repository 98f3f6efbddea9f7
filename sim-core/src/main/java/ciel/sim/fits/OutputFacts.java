package ciel.sim.fits;

import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Detector;
import java.util.List;

/**
 * What the header of a raw segment says of the output that read it.
 *
 * @param gain       e-/ADU
 * @param readNoise  e- rms
 * @param saturation ADU, bias included
 */
public record OutputFacts(double gain, double readNoise, double saturation) {
    /** @return those of the camera's table, in raw-file order */
    public static List<OutputFacts> of(Detector detector) {
        return detector.amplifiers().stream().map(OutputFacts::of).toList();
    }

    private static OutputFacts of(Amplifier a) {
        return new OutputFacts(a.gain(), a.readNoise(), a.saturation());
    }

    /** @return the same output with another read noise (e- rms) */
    public OutputFacts withReadNoise(double electrons) {
        return new OutputFacts(gain, electrons, saturation);
    }
}
