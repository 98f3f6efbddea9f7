package ciel.workflow.campaign;

import ciel.sim.camera.Camera;

/** Names of units in texts and logs. */
public final class UnitNames {
    private UnitNames() {}

    /** @return such as {@code 449053/R22_S11} @param detector number of the detector */
    public static String of(long observationId, int detector) {
        return observationId + "/" + Camera.lsst().detector(detector).name();
    }
}
