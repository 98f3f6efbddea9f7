// Purpose   Quantile tables, two-sided and logarithmic, and the discrete draws of wavelength and picture cell.
// Exactness T1.
// Java twin ciel.sim.photon.QuantileTable, ciel.sim.engine.ScalarEngine

// Value for a word; the table is an array of pairs (value, difference to the next), offset in pairs.
INLINE float quantile(global const float2 *restrict table, uint offset, uint word) {
    const uint bits = as_uint((float)(int)(word & 0x7FFFFFFFu | 1u));
    const uint node = (bits >> FRACTION_BITS) - FIRST_NODE + (word >> 31) * SIDE;
    const float fraction = (float)(int)(bits & FRACTION_MASK) * FRACTION_UNIT;
    const float2 pair = table[offset + node];
    return fma(fraction, pair.y, pair.x);
}

INLINE uint wavelength_bin(global const uint *restrict spectra, uint spectrum, uint word) {
    const uint cell = word >> 25;
    const uint entry = spectra[spectrum + cell];
    return (word & 0x1FFFFFFu) < entry >> 7 ? cell : entry & 127u;
}
