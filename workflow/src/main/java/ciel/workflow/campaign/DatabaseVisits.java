package ciel.workflow.campaign;

import ciel.sim.InputException;
import ciel.sim.catalog.SceneTable;
import ciel.sim.survey.SurveyVisit;
import ciel.sim.survey.VisitTable;
import ciel.sim.yaml.YamlDocument;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads the visits that a campaign selects from an observing database. */
final class DatabaseVisits {
    private static final List<String> CONDITIONS = List.of("where", "band", "night", "area");

    private final Campaign campaign;
    private final VisitSelection.Database database;
    private final YamlDocument file;

    DatabaseVisits(Campaign campaign, VisitSelection.Database database, YamlDocument file) {
        this.campaign = campaign;
        this.database = database;
        this.file = file;
    }

    /** @throws InputException with line and remedy: no database, a wrong condition, no visit, one that cannot be drawn */
    List<CampaignVisit> read() {
        if (!campaign.site().remote() && !Files.isRegularFile(database.sky())) {
            throw new InputException(
                    file.place("/visits/sky"),
                    database.sky() + (Files.exists(database.sky()) ? " is no file" : " does not exist"),
                    "paths begin at " + campaign.file().getParent());
        }
        if (!campaign.site().remote() && at("/visits/sky", () -> SceneTable.isSceneTable(database.sky()))) {
            throw new InputException(
                    file.place("/visits/sky"),
                    database.sky() + " is a scene table, which lies on one detector already",
                    "name a skyCatalog (YAML) or an instance catalog");
        }
        VisitTable table = at("/visits/database", () -> VisitTable.open(database.file()));
        List<SurveyVisit> selected = at("/visits/where", () -> table.select(database.selection()));
        if (selected.isEmpty()) {
            long[] all = new long[1];
            table.forEach(ciel.sim.survey.VisitSelection.ALL, visit -> all[0]++);
            String condition = CONDITIONS.stream()
                    .map(c -> "/visits/" + c)
                    .filter(c -> !file.root().at(c).isMissingNode())
                    .findFirst()
                    .orElse("/visits/database");
            throw new InputException(
                    file.place(condition),
                    "no visit is selected of the " + all[0] + " in " + database.file(),
                    "ciel visits lists them, with the same conditions as options");
        }
        List<CampaignVisit> visits = new ArrayList<>();
        long last = -1;
        for (SurveyVisit visit : selected) { // by number
            if (visit.id() == last || visit.id() < 0) {
                throw new InputException(
                        file.place("/visits/database"),
                        database.file()
                                + (visit.id() < 0 ? " has a visit " : " has two rows with the visit ")
                                + visit.id(),
                        visit.id() < 0
                                ? "numbers of visits are 0 or larger"
                                : "leave one of them out, with visits.where");
            }
            last = visit.id();
            visits.add(visit(table, visit));
        }
        return visits;
    }

    private CampaignVisit visit(VisitTable table, SurveyVisit visit) {
        at("/visits/database", () -> {
            table.requireDrawable(visit, 0);
            return visit;
        });
        return new CampaignVisit(
                visit.id(), visit.band().orElseThrow(), visit.middle(0), visit.ra(), visit.dec(), database.file());
    }

    /** Says where in the campaign file the value stands that is wrong. */
    private <T> T at(String pointer, Supplier<T> read) {
        try {
            return read.get();
        } catch (InputException e) {
            throw new InputException(file.place(pointer), e.getMessage(), "", e);
        }
    }
}
