package ciel.sim.photon;

/** What a step's host side knows of each source: numbers that depend on where it lies on the detector. */
@FunctionalInterface
public interface SourceNumbers {
    /**
     * @param place  of the source
     * @param floats receives the step's numbers from {@code at} on
     */
    void fill(SourcePlace place, float[] floats, int at);
}
