package ciel.sim.exposure;

import ciel.sim.catalog.Visit;
import ciel.sim.skycatalog.SkyCatalog;
import ciel.sim.spectrum.SedLibrary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Opens skyCatalogs as the settings say. */
final class SkyCatalogs {
    private SkyCatalogs() {}

    static SkyCatalog open(Path yaml, Settings settings, Visit visit) {
        Set<String> types = new LinkedHashSet<>();
        settings.optionalText("skycatalog.types").ifPresent(text -> Arrays.stream(text.split("[,\\s]+"))
                .filter(t -> !t.isEmpty())
                .forEach(types::add));
        SedLibrary library = SedLibrary.search(
                settings.optionalPath("sed.library").orElse(null),
                null,
                yaml.toAbsolutePath().getParent(),
                use -> {});
        return SkyCatalog.open(
                yaml,
                new SkyCatalog.Options(
                        settings.optionalPath("skycatalog.root"),
                        types,
                        settings.choice("skycatalog.flux"),
                        settings.optionalNumber("skycatalog.max_flux").orElse(Double.POSITIVE_INFINITY),
                        settings.flag("skycatalog.dc2_dilation"),
                        settings.optionalPath("skycatalog.solar_spectrum"),
                        settings.choice("skycatalog.sso").equals("upstream"),
                        settings.optionalPath("skycatalog.trilegal_grid")),
                visit,
                (sed, dust, band) -> band.flux(library.sed(sed), 0, dust));
    }
}
