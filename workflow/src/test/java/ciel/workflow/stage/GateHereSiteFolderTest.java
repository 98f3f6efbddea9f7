package ciel.workflow.stage;

import ciel.workflow.gate.GateHere;
import ciel.workflow.gate.GateSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A folder of this machine: the gate is in this process. */
class GateHereSiteFolderTest extends SiteFolderConformance {
    @Override
    SiteFolder open(Path root) throws Exception {
        return new GateSiteFolder(GateDoor.here(
                "here",
                new GateHere(new GateSettings(
                        root.toRealPath(),
                        Optional.empty(),
                        Path.of("/usr/bin"),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ZERO,
                        "1",
                        "local",
                        InstantSource.system()))));
    }
}
