package ciel.sim.photon;

import java.util.Set;

/**
 * A photon of an extended source is moved from the source's centre to a place in its profile: radial, points, a box, a
 * picture. Points pass. The profiles themselves are in the {@link SourceTable}.
 */
public record Profile() implements PhotonStep {
    @Override
    public Set<PhotonWord> words() {
        return Set.of(PhotonWord.PROFILE_FIRST, PhotonWord.PROFILE_SECOND);
    }
}
