package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.app.Verb;
import ciel.transfer.Backend;
import ciel.transfer.TransferException;
import ciel.transfer.mover.AuditReport;
import ciel.transfer.mover.Auditor;
import ciel.transfer.mover.Plan;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel transfer verify}: compares both ends. */
@Command(
        name = "verify",
        description =
                "Compare both ends by checksum, and find what is missing, different or in excess. Changes nothing.",
        footer = {"", "Example:", "  ciel transfer verify /data/out ssh://me@host/in"})
final class VerifyCommand extends Verb {
    @Mixin
    private Places places;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        try (Backend from = places.openSource();
                Backend to = places.openDestination(false)) {
            Plan plan = places.plan(from);
            AuditReport report = new Auditor(from, to).audit(plan, plan.last().isEmpty());
            if (json) {
                ObjectNode out = Text.JSON.createObjectNode();
                out.put("same", report.same()).put("bytes", report.bytes());
                out.set("missing", Text.JSON.valueToTree(report.missing()));
                out.set("different", Text.JSON.valueToTree(report.different()));
                out.set("extra", Text.JSON.valueToTree(report.extra()));
                out.set("temporaries", Text.JSON.valueToTree(report.temporaries()));
                out.set("refused", Text.JSON.valueToTree(plan.refused()));
                terminal().out().println(Text.json(out));
            } else {
                terminal().out().printf("%d files are the same (%s)%n", report.same(), Text.bytes(report.bytes()));
                print("missing", report.missing());
                print("different", report.different());
                print("only at the destination", report.extra());
                print("unfinished", report.temporaries());
                print("refused", plan.refused());
            }
            // People delete the source when this ends with 0.
            return report.exitCode() == ExitCode.DONE && !plan.refused().isEmpty()
                    ? ExitCode.PARTIAL
                    : report.exitCode();
        } catch (TransferException e) {
            throw Places.failure(e);
        }
    }

    private void print(String what, List<String> names) {
        names.forEach(n -> terminal().out().println(what + ": " + n));
    }
}
