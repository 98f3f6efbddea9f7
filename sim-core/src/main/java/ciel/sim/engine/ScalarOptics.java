package ciel.sim.engine;

import ciel.sim.photon.Aberration;
import ciel.sim.photon.PhotonWord;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.Stops;
import ciel.sim.photon.Vanes;
import ciel.sim.readout.NormalTable;

/** The scalar engine's steps through the telescope. */
final class ScalarOptics {
    private ScalarOptics() {}

    /** @param at where the step's floats begin among those of a source */
    static boolean stops(Photon photon, Stops step, int at) {
        return !Stops.stopped(
                photon.reals(), photon.f + at, step.circles(), photon.u, photon.v, step.index()[photon.bin]);
    }

    static boolean vanes(Photon photon, Vanes step, int at) {
        float angle = (photon.t - 0.5f) * step.turn();
        float su = Math.fma(angle, photon.v, photon.u);
        float sv = Math.fma(-angle, photon.u, photon.v);
        float p = Math.abs(Math.abs((su + sv) * Vanes.DIAGONAL) - Vanes.OFFSET) - Vanes.HALF_WIDTH;
        float q = Math.abs(Math.abs((su - sv) * Vanes.DIAGONAL) - Vanes.OFFSET) - Vanes.HALF_WIDTH;
        float nearest = Math.min(p, q);
        if (step.blocks() && nearest < 0) {
            return false;
        }
        float distance = Math.max(Math.abs(nearest), Vanes.NEAREST);
        // across the nearest edge, in units of the root of 1/2
        float acrossU = 1;
        float acrossV = p - q < 0 ? 1 : -1;
        if (step.rims()) {
            float square = Math.fma(su, su, sv * sv);
            float radius = Pupil.root(square);
            float rim = Math.min(Math.abs(radius - Vanes.INNER_RIM), Math.abs(radius - Vanes.OUTER_RIM)) * Vanes.RADIUS;
            rim = Math.max(rim, Vanes.NEAREST);
            if (rim < distance) {
                distance = rim;
                float unit = Vanes.ROOT_2 * Vanes.reciprocal(radius);
                acrossU = su * unit;
                acrossV = sv * unit;
            }
        }
        float deviate = NormalTable.deviate(photon.word(PhotonWord.TIME_AND_VANE) << 16, step.normal());
        float kick = deviate * step.kick()[photon.bin] * Vanes.reciprocal(distance);
        float a = kick * acrossU;
        float b = kick * acrossV;
        photon.move(at, Math.fma(-angle, b, a), Math.fma(angle, a, b));
        return true;
    }

    static boolean aberration(Photon photon, Aberration step, int at) {
        float[] c = photon.reals();
        int f = photon.f + at;
        float w = step.index()[photon.bin];
        photon.x = PupilTerms.shifted(photon.x, c, f, 0, photon.u, photon.v, w);
        photon.y = PupilTerms.shifted(photon.y, c, f, 1, photon.u, photon.v, w);
        if (step.slopes()) {
            photon.slopeX = PupilTerms.slope(c, f, 0, photon.u, photon.v, w);
            photon.slopeY = PupilTerms.slope(c, f, 1, photon.u, photon.v, w);
        }
        return true;
    }
}
