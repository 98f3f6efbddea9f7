package ciel.workflow.world;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.workflow.campaign.Attempts;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.JobShape;
import ciel.workflow.campaign.RenderSite;
import ciel.workflow.campaign.Retention;
import ciel.workflow.campaign.SampleCampaign;
import ciel.workflow.daemon.DaemonSettings;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.UnitState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** A campaign in a simulated world with the real daemon and a real ledger, and what must be true of it afterwards. */
final class WorldRun {
    final Campaign campaign;
    final WorldSettings settings;
    final WorldOutcome outcome;
    final World world;
    final int visits;

    /**
     * @param ledger  empty
     * @param folder  for a catalog
     * @param visits  of the campaign
     * @param perVisit detectors of a visit
     * @param perJob  units of a task
     * @param queued  tasks at the scheduler at once
     * @param longest simulated time
     */
    WorldRun(
            CampaignLedger ledger,
            Path folder,
            WorldSettings settings,
            int visits,
            int perVisit,
            int perJob,
            int queued,
            long seed,
            Duration longest)
            throws IOException {
        this(ledger, folder, settings, daemon(), visits, perVisit, perJob, queued, seed, longest);
    }

    /** @param daemon how often it looks, and how much it does at once */
    WorldRun(
            CampaignLedger ledger,
            Path folder,
            WorldSettings settings,
            DaemonSettings daemon,
            int visits,
            int perVisit,
            int perJob,
            int queued,
            long seed,
            Duration longest)
            throws IOException {
        this.visits = visits;
        this.settings = settings;
        this.campaign = campaign(
                settings.destinations().stream().map(d -> d.name()).toArray(String[]::new), perVisit, perJob, queued);
        Path catalog = Files.writeString(folder.resolve("catalog.txt"), "obshistid 1\n");
        Iterator<CampaignVisit> of = IntStream.range(0, visits)
                .mapToObj(i ->
                        new CampaignVisit(100_000 + i, Band.values()[i / 25 % 6], 60_676.7 + i / 900, 10, -30, catalog))
                .iterator();
        ledger.enrol(campaign, "", of, World.BEGIN, "test");
        this.world = new World(campaign, settings, seed);
        this.outcome = world.run(ledger, daemon, longest);
    }

    /** As in the field, with larger lots and fewer looks: what counts is the order of things, not their delay. */
    static DaemonSettings daemon() {
        return daemon(2000, 20_000, Duration.ofMinutes(5));
    }

    /** For millions of units. */
    static DaemonSettings largeLots() {
        return daemon(20_000, 100_000, Duration.ofMinutes(20));
    }

    private static DaemonSettings daemon(int batch, int fetchesAhead, Duration gather) {
        DaemonSettings field = DaemonSettings.FIELD;
        return new DaemonSettings(
                Duration.ofMinutes(30),
                Duration.ofDays(1),
                field.adopt(),
                field.parkFirst(),
                field.parkMost(),
                batch,
                1L << 50,
                field.callsAhead(),
                fetchesAhead,
                Duration.ofDays(30),
                gather);
    }

    static Campaign campaign(String[] destinations, int perVisit, int perJob, int queued) {
        Campaign sample = SampleCampaign.of("world", perVisit, destinations);
        RenderSite site = sample.site();
        JobShape job =
                new JobShape(perJob, 40, 0, 160L << 30, Duration.ofHours(6), Duration.ofMinutes(10), queued, queued);
        return new Campaign(
                sample.file(),
                sample.name(),
                "",
                sample.visits(),
                Camera.lsst().detectors().subList(0, perVisit),
                sample.rendering(),
                new RenderSite(
                        site.site(),
                        site.scheduler(),
                        site.root(),
                        site.program(),
                        site.account(),
                        site.group(),
                        site.partition(),
                        site.qos(),
                        site.constraint(),
                        site.gres(),
                        site.licenses(),
                        site.options(),
                        job,
                        Optional.empty(),
                        Optional.empty()),
                sample.destinations(),
                new Retention(true, Duration.ofHours(24), Duration.ofDays(30)),
                new Attempts(6, 8, Duration.ofMinutes(5)),
                0,
                sample.notification(),
                sample.ledger());
    }

    /** @return what is not as it must be; empty: all is well */
    List<String> problems(CampaignLedger ledger) {
        List<String> problems = new java.util.ArrayList<>();
        CampaignRow row = ledger.campaign("world").orElseThrow();
        long units = (long) visits * campaign.detectors().size();
        var tally = ledger.tally(row.campaign());
        expect(problems, outcome.finished(), "it did not end: " + tally);
        expect(
                problems,
                tally.units(UnitState.PURGED) == units,
                "not every unit was delivered and purged: " + tally.units());
        expect(problems, outcome.again() == 0, outcome.again() + " units were rendered although they lay there");
        expect(
                problems,
                outcome.peakBytes() <= settings.site().bytes()
                        && outcome.peakInodes() <= settings.site().inodes(),
                "a quota was passed");
        expect(problems, outcome.gone() == 0, outcome.gone() + " units were acknowledged when they were gone");
        expect(problems, world.swept() == visits, "only " + world.swept() + " of " + visits + " visits were swept");
        for (int d = 0; d < settings.destinations().size(); d++) {
            BitSet registered = world.registered(d);
            expect(
                    problems,
                    registered.cardinality() == units,
                    "destination " + d + " has " + registered.cardinality() + " of " + units + " units");
        }
        expect(problems, world.looks() > 0, "ledger and world were never compared");
        problems.addAll(world.problems());
        problems.addAll(ledger.audit(row.campaign()));
        return problems;
    }

    private static void expect(List<String> problems, boolean good, String text) {
        if (!good) {
            problems.add(text);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f days, %s, told %d, ledger and world compared %d times",
                outcome.seconds() / 86_400,
                outcome,
                world.told().size(),
                world.looks());
    }
}
