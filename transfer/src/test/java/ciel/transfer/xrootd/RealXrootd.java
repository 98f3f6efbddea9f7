package ciel.transfer.xrootd;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Backends;
import ciel.transfer.servers.LocalXrootd;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Conformance against a real XRootD server, by one of its doors. */
abstract class RealXrootd extends BackendConformance {
    private static final AtomicInteger COUNT = new AtomicInteger();
    static LocalXrootd server;
    Path directory;

    /** @return address of the door that is used */
    abstract String door();

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
        return Backends.open(door() + "/" + directory.getFileName(), Map.of());
    }

    @Override
    protected String refusedCharacters() {
        return "?";
    }
}
