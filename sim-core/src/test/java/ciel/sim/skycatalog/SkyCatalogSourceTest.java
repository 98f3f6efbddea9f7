package ciel.sim.skycatalog;

import ciel.sim.catalog.ObjectSource;
import ciel.sim.catalog.ObjectSourceConformance;

class SkyCatalogSourceTest extends ObjectSourceConformance {
    @Override
    protected ObjectSource open() throws Exception {
        return SmallCatalog.open(SmallCatalog.yaml(), "integrated");
    }
}
