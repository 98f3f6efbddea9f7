package ciel.workflow.campaign;

import static ciel.workflow.campaign.CampaignReader.text;
import static ciel.workflow.campaign.CampaignReader.texts;

import ciel.sim.yaml.Problems;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the part {@code visits} of a campaign file. */
final class VisitReader {
    private static final List<String> OF_A_DATABASE = List.of("sky", "where", "band", "night", "area");

    private final CampaignReader reader;
    private final JsonNode node;
    private final Problems problems;

    VisitReader(CampaignReader reader, JsonNode node, Problems problems) {
        this.reader = reader;
        this.node = node;
        this.problems = problems;
    }

    /** @param site null where it is not known */
    VisitSelection read(RenderSite site) {
        if (!node.has("database")) {
            if (!node.has("catalogs")) {
                problems.add(
                        "/visits",
                        "visits names neither catalogs nor a database",
                        "give catalogs: [visits/*.txt], or database: opsim.db and sky: sky_cat.yaml");
            }
            OF_A_DATABASE.stream()
                    .filter(node::has)
                    .forEach(key -> problems.add(
                            "/visits/" + key,
                            "visits." + key + " has no effect without visits.database",
                            "each instance catalog is one visit, which is drawn whole"));
            return new VisitSelection.Catalogs(texts(node.path("catalogs")));
        }
        if (node.has("catalogs")) {
            problems.add(
                    "/visits/catalogs",
                    "visits names both catalogs and a database",
                    "leave one of them: a campaign takes its visits from one place");
        }
        return new VisitSelection.Database(
                reader.path(node.path("database").asText()),
                new ciel.sim.survey.VisitSelection(
                        text(node.path("where")),
                        part("band", ciel.sim.survey.VisitSelection::bands).orElse(Set.of()),
                        part("night", ciel.sim.survey.VisitSelection::nights),
                        part("area", ciel.sim.survey.VisitSelection::area)),
                sky(site));
    }

    private <T> Optional<T> part(String key, Function<String, T> read) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        String text = value.isArray() ? String.join(",", texts(value)) : value.asText();
        return Optional.ofNullable(problems.get("/visits/" + key, () -> read.apply(text)));
    }

    private Path sky(RenderSite site) {
        String sky = node.path("sky").asText();
        if (sky.isEmpty()) {
            problems.add(
                    "/visits",
                    "visits.database has no visits.sky beside it",
                    "name the skyCatalog (YAML) with the objects, as it lies at the render site");
            return Path.of("/");
        }
        if (site == null || !site.remote()) {
            return reader.path(sky);
        }
        if (!sky.startsWith("/")) {
            problems.add(
                    "/visits/sky",
                    "visits.sky is '" + sky + "'",
                    "at another machine it must begin with /: the catalog lies at the render site, and is not brought there");
        }
        return Path.of(sky);
    }
}
