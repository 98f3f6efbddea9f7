package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Terminal;
import ciel.app.Version;
import ciel.kernels.EngineRegistry;
import ciel.sim.exposure.Renderer;
import ciel.sim.exposure.Settings;
import ciel.workflow.daemon.DeliveryCheck;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ciel campaign verify}. */
@Command(
        name = "verify",
        description = {
            "Read everything that was delivered again, at its destinations, and compare it with what was rendered. With "
                    + "--rerender, render a part of it again on this machine and compare the bits.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ciel campaign verify dr1.yaml",
            "  ciel campaign verify dr1.yaml --rerender 0.01 --json",
            "",
            "Exit codes: 0 all is as it was rendered, 1 something differs."
        })
final class VerifyCommand extends CampaignVerb {
    private static final int SHOWN = 20;

    @Option(
            names = "--rerender",
            paramLabel = "P",
            defaultValue = "0",
            description =
                    "Fraction of the delivered units to render again, 0 to 1; one at least. The catalogs must still "
                            + "be where the campaign file names them, and this Ciel must be the version that rendered them.")
    private double fraction;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which units are chosen (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw usage("--rerender " + fraction + ": must be from 0 to 1");
        }
        return with((campaign, ledger, row) -> {
            Path work = Files.createTempDirectory("ciel-verify");
            try {
                Renderer renderer = new Renderer(new EngineRegistry(), Version.text());
                DeliveryCheck.Result result = new DeliveryCheck(campaign, ledger, row.campaign())
                        .run(
                                new DeliveryCheck.Again(fraction, seed, work, base(), renderer::render, Version.text()),
                                this::note);
                show(result);
                return result.wrong().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
            } finally {
                remove(work);
            }
        });
    }

    /** @return settings of this machine, as {@code ciel render} has them without options */
    private static Settings base() {
        String library = System.getenv("SIMS_SED_LIBRARY_DIR");
        return library == null || library.isBlank()
                ? Settings.defaults()
                : Settings.defaults().with("environment SIMS_SED_LIBRARY_DIR", Map.of("sed.library", library));
    }

    private void show(DeliveryCheck.Result result) {
        if (json) {
            ObjectNode out = JSON.createObjectNode();
            out.put("units", result.units());
            out.put("deliveries", result.deliveries());
            out.put("files", result.files());
            out.put("bytes", result.bytes());
            out.put("renderedAgain", result.rendered());
            var wrong = out.putArray("wrong");
            result.wrong().forEach(w -> wrong.addObject()
                    .put("unit", w.unit())
                    .put("where", w.where())
                    .put("problem", w.problem()));
            print(out);
            return;
        }
        result.wrong().stream()
                .limit(SHOWN)
                .forEach(w -> terminal().out().println(w.unit() + ", " + w.where() + ": " + w.problem()));
        if (result.wrong().size() > SHOWN) {
            terminal().out().println("and " + (result.wrong().size() - SHOWN) + " more; --json has all");
        }
        terminal()
                .out()
                .printf(
                        Locale.ROOT,
                        "%d units, %d files, %.3f GB read again; %d units rendered again: %s%n",
                        result.units(),
                        result.files(),
                        result.bytes() / 1e9,
                        result.rendered(),
                        result.wrong().isEmpty()
                                ? "everything is equal"
                                : result.wrong().size() + " differences");
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
