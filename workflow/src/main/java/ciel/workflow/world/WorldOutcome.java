package ciel.workflow.world;

import java.util.List;

/**
 * What a simulated campaign came to.
 *
 * @param finished   whether the daemon had nothing left to do
 * @param seconds    simulated time (s)
 * @param rendered   units that were rendered
 * @param again      units that were rendered although their files lay there: must be 0
 * @param noRoom     renderings and placements that a quota refused
 * @param cleaned    units that the site deleted for their age
 * @param gone       units that were acknowledged when their files were gone already
 * @param submitted  requests to the scheduler
 * @param vanished   jobs that the controller forgot
 * @param requeued   tasks that were started again after a node failed
 * @param metClaim   tasks that met another's claim and ended
 * @param nodeSeconds time of nodes that was used (s)
 * @param peakBytes  most bytes at the render site
 * @param peakInodes most files there
 * @param placed     bytes at each destination
 */
public record WorldOutcome(
        boolean finished,
        double seconds,
        long rendered,
        long again,
        long noRoom,
        long cleaned,
        long gone,
        long submitted,
        long vanished,
        long requeued,
        long metClaim,
        double nodeSeconds,
        long peakBytes,
        long peakInodes,
        List<Long> placed) {
    public WorldOutcome {
        placed = List.copyOf(placed);
    }
}
