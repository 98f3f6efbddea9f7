package ciel.workflow.daemon;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.workflow.job.JobFolders;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.ProductFile;
import ciel.workflow.ledger.UnitProducts;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.UnitFile;
import ciel.workflow.stage.UnitFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes what ports are told about units from rows of the ledger. A unit goes through many passes and to several destinations
 * within minutes, so what was made last is kept; what is missing is read for many units at once.
 */
final class Items {
    private final CampaignLedger ledger;
    private final LinkedHashMap<Long, Destination.Item> recent;

    /** @param most units that are kept */
    Items(CampaignLedger ledger, int most) {
        this.ledger = ledger;
        this.recent = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Destination.Item> eldest) {
                return size() > most;
            }
        };
    }

    /** These units were rendered again: their files are others. */
    void forget(Collection<Long> units) {
        recent.keySet().removeAll(units);
    }

    /** @return the deliveries of these units, in their order */
    List<Destination.Item> of(String campaign, Collection<Long> units) {
        return items(campaign, units, true);
    }

    /** @return the files of rendered units, with their folders at the site, in the order of the units; they are not kept */
    Map<Long, UnitFiles> files(String campaign, Collection<Long> units) {
        Map<Long, UnitFiles> files = new LinkedHashMap<>();
        items(campaign, units, false).forEach(item -> files.put(item.delivery(), item.files()));
        return files;
    }

    private List<Destination.Item> items(String campaign, Collection<Long> units, boolean keep) {
        Map<Long, Destination.Item> read = new HashMap<>();
        List<Long> missing =
                units.stream().filter(u -> !recent.containsKey(u)).distinct().toList();
        if (!missing.isEmpty()) {
            read(campaign, IdSet.of(missing)).forEach(item -> read.put(item.delivery(), item));
        }
        List<Destination.Item> items = new ArrayList<>(units.size());
        for (long unit : units) {
            Destination.Item item = read.get(unit);
            items.add(item == null ? recent.get(unit) : item);
        }
        if (keep) {
            recent.putAll(read);
        }
        return items;
    }

    private List<Destination.Item> read(String campaign, IdSet ids) {
        List<UnitProducts> units = ledger.products(ids);
        Set<Long> visitIds = new HashSet<>();
        units.forEach(unit -> visitIds.add(unit.visit()));
        Map<Long, VisitRow> visits = new HashMap<>();
        ledger.visits(visitIds).forEach(v -> visits.put(v.visit(), v));
        List<Destination.Item> items = new ArrayList<>(units.size());
        for (UnitProducts unit : units) {
            VisitRow visit = visits.get(unit.visit());
            Detector detector = Camera.lsst().detector(unit.detector());
            UnitSpec spec = new UnitSpec(unit.observationId(), detector.name());
            String name = spec.toString();
            items.add(new Destination.Item(
                    unit.unit(),
                    campaign,
                    unit.observationId(),
                    visit.band(),
                    visit.night(),
                    detector,
                    campaign + "/" + name,
                    new UnitFiles(name, JobFolders.out(campaign, spec), files(unit))));
        }
        return items;
    }

    private static List<UnitFile> files(UnitProducts unit) {
        List<UnitFile> files = new ArrayList<>(Math.max(1, unit.files().size()));
        for (ProductFile file : unit.files()) {
            files.add(new UnitFile(file.path(), file.bytes(), file.adler32(), file.sha256()));
        }
        if (files.isEmpty()) {
            // a ledger that holds no files of a unit knows the size of all of them
            files.add(new UnitFile("files", unit.bytes(), "", ""));
        }
        return files;
    }
}
