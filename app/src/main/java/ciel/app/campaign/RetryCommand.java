package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorSelection;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Selection;
import ciel.workflow.ledger.UnitState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign retry}. */
@Command(
        name = "retry",
        description = "Give failed and held units, and deliveries, another attempt, with all attempts before them.",
        footer = {
            "",
            "Examples:",
            "  ciel campaign retry dr1.yaml",
            "  ciel campaign retry dr1.yaml --cause \"out of memory\" --detector R22"
        })
final class RetryCommand extends CampaignVerb {
    @Option(names = "--failed", description = "Only failed ones, not those that are held.")
    private boolean failed;

    @Option(names = "--held", description = "Only held ones, not those that failed.")
    private boolean held;

    @Option(names = "--visit", paramLabel = "N", split = ",", description = "Only units of these visits.")
    private List<Long> visits = List.of();

    @Option(
            names = "--detector",
            paramLabel = "CCD",
            split = ",",
            description = "Only units of these detectors, as in ciel render.")
    private List<String> detectors = List.of();

    @Option(names = "--cause", paramLabel = "TEXT", description = "Only those whose cause contains this text.")
    private String cause = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    RetryCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        Set<UnitState> states = new HashSet<>();
        if (failed) {
            states.add(UnitState.FAILED);
        }
        if (held) {
            states.add(UnitState.HELD);
        }
        Set<Integer> numbers = DetectorSelection.of(detectors, Camera.lsst()).stream()
                .map(Detector::number)
                .collect(Collectors.toSet());
        Selection selection = new Selection(states, Set.copyOf(visits), numbers, cause);
        return with((campaign, ledger, row) -> {
            CampaignLedger.Retried moved = ledger.retry(row.campaign(), selection, now(), user());
            if (json) {
                print(JSON.createObjectNode()
                        .put("campaign", row.name())
                        .put("units", moved.units())
                        .put("deliveries", moved.deliveries()));
            } else {
                terminal()
                        .out()
                        .println(row.name() + ": another attempt for " + moved.units() + " units and "
                                + moved.deliveries() + " deliveries");
            }
            return ExitCode.DONE;
        });
    }
}
