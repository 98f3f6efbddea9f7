package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.campaign.CampaignVisits;
import ciel.workflow.campaign.JobShape;
import ciel.workflow.campaign.LedgerAddress;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.ledger.Measured;
import ciel.workflow.ledger.RateRow;
import ciel.workflow.plan.CampaignPlan;
import ciel.workflow.plan.Planner;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel campaign plan}: what a campaign takes. Writes nothing anywhere. */
@Command(
        name = "plan",
        description = {
            "What a campaign takes: units, hours, bytes, files, time on the link, money; and whether that fits the allocation, "
                    + "quotas and disks that are known. From measured rates where its ledger has some. Changes nothing.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  ciel campaign plan dr1.yaml",
            "  ciel campaign plan dr1.yaml --simulate --png dr1.png",
            "",
            "Exit codes: 0 it fits, 3 it does not fit or the file is wrong."
        })
final class PlanCommand extends Verb {
    @Parameters(paramLabel = "CAMPAIGN.yaml", description = "Campaign file.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--simulate",
            description =
                    "Also run the campaign many times in a simulated world, with queues, failures and outages: when it ends "
                            + "and how sure that is, most bytes and files at the site, use of the links by day.")
    private boolean simulate;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Runs of --simulate, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--png", paramLabel = "FILE", description = "Write the forecast of --simulate as a picture.")
    private Path png;

    PlanCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (png != null && !simulate) {
            throw usage("--png is a picture of --simulate");
        }
        if (runs < 1 || runs > 1000) {
            throw usage("--runs is " + runs + "; give 1 to 1000");
        }
        Campaign campaign = CampaignFile.load(file);
        CampaignPlan plan =
                new Planner(campaign, CampaignVisits.of(campaign), rates(campaign.ledger()), CampaignVerb.now()).plan();
        Optional<ForecastText> forecast = simulate && plan.units() > 0
                ? Optional.of(ForecastText.of(campaign, plan, measured(campaign), runs, CampaignVerb.now()))
                : Optional.empty();
        if (png != null && forecast.isPresent()) {
            forecast.get().write(png);
        }
        if (json) {
            ObjectNode node = PlanText.json(plan);
            forecast.ifPresent(f -> node.set("forecast", f.json()));
            terminal().out().println(CampaignVerb.JSON.writeValueAsString(node));
        } else {
            PlanText.lines(plan).forEach(terminal().out()::println);
            forecast.ifPresent(f -> f.lines().forEach(terminal().out()::println));
        }
        if (!plan.fits()) {
            PlanText.refusals(plan)
                    .forEach(line -> terminal().err().println("ciel campaign plan: " + file + ": " + line));
            return ExitCode.INPUT;
        }
        return ExitCode.DONE;
    }

    private static boolean missing(LedgerAddress address) {
        return address instanceof LedgerAddress.Sqlite sqlite && !Files.exists(sqlite.file());
    }

    /** What earlier jobs of the campaign took. */
    private static Optional<Measured> measured(Campaign campaign) {
        if (missing(campaign.ledger())) {
            return Optional.empty();
        }
        try (CampaignLedger ledger = Ledgers.openExisting(campaign.ledger())) {
            JobShape job = campaign.site().job();
            return ledger.campaign(campaign.name())
                    .flatMap(row -> ledger.measured(row.campaign(), job.detectors(), job.running()));
        }
    }

    /** What earlier units took; a ledger that is not there yet is not made. */
    private static List<RateRow> rates(LedgerAddress address) {
        if (missing(address)) {
            return List.of();
        }
        try (CampaignLedger ledger = Ledgers.openExisting(address)) {
            return ledger.rates();
        }
    }
}
