// Purpose   Sums the electrons of a detector where they do not leave the device.
// Kernel    total_charge   one work-item the pixels item * apart, item * apart + step, ...: neighbours beside each other on a GPU, a run of pixels on a processor.
// Buffers   charge   int[pixels]     electrons, >= 0
//           sums     ulong[items]    a sum for each work-item
// Exactness T1: integers.
// Java twin ciel.sim.photon.ChargeMap

kernel void total_charge(global const int *restrict charge, uint pixels, uint items, uint apart, uint step, uint each, global ulong *restrict sums) {
    const uint item = get_global_id(0);
    if (item >= items) {
        return;
    }
    ulong sum = 0ul;
    for (uint i = 0u; i < each; i++) {
        const uint pixel = item * apart + i * step;
        sum += pixel < pixels ? (ulong)charge[pixel] : 0ul;
    }
    sums[item] = sum;
}
