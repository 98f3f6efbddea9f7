package ciel.sim.catalog;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class InstanceSourceTest extends ObjectSourceConformance {
    @TempDir
    Path folder;

    @Override
    protected ObjectSource open() throws IOException {
        return InstanceCatalog.open(
                Catalogs.write(
                        folder.resolve("catalog.txt"),
                        Catalogs.HEADER,
                        Catalogs.POINT,
                        Catalogs.SERSIC,
                        Catalogs.KNOTS),
                InstanceCatalog.Options.DEFAULT);
    }
}
