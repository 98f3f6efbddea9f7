package ciel.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.UnavailableException;
import ciel.sim.engine.PhotonEngine;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineRegistryTest {
    private static final int NO_DEVICE = 97;

    private static PhotonEngine open(String name, int device) {
        return new EngineRegistry().open(name, OptionalInt.of(device), 1, note -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void aDeviceThatAnEngineHasNot_isRefused(String name) {
        String message =
                assertThrows(UnavailableException.class, () -> open(name, 1)).getMessage();
        assertTrue(message.contains("engine " + name + " has no device 1"), message);
        try (PhotonEngine engine = open(name, 0)) {
            assertEquals(name, engine.info().name());
        }
    }

    @Test
    void autoDoesNotFallBackFromADeviceThatWasNamed() {
        assertThrows(UnavailableException.class, () -> open("auto", NO_DEVICE));
    }
}
