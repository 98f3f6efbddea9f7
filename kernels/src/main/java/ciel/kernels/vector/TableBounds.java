package ciel.kernels.vector;

import ciel.sim.photon.Boundaries;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceKind;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.Vanes;
import ciel.sim.photon.Wavelength;
import ciel.sim.readout.NormalTable;
import ciel.sim.readout.SkyParameters;
import java.util.Objects;

/**
 * Whether tables are as long as the indices of the passes can become. The launcher switches the Vector API's own checks
 * off, so what is not bounded by a mask or a clamp within a pass is checked here, before photons are shot: a wavelength
 * bin is below {@link SourceTable#BINS}, a node of a quantile table below {@link QuantileTable#STRIDE} / 2, that of the
 * normal table below its length, whatever the random word. Steps whose own constructor checks a length are left out.
 */
final class TableBounds {
    private static final int NORMAL_NODES = NormalTable.nodes().length;

    private TableBounds() {}

    /**
     * @param edges words of the pixels' edges, or empty
     * @throws IndexOutOfBoundsException where a table of the path is too short
     */
    static void check(PhotonPath path, int[] edges) {
        for (PhotonStep step : path.steps()) {
            switch (step) {
                case Wavelength s -> Objects.checkFromIndexSize(0, SourceTable.BINS, s.acceptance().length);
                case Vanes s -> Objects.checkFromIndexSize(0, NORMAL_NODES, s.normal().length);
                case Silicon s -> {
                    Objects.checkFromIndexSize(0, QuantileTable.STRIDE, s.depths().length);
                    Objects.checkFromIndexSize(0, QuantileTable.STRIDE, s.diffusion().length);
                }
                case Boundaries s -> Objects.checkFromIndexSize(0, s.edges(), edges.length);
                default -> {}
            }
        }
    }

    /** @throws IndexOutOfBoundsException where a pixel may be given a step of the vignetting that is not there */
    static void check(SkyParameters sky) {
        Objects.checkFromIndexSize(0, 2, sky.vignetting().length);
        if (!(sky.cellsPerMm2() >= 0)) {
            throw new IndexOutOfBoundsException(sky.cellsPerMm2() + " steps of the vignetting a mm2");
        }
    }

    /** @throws IndexOutOfBoundsException where a source's spectrum or profile is not within the table's */
    static void check(SourceTable table, int source) {
        if (table.chromatic()) {
            Objects.checkFromIndexSize(
                    table.integer(source, SourceTable.I_SPECTRUM), SourceTable.BINS, table.spectra().length);
        }
        if (table.kind(source) == SourceKind.RADIAL.code()) {
            Objects.checkFromIndexSize(
                    table.integer(source, SourceTable.I_TABLE), QuantileTable.STRIDE, table.profiles().length);
        }
    }
}
