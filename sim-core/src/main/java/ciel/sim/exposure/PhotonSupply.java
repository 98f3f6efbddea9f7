package ciel.sim.exposure;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonCount;
import ciel.sim.photon.RingSplit;
import java.util.List;

/**
 * The photons of one object.
 *
 * @param photons to shoot
 * @param weight  electrons a photon
 */
record PhotonSupply(long photons, int weight) {

    /**
     * @param mean       expected electrons
     * @param maxPhotons photons.max_per_object: beyond, each photon stands for a whole number of electrons (law
     *      1's exception)
     */
    static PhotonSupply draw(double mean, long seed, long key, long maxPhotons) {
        return drawn(mean, seed, key, weight(mean, maxPhotons));
    }

    /** @return electrons a photon of an object */
    static int weight(double mean, long maxPhotons) {
        return mean <= maxPhotons ? 1 : (int) Math.min(ChargeMap.MAX_ELECTRONS, Math.ceil(mean / maxPhotons));
    }

    /**
     * @param mean   expected electrons
     * @param weight electrons a photon
     */
    static PhotonSupply drawn(double mean, long seed, long key, int weight) {
        return new PhotonSupply(PhotonCount.draw(mean / weight, seed, key), weight);
    }

    /**
     * @param radial whether the object has a radial profile
     * @return the photons of each ring around the object
     */
    List<RingSplit.Share> shares(long seed, long key, boolean radial) {
        return RingSplit.of(photons, seed, key, radial);
    }

    TruthRow.Mode mode() {
        return weight == 1 ? TruthRow.Mode.PHOTONS : TruthRow.Mode.WEIGHTED;
    }
}
