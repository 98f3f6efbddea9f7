package ciel.sim.engine;

import static ciel.sim.photon.SourceTable.*;

import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Pieces;
import ciel.sim.photon.SourceTable;
import ciel.sim.sensor.PixelBoundaries;

/**
 * Follows some of the photons of a source table by the scalar engine's steps and tells what became of each: for looking
 * at them. They are photons of the image itself, spread evenly over all sources; pixels that charge has moved are taken
 * as they are without charge.
 */
public final class PhotonSample {
    private static final int[] NO_EDGES = {};

    private PhotonSample() {}

    /** Takes the photons one after the other. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param source row of the table
         * @param at     the photon after its last step; valid during the call
         */
        void photon(int source, Seen at);
    }

    /**
     * What is known of a photon.
     *
     * @param number     of the photon in its source
     * @param x          FITS pixel
     * @param y          FITS pixel
     * @param slopeX     dx/dz in the silicon, in axes of the pixels; 0 where the path has no slopes
     * @param slopeY     dy/dz
     * @param bin        wavelength bin
     * @param u          point of the entrance pupil, in units of its outer radius; 0 where the path has no pupil
     * @param v          the same along y
     * @param t          time in exposures; 0 where the path has no times
     * @param kept       whether its electron fell on the detector; else it was lost on its way, and x, y are where it
     *      was then
     */
    public record Seen(
            long number,
            double x,
            double y,
            float slopeX,
            float slopeY,
            int bin,
            float u,
            float v,
            float t,
            boolean kept) {}

    /**
     * @param most photons that are told, fewer where there are not so many
     * @return how many were told
     */
    public static long of(SourceTable table, long most, Sink sink) {
        int[] edges =
                table.path().find(Boundaries.class).map(PixelBoundaries::fixed).orElse(NO_EDGES);
        ScalarStep[] steps = ScalarSteps.of(table, edges);
        Pieces pieces = Pieces.of(table);
        double total = 0;
        for (int k = 0; k < pieces.size(); k++) {
            total += pieces.to()[k] - pieces.from()[k];
        }
        double part = total <= most ? 1 : most / total;
        Photon photon = new Photon(table);
        double passed = 0;
        long told = 0;
        for (int k = 0; k < pieces.size(); k++) {
            long count = pieces.to()[k] - pieces.from()[k];
            passed += count;
            long wanted = Math.min(count, (long) Math.floor(passed * part + 1e-9) - told);
            photon.begin = pieces.begin()[k];
            photon.span = pieces.span()[k];
            for (long number = pieces.from()[k]; number < pieces.from()[k] + wanted; number++) {
                photon.begin(pieces.source()[k], number);
                boolean kept = true;
                for (int s = 0; s < steps.length && kept; s++) {
                    kept = steps[s].move(photon);
                }
                sink.photon(
                        pieces.source()[k],
                        new Seen(
                                number,
                                photon.integer(I_X) + (double) photon.x + 0.5,
                                photon.integer(I_Y) + (double) photon.y + 0.5,
                                photon.slopeX,
                                photon.slopeY,
                                photon.bin,
                                photon.u,
                                photon.v,
                                photon.t,
                                kept && photon.pixel >= 0));
                told++;
            }
        }
        return told;
    }
}
