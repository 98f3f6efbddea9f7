package ciel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which engine, which device, how many threads. */
final class EngineOptions {
    /** Engines that can be named. Whether one can run here is the registry's to say. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(List.of("auto", "scalar", "vector", "opencl", "tornado"));
        }
    }

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "auto",
            completionCandidates = Names.class,
            description = "${COMPLETION-CANDIDATES}. auto says what it chose; any other is used or the run fails "
                    + "(default: ${DEFAULT-VALUE}).")
    private String engine;

    @Option(
            names = "--device",
            paramLabel = "N",
            description = "Device of the engine, counted from 0 as ciel engines lists them.")
    private Integer device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Worker threads (default: every processor). The image does not depend on it.")
    private Integer threads;

    String engine() {
        return engine;
    }

    OptionalInt device() {
        return device == null ? OptionalInt.empty() : OptionalInt.of(device);
    }

    OptionalInt threads() {
        return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
    }

    /** @throws picocli.CommandLine.ParameterException for a name or a number out of range */
    void check(Verb verb) {
        if (!new Names().contains(engine)) {
            throw verb.usage("--engine is '" + engine + "'; must be one of " + String.join(", ", new Names()));
        }
        if (device != null && device < 0) {
            throw verb.usage("--device is " + device + "; must be >= 0");
        }
        if (threads != null && (threads < 1 || threads > 4096)) {
            throw verb.usage("--threads is " + threads + "; must be between 1 and 4096");
        }
    }
}
