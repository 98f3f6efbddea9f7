package ciel.transfer.xrootd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Backends;
import ciel.transfer.servers.LocalXrootd;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Against a real XRootD server by its own protocol. */
class RootBackendTest extends BackendConformance {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static LocalXrootd server;
    private Path directory;

    @BeforeAll
    static void startServer() throws Exception {
        server = new LocalXrootd();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Backend open() throws Exception {
        directory = server.newDirectory("d" + COUNT.incrementAndGet());
        return reopen();
    }

    @Override
    protected Backend reopen() throws Exception {
        return Backends.open(server.rootUrl() + "/" + directory.getFileName(), Map.of());
    }

    @Override
    protected String refusedCharacters() {
        return "?";
    }
}
