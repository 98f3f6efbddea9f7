package ciel.sim.photon;

import java.util.Set;

/** A photon becomes an electron in the pixel that it falls on: a square grid, which nothing moves. */
public record Pixels() implements PhotonStep {
    @Override
    public Set<PhotonWord> words() {
        return Set.of();
    }

    @Override
    public boolean findsPixel() {
        return true;
    }
}
