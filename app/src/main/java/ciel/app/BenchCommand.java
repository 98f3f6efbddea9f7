package ciel.app;

import ciel.kernels.EngineRegistry;
import ciel.kernels.bench.ProcessorBench;
import ciel.kernels.opencl.DeviceBench;
import ciel.kernels.opencl.DeviceInfo;
import ciel.kernels.opencl.JoclDevice;
import ciel.sim.CielException;
import ciel.sim.UnavailableException;
import ciel.sim.engine.PhotonEngine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel bench}: how fast the engines of this machine shoot photons. */
@Command(
        name = "bench",
        description = {
            "How fast the engines of this machine are: photons a second, pixels of sky a second, readout.",
            "Each case is first compared with the scalar engine; no figure is given for one that has other bits.",
            "Engines on the processor: median of the repeats, by wall clock and by CPU time of the process.",
            "OpenCL: the device's own clock, beside what its clock and memory allow. TornadoVM: by wall clock and CPU"
                    + " time, as it starts too."
        },
        footer = {"", "Examples:", "  ciel bench --engine vector --threads 1", "  ciel bench --device 0 --json"})
final class BenchCommand extends Verb {
    private static final String ALL = "all";

    /** Engines that can be named. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(EngineRegistry.NAMES);
            add(ALL);
        }
    }

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "${COMPLETION-CANDIDATES} (default: opencl with --device, else all that are here).")
    private String engine;

    @Option(
            names = "--device",
            paramLabel = "N",
            description = "OpenCL device, or device of the engine tornado, counted from 0 as ciel engines lists them"
                    + " (default: 0).")
    private Integer device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the engines on the processor, 1 to 4096 (default: every processor).")
    private Integer threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "Seconds for each figure, 0.01 to 600 (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final ObjectMapper mapper = new ObjectMapper();

    BenchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        check();
        String wanted = engine != null ? engine : device != null ? "opencl" : ALL;
        int used = threads != null ? threads : Runtime.getRuntime().availableProcessors();
        ObjectNode root = mapper.createObjectNode();
        root.putObject("machine")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("architecture", System.getProperty("os.arch"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("java", Runtime.version().toString());
        print(
                "%s, %s, %d processors, Java %s%n",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        ArrayNode engines = root.putArray("engines");
        for (String name : wanted.equals(ALL) ? EngineRegistry.NAMES : List.of(wanted)) {
            try {
                if (name.equals("opencl")) {
                    device(engines);
                } else {
                    processor(name, used, engines);
                }
            } catch (UnavailableException e) {
                if (!wanted.equals(ALL)) {
                    throw e;
                }
                engines.addObject().put("name", name).put("available", false).put("missing", e.getMessage());
                print("%n%s is not here: %s%n", name, e.getMessage());
            }
        }
        if (json) {
            terminal().out().println(mapper.writeValueAsString(root));
        }
        return ExitCode.DONE;
    }

    private void check() {
        if (engine != null && !new Names().contains(engine)) {
            throw usage("--engine is '" + engine + "'; must be one of " + String.join(", ", new Names()));
        }
        if (!(seconds >= 0.01 && seconds <= 600)) {
            throw usage("--seconds is " + seconds + "; must be between 0.01 and 600");
        }
        if (device != null && device < 0) {
            throw usage("--device is " + device + "; must be >= 0");
        }
        if (device != null && engine != null && List.of("scalar", "vector").contains(engine)) {
            throw usage("--device is of the engines opencl and tornado, and --engine is " + engine);
        }
        if (threads != null && (threads < 1 || threads > 4096)) {
            throw usage("--threads is " + threads + "; must be between 1 and 4096");
        }
    }

    /** The self-test of {@code ciel engines}. */
    private static void requireScalarBits(PhotonEngine engine) {
        EngineCheck.Result result = EngineCheck.of(engine);
        if (!result.passed()) {
            throw new CielException(
                    String.format(
                            Locale.ROOT,
                            "%s: %,d of %,d photons differ from the scalar engine: no figure is given; ciel engines "
                                    + "tests every engine",
                            engine.info().device(),
                            result.differing(),
                            result.photons()),
                    null);
        }
    }

    private void processor(String name, int used, ArrayNode engines) {
        OptionalInt number = name.equals("tornado") && device != null ? OptionalInt.of(device) : OptionalInt.empty();
        long begun = System.nanoTime();
        try (PhotonEngine opened = new EngineRegistry().open(name, number, used, note -> {})) {
            requireScalarBits(opened);
            double start = (System.nanoTime() - begun) * 1e-9;
            print("%n%s: %s%n", name, opened.info().device());
            if (name.equals("tornado")) {
                print("start, compilation of two kernels and self-test: %.2f s%n", start);
            }
            print("%-40s %22s %22s  %s%n", "", "a second (wall)", "a CPU second", "wall seconds of each repeat");
            ObjectNode node = engines.addObject()
                    .put("name", name)
                    .put("available", true)
                    .put("device", opened.info().device())
                    .put("tier", opened.info().tier().name())
                    .put("threads", used)
                    .put("startSeconds", start);
            ArrayNode figures = node.putArray("figures");
            new ProcessorBench(opened, used, seconds).run(row -> {
                print(
                        "%-40s %12.3e %-9s %12.3e %-9s  %s%n",
                        row.name(),
                        row.wallRate(),
                        row.unit() + "/s",
                        row.cpuRate(),
                        row.unit() + "/s",
                        row.repeats().stream()
                                .map(repeat -> String.format(Locale.ROOT, "%.3g", repeat.wall()))
                                .collect(Collectors.joining(" ")));
                ObjectNode one = figures.addObject()
                        .put("name", row.name())
                        .put("unit", row.unit() + "/s")
                        .put("rate", row.wallRate());
                putFinite(one, "ratePerCpuSecond", row.cpuRate());
                one.put("amount", row.amount()).put("threads", row.threads()).put("seconds", row.wall());
                ArrayNode repeats = one.putArray("repeats");
                row.repeats()
                        .forEach(repeat ->
                                repeats.addObject().put("wall", repeat.wall()).put("cpu", repeat.cpu()));
            });
        }
    }

    private void device(ArrayNode engines) {
        int number = device == null ? 0 : device;
        List<DeviceInfo> devices = JoclDevice.list();
        if (number >= devices.size()) {
            throw new UnavailableException(
                    "OpenCL device " + number + " does not exist; there are " + devices.size(),
                    "ciel engines lists them",
                    null);
        }
        DeviceInfo info = devices.get(number);
        try (PhotonEngine opened = new EngineRegistry().open("opencl", OptionalInt.of(number), 1, note -> {})) {
            requireScalarBits(opened);
        }
        print(
                "%nopencl: %s, %d compute units x %d MHz x %d lanes (assumed) = %.2e lane instructions/s%n"
                        + "%-40s %12s %10s %12s %5s%n",
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
        ObjectNode node = engines.addObject().put("name", "opencl").put("available", true);
        describe(node.putObject("device"), info);
        ArrayNode figures = node.putArray("figures");
        new DeviceBench(number, seconds).run(row -> {
            print(row);
            ObjectNode one = figures.addObject()
                    .put("name", row.name())
                    .put("unit", row.unit())
                    .put("rate", row.rate());
            putFinite(one, "roofline", row.roofline());
            one.put("seconds", row.time()).put("repeats", row.repeats());
        });
    }

    private static void describe(ObjectNode node, DeviceInfo info) {
        node.put("number", info.number())
                .put("name", info.name())
                .put("platform", info.platform())
                .put("driver", info.driver())
                .put("computeUnits", info.computeUnits())
                .put("clockMhz", info.clockMhz())
                .put("lanesAssumed", DeviceBench.lanes(info))
                .put("memory", info.memory());
        putFinite(node, "laneInstructionsPerSecond", DeviceBench.instructions(info));
    }

    private void print(DeviceBench.Row row) {
        boolean bounded = Double.isFinite(row.roofline());
        print(
                "%-40s %12.3e %-10s %12s %5s  %.3g s, best of %d%n",
                row.name(),
                row.rate(),
                row.unit(),
                bounded ? String.format(Locale.ROOT, "%.3e", row.roofline()) : "-",
                bounded ? String.format(Locale.ROOT, "%.0f %%", 100 * row.rate() / row.roofline()) : "",
                row.time(),
                row.repeats());
    }

    /** Prints to stdout unless one JSON object is wanted. */
    private void print(String format, Object... values) {
        if (!json) {
            terminal().out().printf(Locale.ROOT, format, values);
            terminal().out().flush();
        }
    }

    private static void putFinite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
