package ciel.app;

import ciel.kernels.EngineRegistry;
import ciel.sim.UnavailableException;
import ciel.sim.photon.PhotonEngine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel engines}: what can shoot photons here. */
@Command(name = "engines", description = {"What can shoot photons on this machine: device, exactness, and a self-test against the scalar engine.",
    "T1: the same bits as the scalar engine. T2: a bounded number of photons in other pixels."},
    footer = {"", "Example:", "  ciel engines --json"})
final class EnginesCommand extends Verb {
    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    /** @param missing why it cannot run here, or null */
    private record Row(String name, PhotonEngine.Info info, EngineCheck.Result check, String missing) {
    }

    EnginesCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        List<Row> rows = new ArrayList<>();
        for (String name : EngineRegistry.NAMES) {
            rows.add(row(name));
        }
        if (json) {
            terminal().out().println(json(rows));
        } else {
            rows.forEach(this::print);
        }
        return rows.stream().anyMatch(row -> row.check() != null && !row.check().passed()) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static Row row(String name) {
        try (PhotonEngine engine = new EngineRegistry().open(name, OptionalInt.empty(), Runtime.getRuntime().availableProcessors(), note -> { })) {
            return new Row(name, engine.info(), EngineCheck.of(engine), null);
        } catch (UnavailableException e) {
            return new Row(name, null, null, e.getMessage());
        }
    }

    private void print(Row row) {
        if (row.missing() != null) {
            terminal().out().printf("%-8s not here: %s%n", row.name(), row.missing());
        } else {
            terminal().out().printf("%-8s %s, %s, self-test %s: %d of %,d photons differ from the scalar engine%n", row.name(), row.info().device(),
                    row.info().tier(), row.check().passed() ? "passed" : "FAILED", row.check().differing(), row.check().photons());
        }
    }

    private static String json(List<Row> rows) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (Row row : rows) {
            ObjectNode node = array.addObject().put("name", row.name()).put("available", row.missing() == null);
            if (row.missing() != null) {
                node.put("missing", row.missing());
            } else {
                node.put("device", row.info().device()).put("tier", row.info().tier().name());
                node.putObject("selfTest").put("passed", row.check().passed()).put("photons", row.check().photons()).put("differing", row.check().differing());
            }
        }
        return mapper.writeValueAsString(array);
    }
}
