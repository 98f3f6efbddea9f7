package ciel.sim.engine;

/** What a step does with one photon: the specification of the step. */
@FunctionalInterface
interface ScalarStep {
    /** @return false where the photon is lost */
    boolean move(Photon photon);
}
