package ciel.app;

import ciel.kernels.EngineRegistry;
import ciel.kernels.opencl.DeviceInfo;
import ciel.kernels.opencl.JoclDevice;
import ciel.kernels.opencl.OpenClEngine;
import ciel.kernels.tornado.TornadoSupport;
import ciel.sim.CielException;
import ciel.sim.UnavailableException;
import ciel.sim.engine.PhotonEngine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel engines}: what can shoot photons here. */
@Command(
        name = "engines",
        description = {
            "What can shoot photons on this machine: device, exactness, and a self-test against the scalar engine.",
            "T1: the same bits as the scalar engine. T2: a bounded number of photons in other pixels."
        },
        footer = {"", "Example:", "  ciel engines --json"})
final class EnginesCommand extends Verb {
    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    /**
     * @param device  of the engine's devices, where it has a list of them; null otherwise
     * @param plan    how its memory is shared out, where it has a device of its own; null otherwise
     * @param missing why it cannot run here, or null
     */
    private record Row(
            String name,
            DeviceInfo device,
            PhotonEngine.Info info,
            OpenClEngine.MemoryPlan plan,
            EngineCheck.Result check,
            String missing) {}

    EnginesCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        List<Row> rows = new ArrayList<>();
        for (String name : EngineRegistry.NAMES) {
            List<DeviceInfo> devices = devices(name);
            if (devices.isEmpty()) {
                rows.add(row(name, null));
            }
            devices.forEach(device -> rows.add(row(name, device)));
        }
        if (json) {
            terminal().out().println(json(rows));
        } else {
            rows.forEach(this::print);
        }
        return rows.stream().anyMatch(row -> row.check() != null && !row.check().passed())
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    /** @return the devices of an engine that has several; none where opening it will say why */
    private static List<DeviceInfo> devices(String name) {
        try {
            return switch (name) {
                case "opencl" -> JoclDevice.list();
                case "tornado" -> TornadoSupport.list();
                default -> List.of();
            };
        } catch (UnavailableException e) {
            return List.of();
        }
    }

    private static Row row(String name, DeviceInfo device) {
        OptionalInt number = device == null ? OptionalInt.empty() : OptionalInt.of(device.number());
        try (PhotonEngine engine =
                new EngineRegistry().open(name, number, Runtime.getRuntime().availableProcessors(), note -> {})) {
            OpenClEngine.MemoryPlan plan = engine instanceof OpenClEngine opencl ? opencl.memoryPlan() : null;
            return new Row(name, device, engine.info(), plan, EngineCheck.of(engine), null);
        } catch (CielException e) {
            return new Row(name, device, null, null, null, e.getMessage());
        }
    }

    private void print(Row row) {
        PrintStream out = terminal().out();
        out.printf("%-8s ", row.name());
        if (row.device() != null) {
            out.printf("--device %d: ", row.device().number());
        }
        if (row.missing() != null) {
            out.println("not here: " + row.missing());
            return;
        }
        out.println(row.info().device());
        if (row.device() != null) {
            out.printf(
                    "%9s%s, %d compute units%s, memory %s%n",
                    "",
                    row.device().gpu() ? "GPU" : "processor",
                    row.device().computeUnits(),
                    row.device().clockMhz() > 0 ? " at " + row.device().clockMhz() + " MHz" : "",
                    Progress.Unit.BYTES.quantity(row.device().memory()));
        }
        if (row.plan() != null) {
            out.printf(
                    "%9s%d detectors at once, each in at most %s; %s%n",
                    "",
                    row.plan().detectors(),
                    Progress.Unit.BYTES.quantity(row.plan().bytesEach()),
                    row.plan().readsOut()
                            ? "a CCD is read out on the device"
                            : "a CCD is read out on the processor, and shot in bands where it does not fit");
        }
        out.printf(
                "%9s%s, self-test %s: %,d of %,d photons differ from the scalar engine%n",
                "",
                row.info().tier(),
                row.check().passed() ? "passed" : "FAILED",
                row.check().differing(),
                row.check().photons());
    }

    private static String json(List<Row> rows) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (Row row : rows) {
            ObjectNode node = array.addObject().put("name", row.name()).put("available", row.missing() == null);
            if (row.device() != null) {
                node.put("number", row.device().number())
                        .put("gpu", row.device().gpu())
                        .put("computeUnits", row.device().computeUnits())
                        .put("clockMHz", row.device().clockMhz())
                        .put("memoryBytes", row.device().memory());
            }
            if (row.missing() != null) {
                node.put("missing", row.missing());
            } else {
                if (row.plan() != null) {
                    node.put("detectorsAtOnce", row.plan().detectors())
                            .put("bytesEach", row.plan().bytesEach())
                            .put("readsOut", row.plan().readsOut());
                }
                node.put("device", row.info().device())
                        .put("tier", row.info().tier().name());
                node.putObject("selfTest")
                        .put("passed", row.check().passed())
                        .put("photons", row.check().photons())
                        .put("differing", row.check().differing());
            }
        }
        return mapper.writeValueAsString(array);
    }
}
