package ciel.workflow.daemon;

import ciel.workflow.job.JobFolders;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.DeliveryRow;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.ProductFile;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.UnitFile;
import ciel.workflow.stage.UnitFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes what ports are told about units from rows of the ledger. */
final class Items {
    private Items() {}

    /** @return the files of a rendered unit, with its folder at the site */
    static UnitFiles files(CampaignLedger ledger, String campaign, UnitRow unit) {
        List<UnitFile> files = new ArrayList<>();
        for (ProductFile file : ledger.files(unit.unit())) {
            files.add(new UnitFile(file.path(), file.bytes(), file.adler32(), file.sha256()));
        }
        if (files.isEmpty()) {
            // a simulated world writes no files down
            files.add(new UnitFile("files", unit.bytes(), "", ""));
        }
        return new UnitFiles(RunJobs.spec(unit).toString(), JobFolders.out(campaign, RunJobs.spec(unit)), files);
    }

    /** @return the deliveries of these rows, in their order */
    static List<Destination.Item> of(CampaignLedger ledger, String campaign, Collection<DeliveryRow> rows) {
        Map<Long, UnitRow> units = new HashMap<>();
        Set<Long> visitIds = new HashSet<>();
        for (UnitRow unit :
                ledger.units(IdSet.of(rows.stream().map(DeliveryRow::unit).toList()))) {
            units.put(unit.unit(), unit);
            visitIds.add(unit.visit());
        }
        Map<Long, VisitRow> visits = new HashMap<>();
        ledger.visits(visitIds).forEach(v -> visits.put(v.visit(), v));
        List<Destination.Item> items = new ArrayList<>();
        for (DeliveryRow row : rows) {
            UnitRow unit = units.get(row.unit());
            VisitRow visit = visits.get(unit.visit());
            items.add(new Destination.Item(
                    unit.unit(),
                    campaign,
                    unit.observationId(),
                    visit.band(),
                    visit.night(),
                    RunJobs.detector(unit),
                    campaign + "/" + RunJobs.spec(unit),
                    files(ledger, campaign, unit)));
        }
        return items;
    }
}
