// Purpose   Shoots photons: random words, point spread function, profile, pixel, deposit, in one kernel. No photon is written to memory.
// Kernels   shoot_bright  one work-group a chunk of one source's photons; a tile of the source's surroundings is collected in local memory and flushed once.
//           clamp_charge   brings pixels to the most that they may hold.
//           shoot_faint   one work-item a run of slots; slots are the photons of many small sources one after the other, found by bisection of their sums.
// Buffers   keys       ulong[sources]      key of each source
//           integers   uint[8 sources]     SourceTable.I_...
//           floats     float[10 sources]   SourceTable.F_...
//           psf        float2[2048 rows]   quantile tables of the radius (arcsec)
//           profiles   float2[2048 each]   quantile tables of the radial profiles
//           points     float2[]            knots (profile units)
//           picture    uint[3 cells]       alias tables of pictures
//           spectra    uint[128 each]      alias tables of spectra
//           acceptance uint[128]           thresholds of detection
//           charge     int[width lines]    electrons, added to
//           kept       uint[]              photons detected: of each chunk (bright), of each source (faint)
// Randoms   see ciel.sim.photon.PhotonWords
// Atomics   int32 add, local and global; the sum does not depend on their order.
// Exactness T1.
// Java twin ciel.sim.engine.ScalarEngine

#define LOST 0xFFFFFFFFu

#if SOLO // a work-group of one item, as on a processor: nobody else sees its tile
#define TILE_INC(p) (*(p))++
#else
#define TILE_INC(p) atomic_inc(p)
#endif

typedef struct {
    ulong key;
    uint base_x, base_y, kind, table, count, spectrum;
    int weight;
    float x, y;
    float4 spread, profile;
} source_t;

// Electrons into a pixel. Sums are unsigned: below 2^32 electrons in all, none wraps, and clamp_charge brings them to MAX_ELECTRONS afterwards, which is what the saturating
// additions of the Java twin come to, because no addend is negative. Brighter batches are built with SATURATES.
INLINE void add_electrons(volatile global int *pixel, uint photons, int weight) {
#if SATURATES
    const uint electrons = (uint)min((ulong)photons * (uint)weight, (ulong)MAX_ELECTRONS);
    uint seen = (uint)*pixel;
    while (seen < MAX_ELECTRONS) {
        const uint was = (uint)atomic_cmpxchg(pixel, (int)seen, (int)min(seen + electrons, MAX_ELECTRONS));
        if (was == seen) {
            break;
        }
        seen = was;
    }
#else
    atomic_add(pixel, (int)(photons * (uint)weight));
#endif
}

INLINE source_t load_source(uint source, global const ulong *restrict keys, global const uint *restrict integers, global const float *restrict floats) {
    global const uint *n = integers + 8u * source;
    global const float *f = floats + 10u * source;
    source_t s;
    s.key = keys[source];
    s.base_x = n[0];
    s.base_y = n[1];
    s.kind = n[2];
    s.table = n[3];
    s.count = n[4];
    s.spectrum = n[5];
    s.weight = (int)n[6];
    s.x = f[0];
    s.y = f[1];
    s.spread = (float4)(f[2], f[3], f[4], f[5]);
    s.profile = (float4)(f[6], f[7], f[8], f[9]);
    return s;
}

// Moves a position by matrix times displacement.
INLINE float2 moved(float2 position, float4 matrix, float2 d) {
    return (float2)(fma(matrix.x, d.x, fma(matrix.y, d.y, position.x)), fma(matrix.z, d.x, fma(matrix.w, d.y, position.y)));
}

INLINE float2 profile_displacement(const source_t s, uint first, uint second, global const float2 *restrict profiles,
                                   global const float2 *restrict points, global const uint *restrict picture) {
    switch (s.kind) {
    case RADIAL:
        return direction(quantile(profiles, s.table >> 1, first), second);
    case BOX:
        return (float2)((float)(int)first * 0x1p-32f, (float)(int)second * 0x1p-32f);
    case POINTS:
        return points[(s.table >> 1) + (uint)((ulong)first * s.count >> 32)];
    default: {
        const ulong product = (ulong)first * s.count;
        uint cell = (uint)(product >> 32);
        if ((uint)product >= picture[s.table + 3u * cell]) {
            cell = picture[s.table + 3u * cell + 1u];
        }
        const uint position = picture[s.table + 3u * cell + 2u];
        return (float2)((float)(int)(position & 0xFFFFu) + (float)(int)(second & 0xFFFFu) * 0x1p-16f,
                        (float)(int)(position >> 16) + (float)(int)(second >> 16) * 0x1p-16f);
    }
    }
}

// Column and line (from 0, of the whole detector) of one photon, given its words; x = LOST where it is not detected.
INLINE uint2 place(const source_t s, uint spread_radius, uint spread_direction, uint first, uint second, uint row, global const float2 *restrict psf,
                   global const float2 *restrict profiles, global const float2 *restrict points, global const uint *restrict picture) {
    float2 at = (float2)(s.x, s.y);
    at = moved(at, s.spread, direction(quantile(psf, row * (2u * SIDE), spread_radius), spread_direction));
    if (s.kind != POINT) {
        at = moved(at, s.profile, profile_displacement(s, first, second, profiles, points, picture));
    }
    return (uint2)(s.base_x + floor_to_int(at.x), s.base_y + floor_to_int(at.y));
}

INLINE uint2 place_photon(const source_t s, ulong photon, uint2 key, global const float2 *restrict psf, uint row_shift, global const float2 *restrict profiles,
                          global const float2 *restrict points, global const uint *restrict picture, global const uint *restrict spectra,
                          global const uint *restrict acceptance) {
#if CHROMATIC
    const uint4 w = philox(key, photon_counter(photon, s.key, 0u));
    const uint bin = wavelength_bin(spectra, s.spectrum, w.z);
    if ((w.w >> 1) >= acceptance[bin]) {
        return (uint2)(LOST, LOST);
    }
    uint4 v = (uint4)(0u);
    if (s.kind != POINT) {
        v = philox(key, photon_counter(photon, s.key, 1u));
    }
    return place(s, w.x, w.y, v.x, v.y, bin >> row_shift, psf, profiles, points, picture);
#else
    if (s.kind == POINT) {
        const uint4 w = philox(key, photon_counter(photon >> 1, s.key, 0u));
        return (photon & 1ul) == 0ul ? place(s, w.x, w.y, 0u, 0u, 0u, psf, profiles, points, picture)
                                     : place(s, w.z, w.w, 0u, 0u, 0u, psf, profiles, points, picture);
    }
    const uint4 w = philox(key, photon_counter(photon, s.key, 0u));
    return place(s, w.x, w.y, w.z, w.w, 0u, psf, profiles, points, picture);
#endif
}

// Puts a photon into the tile where it covers the place, else into the map. Returns 1 where it is on the detector's band of lines.
INLINE uint deposit(uint2 at, int weight, uint tile_x, uint tile_y, local int *tile, global int *charge, uint width, uint line0, uint lines) {
    const uint line = at.y - line0;
    if (at.x >= width || line >= lines) {
        return 0u;
    }
    const uint tx = at.x - tile_x;
    const uint ty = at.y - tile_y;
    if (tx < TILE && ty < TILE) {
        TILE_INC(&tile[ty * TILE + tx]);
    } else {
        add_electrons(&charge[line * width + at.x], 1u, weight);
    }
    return 1u;
}

kernel void shoot_bright(global const uint *restrict chunk_source, global const ulong *restrict chunk_photon, global const uint *restrict chunk_count,
                         global const ulong *restrict keys, global const uint *restrict integers, global const float *restrict floats,
                         global const float2 *restrict psf, uint row_shift, global const float2 *restrict profiles, global const float2 *restrict points,
                         global const uint *restrict picture, global const uint *restrict spectra, global const uint *restrict acceptance,
                         uint key0, uint key1, global int *charge, uint width, uint line0, uint lines, global uint *restrict kept) {
    local int tile[TILE * TILE];
    local uint total;
    const uint item = get_local_id(0);
    const uint items = get_local_size(0);
    const uint chunk = get_group_id(0);
    const source_t s = load_source(chunk_source[chunk], keys, integers, floats);
    const ulong from = chunk_photon[chunk];
    const uint count = chunk_count[chunk];
    const uint2 key = (uint2)(key0, key1);
    const uint tile_x = s.base_x - TILE / 2u;
    const uint tile_y = s.base_y - TILE / 2u;
    for (uint i = item; i < TILE * TILE; i += items) {
        tile[i] = 0;
    }
    if (item == 0u) {
        total = 0u;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    uint mine = 0u;
#if !CHROMATIC
    if (s.kind == POINT) { // one block serves two photons; chunks begin at even ones
        for (uint i = 2u * item; i < count; i += 2u * items) {
            const uint4 w = philox(key, photon_counter((from + i) >> 1, s.key, 0u));
            mine += deposit(place(s, w.x, w.y, 0u, 0u, 0u, psf, profiles, points, picture), s.weight, tile_x, tile_y, tile, charge, width, line0, lines);
            if (i + 1u < count) {
                mine += deposit(place(s, w.z, w.w, 0u, 0u, 0u, psf, profiles, points, picture), s.weight, tile_x, tile_y, tile, charge, width, line0, lines);
            }
        }
    } else
#endif
    {
        for (uint i = item; i < count; i += items) {
            mine += deposit(place_photon(s, from + i, key, psf, row_shift, profiles, points, picture, spectra, acceptance), s.weight, tile_x, tile_y, tile,
                            charge, width, line0, lines);
        }
    }
    atomic_add(&total, mine);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint i = item; i < TILE * TILE; i += items) {
        const int photons = tile[i];
        if (photons != 0) {
            add_electrons(&charge[(tile_y + i / TILE - line0) * width + tile_x + i % TILE], (uint)photons, s.weight);
        }
    }
    if (item == 0u) {
        kept[chunk] = total;
    }
}

// Number of the source whose photons hold a slot: the last one with sums[source] <= slot.
INLINE uint source_of(global const uint *restrict sums, uint sources, uint slot) {
    uint low = 0u;
    uint high = sources;
    while (high - low > 1u) {
        const uint middle = (low + high) >> 1;
        if (sums[middle] <= slot) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

kernel void shoot_faint(global const uint *restrict sums, global const uint *restrict faint_source, uint sources, uint slots,
                        global const ulong *restrict keys, global const uint *restrict integers, global const float *restrict floats,
                        global const float2 *restrict psf, uint row_shift, global const float2 *restrict profiles, global const float2 *restrict points,
                        global const uint *restrict picture, global const uint *restrict spectra, global const uint *restrict acceptance,
                        uint key0, uint key1, global int *charge, uint width, uint line0, uint lines, global uint *restrict kept) {
    const uint first = get_global_id(0) * RUN;
    if (first >= slots) {
        return;
    }
    const uint end = min(first + RUN, slots);
    const uint2 key = (uint2)(key0, key1);
    uint at = source_of(sums, sources, first);
    source_t s = load_source(faint_source[at], keys, integers, floats);
    uint start = sums[at];
    uint next = sums[at + 1u];
    uint mine = 0u;
    for (uint slot = first; slot < end; slot++) {
        if (slot >= next) {
            if (mine != 0u) {
                atomic_add(&kept[at], mine);
            }
            mine = 0u;
            do { // sources without photons share a sum
                at++;
                next = sums[at + 1u];
            } while (slot >= next);
            start = sums[at];
            s = load_source(faint_source[at], keys, integers, floats);
        }
        const uint2 p = place_photon(s, slot - start, key, psf, row_shift, profiles, points, picture, spectra, acceptance);
        const uint line = p.y - line0;
        if (p.x < width && line < lines) {
            add_electrons(&charge[line * width + p.x], 1u, s.weight);
            mine++;
        }
    }
    if (mine != 0u) {
        atomic_add(&kept[at], mine);
    }
}

kernel void clamp_charge(global int *charge, uint pixels) {
    const uint pixel = get_global_id(0);
    if (pixel < pixels) {
        charge[pixel] = (int)min((uint)charge[pixel], MAX_ELECTRONS);
    }
}
