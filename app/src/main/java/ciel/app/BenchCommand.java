package ciel.app;

import ciel.kernels.opencl.DeviceBench;
import ciel.kernels.opencl.DeviceInfo;
import ciel.kernels.opencl.JoclDevice;
import ciel.sim.UnavailableException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel bench}: how fast an OpenCL device shoots photons. */
@Command(
        name = "bench",
        description = {
            "How fast an OpenCL device is: photons a second of each kernel, beside what its clock and memory allow.",
            "Each kernel is first compared with the scalar engine; no figure is given for one that has other bits."
        },
        footer = {"", "Example:", "  ciel bench --device 0 --json"})
final class BenchCommand extends Verb {
    @Option(
            names = "--device",
            paramLabel = "N",
            defaultValue = "0",
            description = "OpenCL device, counted from 0 as ciel engines lists them (default: ${DEFAULT-VALUE}).")
    private int device;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "Seconds for each figure, 0.01 to 600 (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    BenchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (!(seconds >= 0.01 && seconds <= 600)) {
            throw usage("--seconds is " + seconds + "; must be between 0.01 and 600");
        }
        if (device < 0) {
            throw usage("--device is " + device + "; must be >= 0");
        }
        List<DeviceInfo> devices = JoclDevice.list();
        if (device >= devices.size()) {
            throw new UnavailableException(
                    "OpenCL device " + device + " does not exist; there are " + devices.size(),
                    "ciel engines lists them",
                    null);
        }
        DeviceInfo info = devices.get(device);
        if (!json) {
            terminal()
                    .out()
                    .printf(
                            Locale.ROOT,
                            "%s, %d compute units x %d MHz x %d lanes (assumed) = %.2e lane "
                                    + "instructions/s%n%-40s %12s %10s %12s %5s%n",
                            info.name(),
                            info.computeUnits(),
                            info.clockMhz(),
                            DeviceBench.lanes(info),
                            DeviceBench.instructions(info),
                            "",
                            "rate",
                            "",
                            "at most",
                            "");
        }
        List<DeviceBench.Row> rows = new ArrayList<>();
        new DeviceBench(device, seconds).run(row -> {
            rows.add(row);
            if (!json) {
                print(row);
            }
        });
        if (json) {
            terminal().out().println(json(info, rows));
        }
        return ExitCode.DONE;
    }

    private void print(DeviceBench.Row row) {
        boolean bounded = Double.isFinite(row.roofline());
        terminal()
                .out()
                .printf(
                        Locale.ROOT,
                        "%-40s %12.3e %-10s %12s %5s  %.3g s, best of %d%n",
                        row.name(),
                        row.rate(),
                        row.unit(),
                        bounded ? String.format(Locale.ROOT, "%.3e", row.roofline()) : "-",
                        bounded ? String.format(Locale.ROOT, "%.0f %%", 100 * row.rate() / row.roofline()) : "",
                        row.time(),
                        row.repeats());
    }

    private static String json(DeviceInfo info, List<DeviceBench.Row> rows) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ObjectNode node = root.putObject("device")
                .put("number", info.number())
                .put("name", info.name())
                .put("platform", info.platform())
                .put("driver", info.driver());
        node.put("computeUnits", info.computeUnits())
                .put("clockMhz", info.clockMhz())
                .put("lanesAssumed", DeviceBench.lanes(info))
                .put("memory", info.memory());
        putFinite(node, "laneInstructionsPerSecond", DeviceBench.instructions(info));
        ArrayNode array = root.putArray("figures");
        for (DeviceBench.Row row : rows) {
            ObjectNode one = array.addObject()
                    .put("name", row.name())
                    .put("unit", row.unit())
                    .put("rate", row.rate());
            putFinite(one, "roofline", row.roofline());
            one.put("seconds", row.time()).put("repeats", row.repeats());
        }
        return mapper.writeValueAsString(root);
    }

    private static void putFinite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
