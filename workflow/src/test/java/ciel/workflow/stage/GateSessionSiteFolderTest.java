package ciel.workflow.stage;

import ciel.workflow.gate.GateMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A gate in a process of its own, as ssh starts it. */
class GateSessionSiteFolderTest extends SiteFolderConformance {
    @Override
    SiteFolder open(Path root) {
        List<String> gate = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GateMain.class.getName(),
                root.toString(),
                "0");
        GateSessions sessions = new GateSessions("there", () -> gate, 2, Duration.ofSeconds(60));
        GateSiteFolder folder = new GateSiteFolder(sessions);
        return folder;
    }
}
