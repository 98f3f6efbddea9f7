// Purpose   What every kernel is built with.

#pragma OPENCL FP_CONTRACT OFF

// Always: a source that is passed to a function which stays one lives in memory, not in registers, and every photon reads it again.
#define INLINE inline __attribute__((always_inline))
