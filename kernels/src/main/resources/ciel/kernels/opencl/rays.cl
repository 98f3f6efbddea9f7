// Purpose   Adds electrons to single pixels: cosmic rays.
// Kernel    add_rays   one work-item one entry of the list.
// Buffers   charge     int[width lines]   electrons, added to; the detector's pixels from first
//           pixels     uint[]             number y * width + x on the detector; one may appear more than once
//           electrons  int[]
// Atomics   int32 add; the sum does not depend on their order.
// Exactness T1.
// Java twin ciel.sim.readout.PixelCharge

kernel void add_rays(global int *charge, uint first, uint count, global const uint *restrict pixels, global const int *restrict electrons, uint entries) {
    const uint entry = get_global_id(0);
    if (entry >= entries) {
        return;
    }
    const uint pixel = pixels[entry] - first;
    if (pixel < count) {
        atomic_add(&charge[pixel], electrons[entry]);
    }
}
