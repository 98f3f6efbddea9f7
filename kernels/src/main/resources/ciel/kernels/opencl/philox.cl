// Purpose   Philox4x32-10, the counter-based generator of Salmon et al. (2011, SC11).
// Draws     four 32-bit words for a counter and a key; no state.
// Exactness T1: integers only.
// Java twin ciel.sim.photon.Philox

// Words are scalars and products 64 bits wide: one instruction on every device, where mul_hi and vectors of four are many on some.
INLINE uint4 philox(uint2 key, uint4 counter) {
    uint c0 = counter.x, c1 = counter.y, c2 = counter.z, c3 = counter.w;
    uint k0 = key.x, k1 = key.y;
    for (int round = 0; round < 10; round++) {
        const ulong p0 = (ulong)0xD2511F53u * c0;
        const ulong p1 = (ulong)0xCD9E8D57u * c2;
        c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint)p1;
        c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (uint4)(c0, c1, c2, c3);
}

// Counter of a block of a source's photons: ciel.sim.photon.PhotonWords.
INLINE uint4 photon_counter(ulong block, ulong source_key, uint draw) {
    return (uint4)((uint)block, (uint)source_key, (uint)(source_key >> 32), draw | (uint)(block >> 32) << 8);
}
