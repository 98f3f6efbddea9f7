package ciel.sim.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.Band;
import org.junit.jupiter.api.Test;

/** Validation against the values imSim derives for one visit (altitude 52.542 deg, raw seeing 0.505996 arcsec, r). */
class VisitTest {
    private final Visit visit = new Visit(449053, 0, Band.R, 0, 0, 0, 0, 52.542, 0, 60_000, 30, 0.505996, 0, 1);

    @Test
    void airmass_isKrisciunasAndSchaefers() {
        assertEquals(1.24522984, visit.airmass(), 1e-8);
    }

    @Test
    void seeing_growsWithAirmassAndTelescope() {
        // imSim's own test holds these constants to 0.03; its formula with its 622.20 nm gives 0.8300404 (they belong
        // to 622.10 nm)
        assertEquals(0.8300650, visit.fwhmEff(), 3e-5);
        assertEquals(0.7343130, visit.fwhmGeom(), 3e-5);
        assertEquals(0.8300404217, visit.fwhmEff(), 1e-9);
    }

    @Test
    void exposure_isCentredOnMjd() {
        assertEquals(60_000 - 30 / 172_800.0, visit.mjdStart(), 1e-9);
        assertEquals(60_000 + 30 / 172_800.0, visit.mjdEnd(), 1e-9);
    }
}
