package ciel.workflow.daemon;

import ciel.workflow.job.UnitReport;
import ciel.workflow.stage.PortException;
import ciel.workflow.stage.SiteFolder;
import ciel.workflow.stage.UnitFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a job left behind at its site: exit files, and the manifests that they name. Runs beside the daemon's thread. */
final class ExitReader {
    /**
     * An exit file with its manifest.
     *
     * @param name  of the exit file
     * @param exit  what it says
     * @param files what the manifest names; empty unless the unit was rendered and the manifest is the one that the exit file
     *              names
     */
    record Found(String name, SiteFolder.Exit exit, Optional<UnitFiles> files) {}

    private ExitReader() {}

    /**
     * @param folder of the exit files
     * @param seen   names that were read before
     */
    static List<Found> read(SiteFolder site, String folder, Set<String> seen) throws PortException {
        List<Found> found = new ArrayList<>();
        for (Map.Entry<String, SiteFolder.Exit> entry : site.exits(folder, seen).entrySet()) {
            UnitReport report = entry.getValue().report();
            Optional<UnitFiles> files = Optional.empty();
            if (report != null && report.outcome() == UnitReport.Outcome.RENDERED) {
                try {
                    files = site.published(report.unit(), report.folder() + "/" + report.manifest())
                            .filter(f -> report.manifestSha256().isEmpty()
                                    || f.manifest().sha256().equals(report.manifestSha256()));
                } catch (PortException.Refused e) {
                    files = Optional.empty(); // no manifest: the unit is rendered again
                }
            }
            found.add(new Found(entry.getKey(), entry.getValue(), files));
        }
        return found;
    }
}
