// Purpose   Philox4x32-10, the counter-based generator of Salmon et al. (2011, SC11).
// Draws     four 32-bit words for a counter and a key; no state.
// Exactness T1: integers only.
// Java twin ciel.sim.photon.Philox

inline uint4 philox(uint2 key, uint4 counter) {
    for (int round = 0; round < 10; round++) {
        const uint low0 = 0xD2511F53u * counter.x;
        const uint high0 = mul_hi(0xD2511F53u, counter.x);
        const uint low1 = 0xCD9E8D57u * counter.z;
        const uint high1 = mul_hi(0xCD9E8D57u, counter.z);
        counter = (uint4)(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
        key += (uint2)(0x9E3779B9u, 0xBB67AE85u);
    }
    return counter;
}

// Counter of a block of a source's photons: ciel.sim.photon.PhotonWords.
inline uint4 photon_counter(ulong block, ulong source_key, uint draw) {
    return (uint4)((uint)block, (uint)source_key, (uint)(source_key >> 32), draw | (uint)(block >> 32) << 8);
}
