package ciel.sim.spectrum;

import ciel.sim.Band;
import ciel.sim.catalog.Visit;

/** Visits for tests. */
final class Visits {
    private Visits() {}

    static Visit of(Band band, double exposureTime) {
        return new Visit(1, 0, band, 0, 0, 0, 0, 60, 0, 60000, exposureTime, 0.7, 1, 1);
    }
}
