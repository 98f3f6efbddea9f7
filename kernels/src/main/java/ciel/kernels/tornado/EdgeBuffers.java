package ciel.kernels.tornado;

import ciel.sim.photon.Boundaries;
import ciel.sim.sensor.BoundaryKernel;

/** The arrays of a call that moves the boundaries of the pixels, kept as {@link PhotonBuffers} are. */
final class EdgeBuffers {
    final int[] call = new int[EdgeKernel.LENGTH];
    final float[] motion = new float[Boundaries.KERNEL];
    int[] fixed = PhotonBuffers.NO_EDGES;
    int[] charge = {0};
    int[] edges = PhotonBuffers.NO_EDGES;

    /** @param epoch before which the boundaries move */
    void fill(Boundaries boundaries, int epoch, int[] charge, int[] edges) {
        call[EdgeKernel.WIDTH] = boundaries.width();
        call[EdgeKernel.HEIGHT] = boundaries.height();
        call[EdgeKernel.MOST] = boundaries.acting()[epoch];
        call[EdgeKernel.HAS_FIXED] = boundaries.fixed().length > 0 ? 1 : 0;
        call[EdgeKernel.REACH] = BoundaryKernel.REACH;
        System.arraycopy(boundaries.motion(), epoch * Boundaries.KERNEL, motion, 0, Boundaries.KERNEL);
        fixed = boundaries.fixed().length > 0
                ? PhotonBuffers.filled(fixed, boundaries.fixed(), boundaries.fixed().length)
                : PhotonBuffers.NO_EDGES;
        this.charge = charge;
        this.edges = edges;
    }

    /** @return edges between columns */
    int vertical() {
        return call[EdgeKernel.HEIGHT] * (call[EdgeKernel.WIDTH] + 1);
    }

    /** @return edges between rows */
    int horizontal() {
        return (call[EdgeKernel.HEIGHT] + 1) * call[EdgeKernel.WIDTH];
    }
}
