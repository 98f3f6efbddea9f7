package ciel.kernels.bench;

import ciel.sim.CielException;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;

/** The comparison with the scalar engine that comes before any figure. */
public final class ScalarBits {
    private ScalarBits() {}

    /**
     * @param name of the case, for the error
     * @param sky  or null for none
     * @throws CielException unless the engine gives every bit of the scalar engine
     */
    public static void require(PhotonEngine engine, String name, SourceTable sources, SkyParameters sky) {
        DetectorExposure exposure = DetectorExposure.of(sources, sky);
        DetectorImage expected = new ScalarEngine(Runtime.getRuntime().availableProcessors())
                .expose(exposure, PhotonEngine.PhotonProgress.NONE);
        DetectorImage found = engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
        if (!Arrays.equals(expected.charge().data(), found.charge().data())
                || !Arrays.equals(expected.realized(), found.realized())) {
            throw differs(engine, name);
        }
    }

    /** @return the error of a case whose bits differ */
    public static CielException differs(PhotonEngine engine, String name) {
        return new CielException(
                name + " on " + engine.info().device() + " differs from the scalar engine: no figure is given; "
                        + "ciel engines tests every engine",
                null);
    }
}
