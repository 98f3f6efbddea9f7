package ciel.sim.skycatalog;

import ciel.sim.Band;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.spectrum.SedLibrary;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A skyCatalog of 40 galaxies, 39 stars and 3 transients in one healpixel. */
final class SmallCatalog {
    private SmallCatalog() {}

    static Path yaml() throws URISyntaxException {
        return Path.of(SmallCatalog.class.getResource("catalog.yaml").toURI());
    }

    static SkyCatalog.Options options(String flux, String... types) {
        return new SkyCatalog.Options(
                Optional.empty(),
                Set.of(types),
                flux,
                Double.POSITIVE_INFINITY,
                false,
                Optional.empty(),
                false,
                Optional.empty());
    }

    static SkyCatalog open(Path yaml, String flux, String... types) {
        SedLibrary library = SedLibrary.synthetic();
        return SkyCatalog.open(
                yaml,
                options(flux, types),
                new Visit(1, 0, Band.R, 56, -34, 0, 0, 60, 0, 61000.2, 30, 0.7, 0, 1),
                (sed, dust, band) -> band.flux(library.sed(sed), 0, dust));
    }

    static List<SkyObject> read(SkyCatalog catalog, Footprint footprint, List<String> notes) {
        List<SkyObject> objects = new ArrayList<>();
        try (ObjectCursor cursor = catalog.cursor(footprint)) {
            for (SkyObject o = cursor.advance(); o != null; o = cursor.advance()) {
                objects.add(o);
            }
            notes.addAll(cursor.report().notes());
        }
        return objects;
    }
}
