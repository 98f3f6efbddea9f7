package ciel.sim.photon;

import java.util.Set;

/**
 * One step of a photon's way from the source to a pixel. A record: it holds the tables of one exposure of one
 * detector, and knows which random words a photon takes here. What a step does with a photon is in the engines, each
 * of which has an exhaustive switch over this type: the scalar engine's is the specification.
 *
 * <p>To add a step: a record here, a case in {@code ScalarSteps}, {@code VectorSteps} and {@code KernelSteps} with its
 * {@code .cl} file, and a sample in the tests' {@code PathSamples}.
 */
public sealed interface PhotonStep
        permits Wavelength,
                Spread,
                Profile,
                Pupil,
                Screens,
                Dispersion,
                Stops,
                Vanes,
                Aberration,
                Silicon,
                EdgeRolloff,
                Pixels,
                Boundaries {
    /** @return random words that a photon takes in this step; no two steps of a path share one */
    Set<PhotonWord> words();

    /** Names the tables and numbers that engines on a device read. */
    default void tables(StepTables to) {}

    /** @return kinds of step that have to come before this one: they set what it reads */
    default Set<Class<? extends PhotonStep>> needs() {
        return Set.of();
    }

    /** @return whether a photon may be lost here */
    default boolean loses() {
        return false;
    }

    /** @return whether this step says which pixel a photon falls into; it is the last one then */
    default boolean findsPixel() {
        return false;
    }

    /** @return floats of each source that belong to this step */
    default int sourceFloats() {
        return 0;
    }

    /** @return ints of each source that belong to this step */
    default int sourceInts() {
        return 0;
    }

    /**
     * How far this step moves photons of a source: a detector that lies farther away does not draw them.
     *
     * @param photons electrons of the source; where a step has wings without end, they are followed as far as they can
     *     be seen
     * @param scale   pixels per arcsec, the most in any direction
     * @param floats  the step's own numbers of the source begin at {@code f}
     * @return px; 0 where the step moves nothing, or where the builder knows better (point spread function, profile)
     */
    default double reach(double photons, double scale, float[] floats, int f) {
        return 0;
    }

    /**
     * Fills this step's numbers of one source.
     *
     * @param floats the sources' floats; this step's begin at {@code f}
     * @param ints   the sources' ints; this step's begin at {@code i}
     */
    default void source(SourcePlace place, float[] floats, int f, int[] ints, int i) {}
}
