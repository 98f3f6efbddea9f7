package ciel.workflow.scheduler;

import java.util.List;

/**
 * What a query saw.
 *
 * @param rows     of the names asked for: live tasks from the queue, ended ones from the accounts; requests that were
 *                 refused and never started are left out
 * @param complete whether queue and accounts both answered: only then does a missing name mean that there is no job
 * @param problem  what the accounts said instead of an answer; empty where complete
 */
public record Sighting(List<JobRow> rows, boolean complete, String problem) {
    public Sighting {
        rows = List.copyOf(rows);
    }

    /** @return rows of a query that both answered */
    public static Sighting of(List<JobRow> rows) {
        return new Sighting(rows, true, "");
    }

    /** @return the rows of one name */
    public List<JobRow> named(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).toList();
    }
}
