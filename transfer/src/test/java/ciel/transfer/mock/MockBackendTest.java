package ciel.transfer.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Backends;
import ciel.transfer.Retryability;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MockBackendTest extends BackendConformance {
    @Override
    protected Backend open() throws Exception {
        MockProvider.forget("conformance");
        return reopen();
    }

    @Override
    protected Backend reopen() throws Exception {
        return Backends.open("mock://conformance", Map.of());
    }

    @AfterEach
    void forget() {
        MockProvider.forget("conformance");
    }

    @ParameterizedTest
    @CsvSource({
        "timeout,TRANSIENT",
        "busy,TRANSIENT",
        "reset,TRANSIENT",
        "lost,TRANSIENT",
        "full,BACK_PRESSURE",
        "denied,PERMANENT",
        "human,HUMAN"
    })
    void theUrlSaysWhichFaultComesWhen(String what, Retryability expected) throws Exception {
        try (Backend b = Backends.open("mock://conformance?fault=stat:2:" + what, Map.of())) {
            b.stat(StoragePath.ROOT);
            TransferException e = assertThrows(TransferException.class, () -> b.stat(StoragePath.ROOT));
            assertEquals(expected, e.retryability());
            assertTrue(!what.equals("busy")
                    || ((TransientException) e).retryAfter().isPresent());
            b.stat(StoragePath.ROOT);
        }
    }

    @Test
    void aWrongFaultIsToldWithItsGrammar() {
        for (String bad : new String[] {
            "fault=read:3", "fault=fly:1:reset", "fault=read:x:reset", "fault=read:1:explode", "speed=3", "seed=x"
        }) {
            assertThrows(SettingException.class, () -> Backends.open("mock://x?" + bad, Map.of()), bad);
        }
    }
}
