package ciel.kernels.vector;

/**
 * One pass over a block. Each is a class of its own, so that the call from {@link VectorShooter} is megamorphic and the
 * compiler makes each pass by itself: inlined together they exceed its budget, vectors are then boxed, and the engine
 * is ten times slower.
 */
@FunctionalInterface
interface Pass {
    void run(PhotonBlock block);
}
