package ciel.workflow.campaign;

import static ciel.workflow.campaign.CampaignReader.text;
import static ciel.workflow.campaign.CampaignReader.texts;

import ciel.sim.InputException;
import ciel.sim.yaml.Problems;
import ciel.sim.yaml.YamlSchema;
import ciel.sites.Site;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the part {@code destinations} of a campaign file. */
final class DestinationReader {
    private final CampaignReader reader;
    private final JsonNode root;
    private final Problems problems;

    DestinationReader(CampaignReader reader, JsonNode root, Problems problems) {
        this.reader = reader;
        this.root = root;
        this.problems = problems;
    }

    List<CampaignDestination> read() {
        List<CampaignDestination> out = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Map<Path, String> folders = new HashMap<>();
        double sum = 0;
        for (int i = 0; i < root.path("destinations").size(); i++) {
            String pointer = "/destinations/" + i;
            CampaignDestination d = one(root.path("destinations").get(i), pointer);
            if (!names.add(d.name())) {
                problems.add(pointer + "/name", "two destinations are named " + d.name(), "give each its own name");
            }
            String other = folders.putIfAbsent(d.folder(), d.name());
            if (other != null) {
                problems.add(
                        pointer + "/folder",
                        "destinations " + other + " and " + d.name() + " have the same folder " + d.folder(),
                        "give each its own folder");
            }
            sum += d.share().fraction().orElse(0.0);
            if (sum > 1 + 1e-9) {
                problems.add(
                        pointer + "/share/fraction",
                        "the fractions up to this destination add up to " + sum,
                        "they are parts of one whole: at most 1 together");
                sum = 0;
            }
            out.add(d);
        }
        return out;
    }

    private CampaignDestination one(JsonNode node, String pointer) {
        String name = node.path("name").asText();
        Optional<Site> site = text(node.path("site"))
                .map(s -> problems.get(pointer + "/site", () -> SiteReader.load(reader.siteName(s))));
        Path folder = reader.path(node.path("folder").asText());
        Layout layout = text(node.path("layout"))
                .map(t -> problems.get(pointer + "/layout", () -> new Layout(t)))
                .orElse(Layout.DEFAULT);
        Optional<Double> rate = text(node.path("rate"))
                .map(t -> problems.get(pointer + "/rate", () -> Quantity.bits(YamlSchema.name(pointer + "/rate"), t)));
        Map<String, String> options = new HashMap<>();
        node.path("options")
                .properties()
                .forEach(o -> options.put(o.getKey(), o.getValue().asText()));
        return new CampaignDestination(
                name,
                site,
                text(node.path("source"))
                        .map(s -> s.contains("://") ? s : reader.path(s).toString()),
                text(node.path("incoming")).map(reader::path).orElse(folder.resolve(".incoming")),
                folder,
                layout,
                share(node.path("share"), pointer + "/share"),
                hooks(node.path("register")),
                rate,
                node.path("lanes").asInt(4),
                options,
                SiteReader.storage(site.orElse(null), node, pointer + "/storage", problems));
    }

    private Share share(JsonNode node, String pointer) {
        Optional<Share.Nights> nights = Optional.empty();
        if (node.has("nights")) {
            int first = node.path("nights").get(0).asInt();
            int last = node.path("nights").get(1).asInt();
            if (last < first) {
                problems.add(
                        pointer + "/nights",
                        "the nights run from " + first + " to " + last,
                        "the first night (MJD) stands first");
            }
            nights = Optional.of(new Share.Nights(first, last));
        }
        Set<Long> visits = new HashSet<>();
        node.path("visits").forEach(v -> visits.add(v.asLong()));
        return new Share(
                node.has("fraction") ? Optional.of(node.path("fraction").asDouble()) : Optional.empty(),
                CampaignReader.bands(node.path("bands")),
                nights,
                visits);
    }

    private List<RegisterHook> hooks(JsonNode list) {
        List<RegisterHook> out = new ArrayList<>();
        for (JsonNode hook : list) {
            JsonNode butler = hook.path("butler");
            JsonNode rucio = hook.path("rucio");
            if (hook.has("command")) {
                out.add(new RegisterHook.Command(texts(hook.path("command"))));
            } else if (hook.has("butler")) {
                String instrument = butler.path("instrument").asText("LSSTCam-imSim");
                out.add(new RegisterHook.Butler(
                        reader.path(butler.path("export").asText()),
                        instrument,
                        butler.path("collection").asText(instrument + "/raw/all")));
            } else if (hook.has("rucio")) {
                out.add(new RegisterHook.Rucio(
                        rucio.path("url").asText(),
                        rucio.path("scope").asText(),
                        rucio.path("rse").asText(),
                        rucio.path("account").asText(),
                        text(rucio.path("dataset")),
                        text(rucio.path("token")).map(reader::path)));
            } else {
                throw new InputException("register", "has no known hook", "the schema lets none through");
            }
        }
        return out;
    }
}
