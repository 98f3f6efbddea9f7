package ciel.kernels.tornado;

import ciel.sim.photon.Philox;
import ciel.sim.readout.NormalTable;
import ciel.sim.readout.PoissonDraw;
import ciel.sim.readout.SkyDraw;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;

/** The arrays of a call of the sky kernel, kept as {@link PhotonBuffers} are. */
final class SkyBuffers {
    final int[] call = new int[SkyKernel.LENGTH];
    final float[] geometry = new float[SkyKernel.GEOMETRY];
    float[] vignetting = new float[2];
    float[] response = NO_RESPONSE;
    int[] edges = PhotonBuffers.NO_EDGES;
    final float[] noise = noiseTables();
    int[] charge = {0};

    /** @return normal nodes, exponentials and reciprocals, one after the other */
    static float[] noiseTables() {
        float[] nodes = NormalTable.nodes();
        float[] exponentials = PoissonDraw.expTable();
        float[] reciprocals = PoissonDraw.reciprocalTable();
        float[] all = Arrays.copyOf(nodes, SkyKernel.RECIPROCALS + reciprocals.length);
        System.arraycopy(exponentials, 0, all, SkyKernel.EXPONENTIALS, exponentials.length);
        System.arraycopy(reciprocals, 0, all, SkyKernel.RECIPROCALS, reciprocals.length);
        return all;
    }

    /** @param edges words of the pixels' edges, or empty where all pixels are equal */
    void fill(SkyParameters p, SkyDraw draw, int width, int height, int[] edges, int[] charge) {
        call[SkyKernel.KEY0] = Philox.key0(p.seed());
        call[SkyKernel.KEY1] = Philox.key1(p.seed(), Philox.Domain.SKY);
        call[SkyKernel.WIDTH] = width;
        call[SkyKernel.HEIGHT] = height;
        call[SkyKernel.PIXELS] = width * height;
        call[SkyKernel.DETECTOR] = p.detector();
        call[SkyKernel.DRAW] = draw.number();
        call[SkyKernel.HAS_RESPONSE] = p.response().length > 0 ? 1 : 0;
        call[SkyKernel.HAS_EDGES] = edges.length > 0 ? 1 : 0;
        call[SkyKernel.VIGNETTING] = p.vignetting().length;
        float[] numbers = {
            p.level(),
            p.xSlope(),
            p.ySlope(),
            p.xReference(),
            p.yReference(),
            p.xOrigin(),
            p.yOrigin(),
            p.xFromX(),
            p.xFromY(),
            p.yFromX(),
            p.yFromY(),
            p.cellsPerMm2(),
            draw.share()
        };
        System.arraycopy(numbers, 0, geometry, 0, numbers.length);
        vignetting = PhotonBuffers.filled(vignetting, p.vignetting(), p.vignetting().length);
        response = p.response().length > 0 ? p.response() : NO_RESPONSE;
        this.edges = edges.length > 0 ? edges : PhotonBuffers.NO_EDGES;
        this.charge = charge;
    }

    private static final float[] NO_RESPONSE = {1};
}
