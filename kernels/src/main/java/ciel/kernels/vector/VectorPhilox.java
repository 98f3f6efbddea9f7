package ciel.kernels.vector;

import ciel.sim.photon.Philox;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Philox4x32-10 on the Vector API: as many blocks at a time as there are 64-bit lanes. The 32-bit words sit in 64-bit
 * lanes, so that a product of two is one
 * instruction (vpmuludq); the compiler finds it because both factors are masked to 32 bits.
 *
 * <p>Words leave as ints in the order of photons. Where a block serves two photons, their words fill the two halves
 * of a 64-bit lane: the even photon's below, the odd one's above.
 *
 * <p>The loops call nothing of our own: methods of the Vector API are inlined whatever the compiler's budget, ours
 * are not, and a vector that crosses a call is boxed.
 */
final class VectorPhilox {
    static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    /** As many ints as there are 64-bit lanes. */
    private static final VectorSpecies<Integer> HALF =
            VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));

    private static final int LANES = LONGS.length();
    private static final long LOW = 0xFFFFFFFFL;
    private static final LongVector IOTA = LongVector.broadcast(LONGS, 0).addIndex(1);
    private static final long M0 = Philox.M0 & LOW;
    private static final long M1 = Philox.M1 & LOW;

    private VectorPhilox() {}

    /**
     * Words of monochromatic points, two photons a block: {@code radius[i], direction[i]} for photons 2 block + i.
     *
     * @param block first block; its low word does not overflow within the call
     * @param n     photons; up to one vector more is written
     */
    static void pairs(int key0, int key1, long block, int c1, int c2, int c3, int n, int[] radius, int[] direction) {
        LongVector counter = LongVector.broadcast(LONGS, block & LOW).add(IOTA);
        LongVector m0 = LongVector.broadcast(LONGS, M0);
        LongVector m1 = LongVector.broadcast(LONGS, M1);
        for (int i = 0; i < n; i += 2 * LANES) {
            LongVector x0 = counter;
            LongVector x1 = LongVector.broadcast(LONGS, c1 & LOW);
            LongVector x2 = LongVector.broadcast(LONGS, c2 & LOW);
            LongVector x3 = LongVector.broadcast(LONGS, c3 & LOW);
            int k0 = key0;
            int k1 = key1;
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector p0 = x0.and(LOW).mul(m0.and(LOW));
                LongVector p1 = x2.and(LOW).mul(m1.and(LOW));
                x0 = p1.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, x1)
                        .lanewise(VectorOperators.XOR, k0 & LOW);
                x1 = p1;
                x2 = p0.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, x3)
                        .lanewise(VectorOperators.XOR, k1 & LOW);
                x3 = p0;
                k0 += Philox.W0;
                k1 += Philox.W1;
            }
            x0.and(LOW)
                    .or(x2.lanewise(VectorOperators.LSHL, 32))
                    .reinterpretAsInts()
                    .intoArray(radius, i);
            x1.and(LOW)
                    .or(x3.lanewise(VectorOperators.LSHL, 32))
                    .reinterpretAsInts()
                    .intoArray(direction, i);
            counter = counter.add(LANES);
        }
    }

    /**
     * All four words of one block a photon.
     *
     * @param photon first photon; its low word does not overflow within the call
     * @param n      photons; up to one vector more is written
     */
    static void blocks(
            int key0, int key1, long photon, int c1, int c2, int c3, int n, int[] w0, int[] w1, int[] w2, int[] w3) {
        LongVector counter = LongVector.broadcast(LONGS, photon & LOW).add(IOTA);
        LongVector m0 = LongVector.broadcast(LONGS, M0);
        LongVector m1 = LongVector.broadcast(LONGS, M1);
        for (int i = 0; i < n; i += LANES) {
            LongVector x0 = counter;
            LongVector x1 = LongVector.broadcast(LONGS, c1 & LOW);
            LongVector x2 = LongVector.broadcast(LONGS, c2 & LOW);
            LongVector x3 = LongVector.broadcast(LONGS, c3 & LOW);
            int k0 = key0;
            int k1 = key1;
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector p0 = x0.and(LOW).mul(m0.and(LOW));
                LongVector p1 = x2.and(LOW).mul(m1.and(LOW));
                x0 = p1.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, x1)
                        .lanewise(VectorOperators.XOR, k0 & LOW);
                x1 = p1;
                x2 = p0.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, x3)
                        .lanewise(VectorOperators.XOR, k1 & LOW);
                x3 = p0;
                k0 += Philox.W0;
                k1 += Philox.W1;
            }
            ((IntVector) x0.convertShape(VectorOperators.L2I, HALF, 0)).intoArray(w0, i);
            ((IntVector) x1.convertShape(VectorOperators.L2I, HALF, 0)).intoArray(w1, i);
            ((IntVector) x2.convertShape(VectorOperators.L2I, HALF, 0)).intoArray(w2, i);
            ((IntVector) x3.convertShape(VectorOperators.L2I, HALF, 0)).intoArray(w3, i);
            counter = counter.add(LANES);
        }
    }
}
