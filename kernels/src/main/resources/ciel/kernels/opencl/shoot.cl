// Purpose   Shoots photons along the path, whose sequence of steps (place_photon) is written by ciel.kernels.opencl.KernelSource. One kernel: no photon is written to memory.
// Kernels   shoot_bright  one work-group a chunk of one source's photons; a tile of the source's surroundings is collected in local memory and flushed once.
//           shoot_faint   one work-item a run of slots; slots are the photons of many small pieces one after the other, found by bisection of their sums.
//           clamp_charge  brings pixels to the most that they may hold.
// Buffers   pieces     uint[6 pieces]      source, photons, first photon (low, high), begin and span of its time (bits of floats)
//           sums       uint[pieces + 1]    photons before each piece
//           keys       ulong[sources]      key of each source
//           integers   uint[SOURCE_INTS sources]     SourceTable.I_..., then SI_...
//           reals      float[SOURCE_FLOATS sources]  SourceTable.F_..., then SF_...
//           floats     float[]             all tables of floats; see ciel.kernels.opencl.PathArena
//           ints       uint[]              where each table begins, then all tables of integers
//           charge     int[width lines]    electrons, added to
//           kept       uint[pieces]        photons detected of each piece
// Randoms   see ciel.sim.photon.PhotonWord
// Atomics   int32 add, local and global; the sum does not depend on their order.
// Exactness T1.
// Java twin ciel.sim.engine.ScalarEngine

#if SOLO // a work-group of one item, as on a processor: nobody else sees its tile
#define TILE_INC(p) (*(p))++
#else
#define TILE_INC(p) atomic_inc(p)
#endif

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

// First photon of a piece, and the span of time in which its photons come.
typedef struct {
    uint source, count;
    ulong first;
    float begin, span;
} piece_t;

INLINE piece_t load_piece(global const uint *restrict pieces, uint piece) {
    global const uint *n = pieces + 6u * piece;
    piece_t q;
    q.source = n[0];
    q.count = n[1];
    q.first = (ulong)n[2] | (ulong)n[3] << 32;
    q.begin = as_float(n[4]);
    q.span = as_float(n[5]);
    return q;
}

kernel void shoot_bright(global const uint *restrict pieces, global const ulong *restrict keys, global const uint *restrict integers,
                         global const float *restrict reals, global const float *restrict floats, global const uint *restrict ints, uint key0, uint key1,
                         global int *charge, uint width, uint line0, uint lines, global uint *restrict kept) {
    local int tile[TILE * TILE];
    local uint total;
    const uint item = get_local_id(0);
    const uint items = get_local_size(0);
    const uint chunk = get_group_id(0);
    const piece_t q = load_piece(pieces, chunk);
    const source_t s = load_source(q.source, keys, integers, reals);
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
#if PAIRS
    if (s.kind == KIND_POINT) { // one block serves two photons; chunks begin at even ones
        for (uint i = 2u * item; i < q.count; i += 2u * items) {
            const uint4 block = first_block(s, q.first + i, key);
            mine += deposit(place_photon(s, q.begin, q.span, q.first + i, block, key, floats, ints), s.weight, tile_x, tile_y, tile, charge, width, line0, lines);
            if (i + 1u < q.count) {
                mine += deposit(place_photon(s, q.begin, q.span, q.first + i + 1ul, block.zwxy, key, floats, ints), s.weight, tile_x, tile_y, tile, charge, width, line0,
                                lines);
            }
        }
    } else
#endif
    {
        for (uint i = item; i < q.count; i += items) {
            mine += deposit(place_photon(s, q.begin, q.span, q.first + i, first_block(s, q.first + i, key), key, floats, ints), s.weight, tile_x, tile_y, tile, charge,
                            width, line0, lines);
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

// Number of the piece whose photons hold a slot: the last one with sums[piece] <= slot.
INLINE uint piece_of(global const uint *restrict sums, uint pieces, uint slot) {
    uint low = 0u;
    uint high = pieces;
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

kernel void shoot_faint(global const uint *restrict sums, global const uint *restrict pieces, uint count, uint slots, global const ulong *restrict keys,
                        global const uint *restrict integers, global const float *restrict reals, global const float *restrict floats,
                        global const uint *restrict ints, uint key0, uint key1, global int *charge, uint width, uint line0, uint lines,
                        global uint *restrict kept) {
    const uint first = get_global_id(0) * RUN;
    if (first >= slots) {
        return;
    }
    const uint end = min(first + RUN, slots);
    const uint2 key = (uint2)(key0, key1);
    uint at = piece_of(sums, count, first);
    piece_t q = load_piece(pieces, at);
    source_t s = load_source(q.source, keys, integers, reals);
    uint start = sums[at];
    uint next = sums[at + 1u];
    uint mine = 0u;
    for (uint slot = first; slot < end; slot++) {
        if (slot >= next) {
            if (mine != 0u) {
                atomic_add(&kept[at], mine);
            }
            mine = 0u;
            do { // pieces without photons share a sum
                at++;
                next = sums[at + 1u];
            } while (slot >= next);
            start = sums[at];
            q = load_piece(pieces, at);
            s = load_source(q.source, keys, integers, reals);
        }
        const ulong photon = q.first + (slot - start);
        const uint2 p = place_photon(s, q.begin, q.span, photon, first_block(s, photon, key), key, floats, ints);
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
