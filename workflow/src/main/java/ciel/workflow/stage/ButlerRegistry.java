package ciel.workflow.stage;

import ciel.sim.fits.WholeFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes files that {@code butler import REPO / --export-file FILE -t direct} takes in bulk: {@code instrument-NAME.yaml},
 * once for a repository, and {@code CAMPAIGN-VISIT.yaml}, which grows until the visit is complete and may be imported at any
 * time and again. What is known of each raw is kept in {@code units/}, from which the visit's file is written anew.
 */
public final class ButlerRegistry implements Registry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path export;
    private final String instrument;
    private final ButlerYaml yaml;

    /**
     * @param export     folder of the files
     * @param instrument such as LSSTCamSim
     * @param collection RUN collection of the raws
     * @throws IllegalArgumentException for an instrument that obs_lsst does not have
     */
    public ButlerRegistry(Path export, String instrument, String collection) {
        this.export = export;
        this.instrument = instrument;
        this.yaml = new ButlerYaml(instrument, collection);
    }

    @Override
    public String name() {
        return "butler";
    }

    @Override
    public Map<Long, String> register(List<Placed> placed) throws PortException {
        Map<Long, String> refused = new HashMap<>();
        Map<String, Set<Long>> visits = new HashMap<>();
        try {
            Files.createDirectories(export);
            Path first = export.resolve("instrument-" + instrument + ".yaml");
            if (!Files.exists(first)) {
                write(first, yaml.instrument());
            }
            for (Placed each : placed) {
                try {
                    note(each);
                    visits.computeIfAbsent(each.item().campaign(), c -> new TreeSet<>())
                            .add(each.item().visit());
                } catch (PortException.Refused e) {
                    refused.put(each.item().delivery(), e.getMessage());
                }
            }
            for (Map.Entry<String, Set<Long>> of : visits.entrySet()) {
                for (long visit : of.getValue()) {
                    write(export.resolve(of.getKey() + "-" + visit + ".yaml"), yaml.visit(notes(of.getKey(), visit)));
                }
            }
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.AWAY, "[butler] " + export + ": cannot be written: " + e.getMessage(), e);
        }
        return refused;
    }

    private Path folder(String campaign, long visit) {
        return export.resolve("units").resolve(campaign).resolve(Long.toString(visit));
    }

    private void note(Placed placed) throws PortException, IOException {
        Path raw = placed.files().entrySet().stream()
                .filter(e -> e.getKey().startsWith("amp_"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new PortException.Refused("[butler] unit "
                        + placed.item().files().unit()
                        + " has no raw file (amp_...); add raw to the products of the campaign"));
        ObjectNode facts = RawFacts.read(raw);
        facts.put("detector", placed.item().detector().number());
        facts.put("path", raw.toAbsolutePath().toString());
        Path folder = folder(placed.item().campaign(), placed.item().visit());
        Files.createDirectories(folder);
        write(folder.resolve(placed.item().detector().name() + ".json"), JSON.writeValueAsString(facts) + "\n");
    }

    private List<JsonNode> notes(String campaign, long visit) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder(campaign, visit))) {
            files = entries.filter(p -> p.toString().endsWith(".json")).sorted().toList();
        }
        List<JsonNode> facts = new ArrayList<>();
        for (Path file : files) {
            facts.add(JSON.readTree(Files.readAllBytes(file)));
        }
        return facts;
    }

    private static void write(Path file, String text) throws IOException {
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8), WholeFile.Existing.REPLACE);
    }
}
