package ciel.sim.exposure;

/**
 * How many photons a rendering will shoot in all, better known with each detector that begins: the others are taken for
 * their mean.
 */
final class PhotonForecast {
    private final int detectors;
    private int begun;
    private double known;

    /** @param detectors of the rendering, &ge; 1 */
    PhotonForecast(int detectors) {
        this.detectors = detectors;
    }

    /** A detector begins. @param photons that are shot for it @return photons over all detectors */
    synchronized long with(long photons) {
        begun++;
        known += photons;
        return Math.round(known / begun * detectors);
    }
}
