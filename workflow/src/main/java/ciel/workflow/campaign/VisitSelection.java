package ciel.workflow.campaign;

import java.nio.file.Path;
import java.util.List;

/** Which exposures a campaign renders. */
public sealed interface VisitSelection permits VisitSelection.Catalogs, VisitSelection.Database {
    /**
     * Instance catalogs.
     *
     * @param patterns paths or globs ({@code *}, {@code ?}, {@code **}, {@code [..]}), relative to the folder of the
     *                 campaign file; each must match at least one file
     */
    record Catalogs(List<String> patterns) implements VisitSelection {
        public Catalogs {
            patterns = List.copyOf(patterns);
        }
    }

    /**
     * The first exposure of each visit of an observing database that the selection takes, with the objects of one catalog
     * of the sky.
     *
     * @param file      database of OpSim or ConsDB, or a table in ECSV or FITS; absolute, on this machine
     * @param selection which of its visits
     * @param sky       skyCatalog (YAML) or instance catalog, absolute, <b>at the render site</b>: the objects of a
     *                  survey are far too many to be brought there for each job
     */
    record Database(Path file, ciel.sim.survey.VisitSelection selection, Path sky) implements VisitSelection {}
}
