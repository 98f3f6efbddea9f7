package ciel.sim.photon;

/** A circular profile of unit flux, known by its encircled energy. */
public interface RadialProfile {
    /**
     * @param fraction enclosed fraction, 2^-32 to 0.5
     * @return radius that encloses it, in the profile's own unit of length
     */
    double radiusEnclosing(double fraction);

    /**
     * @param fraction fraction of the flux outside, 2^-32 to 0.5
     * @return radius outside of which it lies
     */
    double radiusOutside(double fraction);
}
