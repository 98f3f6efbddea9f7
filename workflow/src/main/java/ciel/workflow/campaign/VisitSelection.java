package ciel.workflow.campaign;

import java.util.List;

/** Which exposures a campaign renders. */
public sealed interface VisitSelection permits VisitSelection.Catalogs {
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
}
