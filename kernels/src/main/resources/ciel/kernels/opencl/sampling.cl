// Purpose   Quantile tables, two-sided and logarithmic.
// Exactness T1.
// Java twin ciel.sim.photon.QuantileTable

// Value for a word; the table is an array of pairs (value, difference to the next), offset in pairs.
INLINE float quantile(global const float2 *table, uint offset, uint word) {
    const uint bits = as_uint((float)(int)(word & 0x7FFFFFFFu | 1u));
    const uint node = (bits >> FRACTION_BITS) - FIRST_NODE + (word >> 31) * SIDE;
    const float fraction = (float)(int)(bits & FRACTION_MASK) * FRACTION_UNIT;
    const float2 pair = table[offset + node];
    return fma(fraction, pair.y, pair.x);
}
