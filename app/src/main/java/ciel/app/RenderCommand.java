package ciel.app;

import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.exposure.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ciel render}: the CCDs of one visit. */
@Command(
        name = "render",
        sortOptions = false,
        description = {"Draw CCDs of one visit: electron image, raw image, truth table, preview and manifest.", ""},
        footer = {
            "",
            "CATALOG is a phosim instance catalog (text) or a scene table (CSV or Parquet; columns x and y in pixels, "
                    + "flux in electrons), gzip or not, or - for standard input. See docs/scene-tables.md.",
            "",
            "Examples:",
            "  ciel render catalog.txt --detector R22_S11,R22_S12 --out images",
            "  ciel render catalog.txt --set psf.fwhm=0.7 --set sky.enabled=false --json",
            "  ciel render catalog.txt --detector all --out images --resume",
            "  ciel render --visit 449053 --opsim opsim.db --sky catalog.txt",
            "  ciel render --show-config"
        })
final class RenderCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "CATALOG", description = "Instance catalog or scene table.")
    private Path catalog;

    @Option(
            names = "--opsim",
            paramLabel = "DB",
            description =
                    "Table of visits: a database of OpSim or ConsDB, or a table in ECSV or FITS (ciel visits DB).")
    private Path opsim;

    @Option(names = "--visit", paramLabel = "N", description = "The visit of DB to draw.")
    private Long visit;

    @Option(
            names = "--snap",
            paramLabel = "K",
            defaultValue = "0",
            description = "Exposure of the visit, from 0 (default: ${DEFAULT-VALUE}).")
    private int snap;

    @Option(names = "--sky", paramLabel = "CATALOG", description = "The same as CATALOG: what is on the sky.")
    private Path sky;

    @Option(
            names = "--detector",
            paramLabel = "CCD",
            split = ",",
            description =
                    "CCDs, separated by commas: a name (R22_S11), a number (94), a raft (R22), a pattern (R22_*, "
                            + "*_S11, R?2_S0[01]), or all science CCDs (all); in any case (default: the one in the middle, R22_S11).")
    private List<String> detectors;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the exposure (default: the catalog's own). The same seed gives the same bits.")
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "ciel-out",
            description = "Folder of the files (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--resume",
            description =
                    "Go on with a visit that was cut short: CCDs that are whole in DIR are left alone, the others "
                            + "are drawn. Those of another catalog, seed or configuration are an error.")
    private boolean resume;

    @Option(
            names = "--skip-bad-lines",
            description = "Drop bad lines and objects of the catalog, and say which, instead of ending at the first.")
    private boolean skipBadLines;

    @Option(names = "--json", description = "End with one JSON object on stdout.")
    private boolean json;

    @Option(
            names = "--stats",
            paramLabel = "FILE",
            description = "Write what each detector took: time by stage, photons a second, CPU time and memory of the "
                    + "process (CSV where the name ends in .csv, else JSON).")
    private Path stats;

    @Option(names = "--show-config", description = "Print every setting, its value and where it came from, and end.")
    private boolean showConfig;

    private final Rendering rendering;

    RenderCommand(Terminal terminal) {
        this(terminal, Rendering.here());
    }

    RenderCommand(Terminal terminal, Rendering rendering) {
        super(terminal);
        this.rendering = rendering;
    }

    @Override
    public Integer call() {
        engine.check(this);
        if (sky != null && catalog != null) {
            throw usage("CATALOG and --sky name two catalogs; give one");
        }
        if ((opsim == null) != (visit == null)) {
            throw usage(
                    opsim == null ? "--visit needs --opsim DB" : "--opsim needs --visit N (ciel visits lists them)");
        }
        if (snap < 0 || snap > 0 && visit == null) {
            throw usage("--snap " + snap + " is no exposure of a visit; give --opsim DB --visit N --snap K, K from 0");
        }
        catalog = sky != null ? sky : catalog;
        Settings layered =
                catalog == null ? settings.settings(System::getenv) : settings.settings(System::getenv, catalog);
        settings.siteNote().ifPresent(this::note);
        if (showConfig) {
            terminal().out().print(json ? ConfigPrinter.json(layered) + "\n" : ConfigPrinter.yaml(layered));
            return ExitCode.DONE;
        }
        if (catalog == null) {
            throw usage("CATALOG is missing");
        }
        if (stats != null && !Files.isDirectory(stats.toAbsolutePath().getParent())) {
            throw usage("--stats " + stats + ": there is no folder "
                    + stats.toAbsolutePath().getParent());
        }
        RenderRequest request = new RenderRequest(
                catalog,
                visit == null ? Optional.empty() : Optional.of(new RenderRequest.VisitChoice(opsim, visit, snap)),
                DetectorNames.checked(detectors, layered.camera(), this),
                engine.engine(),
                engine.device(),
                engine.threads(),
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                out,
                layered,
                resume,
                skipBadLines,
                Optional.empty());
        RenderSummary summary;
        StatisticsFile statistics = new StatisticsFile();
        try (Progress progress = progress()) {
            summary = rendering.render(request, new RenderProgress(progress, statistics));
        }
        if (stats != null) {
            statistics.write(stats, summary);
        }
        if (json) {
            terminal().out().println(summary.toJson());
        } else {
            SummaryPrinter.print(summary, terminal().out());
        }
        return exitCode(summary);
    }

    /** @return done, done in part, or failed */
    static int exitCode(RenderSummary summary) {
        return summary.failed().isEmpty()
                ? ExitCode.DONE
                : summary.detectors().isEmpty() ? ExitCode.FAILED : ExitCode.PARTIAL;
    }
}
