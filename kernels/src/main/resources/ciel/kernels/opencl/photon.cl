// Purpose   A photon, its source and its random words: what the steps of the path read and change.
// Java twin ciel.sim.engine.Photon

// A source: what every step may need is in registers, what belongs to a single step is behind the pointers (see SF_... and SI_...).
typedef struct {
    ulong key;
    uint base_x, base_y, kind, table, count, spectrum;
    int weight;
    float x, y;
    float4 spread, profile;
    global const uint *i;
    global const float *f;
} source_t;

// begin, span: the piece of the exposure in which the photon comes.
typedef struct {
    float x, y;
    float begin, span;
    float u, v, t;
    uint bin;
    float slope_x, slope_y; // dx/dz, dy/dz in the silicon
    float height;           // where its electron was made, above the gates (um)
    uint column, line;
} photon_t;

// Random words, a block a draw; W_... of ciel.sim.photon.PhotonWord name them.
typedef struct {
    uint4 draw[DRAWS];
} words_t;

INLINE source_t load_source(uint source, global const ulong *restrict keys, global const uint *restrict integers, global const float *restrict reals) {
    global const uint *i = integers + SOURCE_INTS * source;
    global const float *f = reals + SOURCE_FLOATS * source;
    source_t s;
    s.key = keys[source];
    s.base_x = i[0];
    s.base_y = i[1];
    s.kind = i[2];
    s.table = i[3];
    s.count = i[4];
    s.spectrum = i[5];
    s.weight = (int)i[6];
    s.x = f[0];
    s.y = f[1];
    s.spread = (float4)(f[2], f[3], f[4], f[5]);
    s.profile = (float4)(f[6], f[7], f[8], f[9]);
    s.i = i;
    s.f = f;
    return s;
}

// Moves a photon by matrix times displacement.
INLINE void move(photon_t *p, float4 matrix, float2 d) {
    p->x = fma(matrix.x, d.x, fma(matrix.y, d.y, p->x));
    p->y = fma(matrix.z, d.x, fma(matrix.w, d.y, p->y));
}
