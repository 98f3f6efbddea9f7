package ciel.app;

import ciel.sim.camera.Camera;
import ciel.sim.catalog.demo.DemoCatalog;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.exposure.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ciel demo}: one CCD of a catalog that Ciel makes itself. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Draw one CCD of a catalog that Ciel makes itself, from published counts of stars and galaxies: "
                    + "electron image, raw image, truth table, preview, manifest.",
            "With --physics full, each photon goes through atmosphere, telescope and silicon: three to five times the "
                    + "time, and 2 GB.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ciel demo",
            "  ciel demo --physics full",
            "  ciel demo --detector all --out focal-plane"
        })
final class DemoCommand extends Verb {
    private static final String CENTRE = "R22_S11";
    /** Its catalog names files of a library that is not needed: spectra are made from their names. */
    private static final Map<String, String> OWN = Map.of("output.overwrite", "true", "sed.allow_substitutes", "true");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "ciel-demo",
            description = "Folder of the files; those of an earlier demo are replaced (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--detector",
            paramLabel = "CCD",
            split = ",",
            defaultValue = CENTRE,
            description =
                    "CCDs, as for ciel render; anything but R22_S11 makes a catalog of the whole field, 7 million "
                            + "objects (default: ${DEFAULT-VALUE}).")
    private List<String> detectors;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private SettingsOptions settings;

    @Option(names = "--json", description = "End with the JSON object of ciel render on stdout.")
    private boolean json;

    private final Rendering rendering;

    DemoCommand(Terminal terminal) {
        this(terminal, Rendering.here());
    }

    DemoCommand(Terminal terminal, Rendering rendering) {
        super(terminal);
        this.rendering = rendering;
    }

    @Override
    public Integer call() throws IOException {
        engine.check(this);
        Settings layered = settings.settings(System::getenv).with("ciel demo", OWN);
        if (layered.camera() != Camera.lsst()) {
            throw usage("--camera " + layered.camera().name() + ": the catalog of ciel demo is made for LSSTCam");
        }
        List<String> names = DetectorNames.checked(detectors, layered.camera(), this);
        boolean centre = names.equals(List.of(CENTRE));
        Files.createDirectories(out);
        if (!centre) {
            note("making a catalog of the whole field, 1.3 GB: half a minute, once");
        }
        Path catalog = DemoCatalog.write(
                out, DemoCatalog.Options.DEFAULT.withRadius(centre ? DemoCatalog.ONE_CCD : DemoCatalog.WHOLE_CAMERA));
        settings.siteNote().ifPresent(this::note);
        RenderRequest request = new RenderRequest(
                catalog,
                Optional.empty(),
                names,
                engine.engine(),
                engine.device(),
                engine.threads(),
                OptionalLong.empty(),
                out,
                layered,
                false,
                false,
                Optional.empty());
        RenderSummary summary;
        try (Progress progress = progress()) {
            summary = rendering.render(request, new RenderProgress(progress));
        }
        if (json) {
            terminal().out().println(summary.toJson());
        } else {
            print(summary, catalog);
        }
        return RenderCommand.exitCode(summary);
    }

    private void print(RenderSummary summary, Path catalog) {
        PrintStream to = terminal().out();
        to.println("catalog: " + catalog);
        summary.detectors().forEach(row -> row.files()
                .forEach(file -> to.println("  " + file.path() + "  " + Progress.Unit.BYTES.quantity(file.bytes()))));
        summary.failed().forEach(failure -> to.println(failure.name() + ": FAILED: " + failure.error()));
        to.printf(
                Locale.ROOT,
                "%,d objects, %s in %.1f s with engine %s on %s%n",
                summary.objects(),
                Progress.Unit.PHOTONS.quantity(summary.photons()),
                summary.seconds().total(),
                summary.engine(),
                summary.device());
        if (summary.detectors().size() == 1) {
            summary.detectors().getFirst().files().stream()
                    .filter(file -> file.path().endsWith(".png"))
                    .forEach(file -> to.println("Look at " + file.path()));
        }
    }
}
