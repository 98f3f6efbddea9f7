package ciel.workflow.campaign;

import ciel.sim.InputException;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Visit;
import ciel.sim.yaml.YamlDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds the visits of a campaign: reads the header of each catalog, or the rows of a database. */
public final class CampaignVisits {
    private CampaignVisits() {}

    /**
     * @return the visits in the order of the patterns, those of a glob by name, those of a database by number
     * @throws InputException when a pattern matches nothing, a catalog or database cannot be read, no visit is selected, or
     *     two have the same number
     */
    public static List<CampaignVisit> of(Campaign campaign) {
        return switch (campaign.visits()) {
            case VisitSelection.Catalogs catalogs -> ofCatalogs(campaign, catalogs.patterns());
            case VisitSelection.Database database -> new DatabaseVisits(campaign, database, document(campaign)).read();
        };
    }

    private static List<CampaignVisit> ofCatalogs(Campaign campaign, List<String> patterns) {
        YamlDocument file = document(campaign);
        Set<Path> catalogs = new LinkedHashSet<>();
        for (int i = 0; i < patterns.size(); i++) {
            List<Path> found = matching(campaign.file(), patterns.get(i), file.place("/visits/catalogs/" + i));
            if (found.isEmpty()) {
                throw new InputException(
                        file.place("/visits/catalogs/" + i),
                        "no file matches '" + patterns.get(i) + "'",
                        "paths begin at " + campaign.file().getParent());
            }
            catalogs.addAll(found);
        }
        List<CampaignVisit> visits =
                catalogs.parallelStream().map(CampaignVisits::read).toList();
        Map<Long, Path> seen = new HashMap<>();
        for (CampaignVisit v : visits) {
            Path other = seen.putIfAbsent(v.observationId(), v.catalog());
            if (other != null) {
                throw new InputException(
                        v.catalog().toString(),
                        "is visit " + v.observationId() + ", and so is " + other,
                        "a campaign renders a visit once: leave one of them");
            }
        }
        return visits;
    }

    private static YamlDocument document(Campaign campaign) {
        return Files.exists(campaign.file())
                ? CampaignFile.read(campaign.file())
                : YamlDocument.of(campaign.file().toString(), "");
    }

    private static CampaignVisit read(Path catalog) {
        Visit v = InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT).visit();
        return new CampaignVisit(v.observationId(), v.band(), v.mjd(), v.ra(), v.dec(), catalog);
    }

    private static List<Path> matching(Path campaignFile, String pattern, String place) {
        Path absolute = pattern.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), pattern.substring(2))
                : campaignFile.resolveSibling(pattern).normalize();
        Path base = absolute;
        int depth = 0;
        while (base.getParent() != null && isGlob(base.toString())) {
            base = base.getParent();
            depth++;
        }
        if (depth == 0) {
            return Files.isRegularFile(absolute) ? List.of(absolute) : List.of();
        }
        if (!Files.isDirectory(base)) {
            return List.of();
        }
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
        } catch (PatternSyntaxException e) {
            throw new InputException(place, "'" + pattern + "' is not a glob: " + e.getDescription(), "", e);
        }
        try (Stream<Path> all = Files.walk(base, pattern.contains("**") ? 64 : depth)) {
            return all.filter(matcher::matches)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }
}
