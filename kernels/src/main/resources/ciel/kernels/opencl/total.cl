// Purpose   Sums the electrons of a detector where they do not leave the device.
// Kernel    total_charge   each work-item takes every items-th pixel, so that neighbours read neighbours.
// Buffers   charge   int[pixels]     electrons, >= 0
//           sums     ulong[items]    a sum for each work-item
// Exactness T1: integers.
// Java twin ciel.sim.photon.ChargeMap

kernel void total_charge(global const int *restrict charge, uint pixels, uint items, global ulong *restrict sums) {
    const uint item = get_global_id(0);
    if (item >= items) {
        return;
    }
    ulong sum = 0ul;
    for (uint pixel = item; pixel < pixels; pixel += items) {
        sum += (ulong)charge[pixel];
    }
    sums[item] = sum;
}
