package ciel.app;

import ciel.sim.catalog.SceneTable;
import ciel.sim.exposure.Physics;
import ciel.sim.exposure.Settings;
import ciel.sites.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options by which a user sets settings, and the order of the layers: packaged (with the level of
 * physics that is usual for the catalog), environment, site, {@code --config}, {@code --physics}, {@code --set}.
 */
final class SettingsOptions {
    /** Folder of SED files, as other programs of the field know it. */
    private static final String SED_LIBRARY = "SIMS_SED_LIBRARY_DIR";
    /** Name of a site, or path of a site's file. */
    private static final String SITE = "CIEL_SITE";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file of settings.")
    private Path config;

    @Option(
            names = "--physics",
            paramLabel = "LEVEL",
            description = "How much of a photon's way is followed: fast (point spread function onto a square grid),"
                    + " standard (and dispersion, the telescope ray by ray, silicon, diffusion, tree rings, fringes,"
                    + " solid angles of pixels) or full (and phase screens for the atmosphere, charge that moves the"
                    + " boundaries of pixels). Single switches: --set sensor.silicon=true, ... (default: full for an"
                    + " instance catalog, fast for a scene table and for ciel demo).")
    private String physics;

    @Option(
            names = "--camera",
            paramLabel = "NAME|FILE",
            description =
                    "Camera: LSSTCam (the default), LSSTComCam, LSSTComCamSim, LATISS, or the YAML file of one's own"
                            + " (ciel camera list). The same as --set camera=...")
    private String camera;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; may be given several times. ciel config explains them all.")
    private List<String> assignments = new ArrayList<>();

    private Site site;

    /** @return which site's settings apply and why, in one line; empty without a site; asked after {@link #settings} */
    Optional<String> siteNote() {
        return Optional.ofNullable(site)
                .map(applied -> "site " + applied.name() + " applies (" + SITE + "): "
                        + (applied.settings().isEmpty()
                                ? "it sets nothing of a rendering"
                                : "it sets "
                                        + String.join(
                                                ", ",
                                                new TreeSet<>(applied.settings().keySet()))));
    }

    private Physics level() {
        for (Physics level : Physics.values()) {
            if (level.word().equals(physics)) {
                return level;
            }
        }
        throw new ParameterException(
                spec.commandLine(), "--physics " + physics + ": must be one of fast, standard, full");
    }

    /**
     * Settings where no catalog decides how much physics is usual.
     *
     * @param environment value of an environment variable, or null
     */
    Settings settings(UnaryOperator<String> environment) {
        return settings(environment, Settings.defaults(), false);
    }

    /**
     * Settings of the rendering of a catalog.
     *
     * @param environment value of an environment variable, or null
     * @param catalog     instance catalog or scene table
     */
    Settings settings(UnaryOperator<String> environment, Path catalog) {
        boolean sceneTable = SceneTable.isSceneTable(catalog);
        return settings(environment, physics == null ? Physics.defaults(sceneTable) : Settings.defaults(), sceneTable);
    }

    private Settings settings(UnaryOperator<String> environment, Settings lowest, boolean sceneTable) {
        Settings settings = lowest;
        String library = environment.apply(SED_LIBRARY);
        if (library != null && !library.isBlank()) {
            settings = settings.with("environment " + SED_LIBRARY, Map.of("sed.library", library));
        }
        String siteName = environment.apply(SITE);
        if (siteName != null && !siteName.isBlank()) {
            site = SiteCommand.load(siteName);
            settings = settings.with("site " + site.name(), site.settings());
        }
        if (config != null) {
            settings = settings.with(config);
        }
        if (physics != null) {
            settings = level().over(settings, sceneTable);
        }
        if (camera != null) {
            settings = settings.with("--camera", Map.of("camera", camera));
        }
        for (String assignment : assignments) {
            settings = settings.with(assignment);
        }
        return Physics.fitted(settings);
    }
}
