package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign report}. */
@Command(
        name = "report",
        description =
                "What became of a campaign: by filter, by attempt, hours, rates, and everything that stopped units. "
                        + "Reads every unit, and may compare all counts.",
        footer = {
            "",
            "Example:",
            "  ciel campaign report dr1.yaml --json",
            "",
            "Exit codes: 0 all is well, 1 the counts of the ledger differ from its rows (--audit)."
        })
final class ReportCommand extends CampaignVerb {
    @Option(names = "--audit", description = "Also count everything anew and compare it with the counts that are kept.")
    private boolean audit;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ReportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return with((campaign, ledger, row) -> {
            Report report = new Report(Status.of(campaign, ledger, row, now()), ledger);
            List<String> differences = audit ? audited(ledger, row) : List.of();
            if (json) {
                var out = report.json();
                if (audit) {
                    var list = out.putArray("auditDifferences");
                    differences.forEach(list::add);
                }
                print(out);
            } else {
                report.lines().forEach(terminal().out()::println);
                if (audit) {
                    terminal().out().println();
                    terminal()
                            .out()
                            .println(
                                    differences.isEmpty()
                                            ? "audit: every count is that of its rows"
                                            : "audit: " + String.join("; ", differences));
                }
            }
            return differences.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        });
    }

    /** A daemon that writes meanwhile makes a difference that is none: what differs is looked at again. */
    private static List<String> audited(CampaignLedger ledger, CampaignRow row) {
        List<String> found = ledger.audit(row.campaign());
        for (int i = 0; i < 2 && !found.isEmpty(); i++) {
            found = ledger.audit(row.campaign());
        }
        return found;
    }
}
