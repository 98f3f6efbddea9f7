package ciel.workflow.world;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.ledger.CampaignLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Ledgers that a daemon in a simulated world has filled, for tests of other packages. */
public final class SampleWorld {
    private SampleWorld() {}

    /** Runs the campaign {@code world} for so long. */
    public static void run(CampaignLedger ledger, Path folder, int visits, int detectors, Duration time)
            throws IOException {
        new WorldRun(ledger, folder, ProjectWorlds.busy(10, 0.01), visits, detectors, 20, 40, 1, time);
    }

    /** @return the campaign that {@link #run} runs */
    public static Campaign campaign(int detectors) {
        return WorldRun.campaign(
                ProjectWorlds.busy(10, 0).destinations().stream()
                        .map(d -> d.name())
                        .toArray(String[]::new),
                detectors,
                20,
                40);
    }
}
