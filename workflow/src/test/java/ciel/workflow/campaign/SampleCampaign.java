package ciel.workflow.campaign;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sites.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Campaigns for tests, without a file. */
public final class SampleCampaign {
    private SampleCampaign() {}

    /** A campaign of the first detectors of the camera, to destinations that take everything. */
    public static Campaign of(String name, int detectors, String... destinations) {
        return new Campaign(
                Path.of("/campaigns", name + ".yaml"),
                name,
                "",
                new VisitSelection.Catalogs(List.of("*.txt")),
                Camera.lsst().detectors().subList(0, detectors),
                new Rendering("fast", "auto", OptionalLong.of(7), Map.of(), List.of("raw")),
                site(),
                List.of(destinations).stream()
                        .map(d -> destination(d, Share.ALL))
                        .toList(),
                new Retention(true, Duration.ofDays(1), Duration.ofDays(30)),
                new Attempts(3, 5, Duration.ofMinutes(5)),
                0,
                new Notification(List.of(), Optional.empty()),
                new LedgerAddress.Sqlite(Path.of("/ledger/ledger.db")));
    }

    /** A destination with a share. */
    public static CampaignDestination destination(String name, Share share) {
        return new CampaignDestination(
                name,
                Optional.empty(),
                Optional.empty(),
                Path.of("/archive", name, "incoming"),
                Path.of("/archive", name),
                Layout.DEFAULT,
                share,
                List.of(),
                Optional.of(1e10),
                4,
                Map.of());
    }

    /** A share of a fraction. */
    public static Share fraction(double fraction) {
        return new Share(Optional.of(fraction), Set.of(), Optional.empty(), Set.of());
    }

    private static RenderSite site() {
        return new RenderSite(
                new Site("local", "This machine", "compute", "test", null, null, null, null, null, null, null, null),
                "local",
                Path.of("/site"),
                "ciel",
                Optional.empty(),
                Optional.of("DESC"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                new JobShape(9, 2, 0, 4L << 30, Duration.ofHours(1), Duration.ofMinutes(2), 10, 10),
                Optional.empty(),
                Optional.empty());
    }

    /** Visits 1000, 1001, ..., five a night, in turn in all bands. */
    public static List<CampaignVisit> visits(int n) {
        List<CampaignVisit> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            out.add(new CampaignVisit(
                    1000 + i,
                    Band.values()[i % 6],
                    60_676.7 + i / 5,
                    10 + 0.1 * i,
                    -30,
                    Path.of("/catalogs", "visit" + (1000 + i) + ".txt")));
        }
        return out;
    }
}
