// Purpose   Elementary functions that give the same bits everywhere: fma is explicit, contraction is off, no native_ and no library function that rounds freely.
// Exactness T1: float32, each operation correctly rounded.
// Java twin ciel.sim.photon.UnitVector, ciel.sim.engine.ScalarEngine

// A direction on the circle times a radius.
INLINE float2 direction(float radius, uint word) {
    const float angle = (float)((int)word >> 2) * ANGLE_UNIT;
    const float square = angle * angle;
    const float sine = fma(fma(fma(S3, square, S2), square, S1), square * angle, angle);
    const float cosine = fma(fma(fma(fma(C4, square, C3), square, C2), square, C1), square, 1.0f);
    const float turned = as_float(as_uint(radius) ^ ((word & 2u) << 30));
    return (word & 1u) == 0u ? (float2)(turned * cosine, turned * sine) : (float2)(turned * sine, turned * cosine);
}

// Largest integer not above; saturates like Java's cast.
INLINE uint floor_to_int(float value) {
    const int truncated = convert_int_sat(value);
    return (float)truncated > value ? (uint)truncated - 1u : (uint)truncated;
}
