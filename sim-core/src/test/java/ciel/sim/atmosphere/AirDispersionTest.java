package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation: Filippenko's formula in imSim's weather for it, against numbers computed independently. */
class AirDispersionTest {
    private static final AirDispersion IMSIM = new AirDispersion(69.328, 293.15, 1.067);

    @Test
    void refractivityAt500nm() {
        assertEquals(1.871261e-4, IMSIM.refractivity(500), 1e-10);
    }

    @ParameterizedTest
    @CsvSource({
        "350, 0.9954",
        "400, 0.5279",
        "450, 0.2174",
        "550, -0.1584",
        "622.2, -0.3212",
        "700, -0.4420",
        "800, -0.5476",
        "900, -0.6195",
        "1000, -0.6706"
    })
    void shiftAt45degrees(double wavelength, double arcsec) {
        assertEquals(arcsec, IMSIM.shift(wavelength, 500), 1e-4);
    }
}
