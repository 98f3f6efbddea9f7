package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.pace.VirtualTicker;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries for every kind of secret, and a service that repeats in its errors whatever it was sent. */
class SecretsTest {
    private static final String CANARY = "canary7f3a91";

    private static String all(Throwable e) {
        StringWriter w = new StringWriter();
        e.printStackTrace(new PrintWriter(w));
        String s = w + "\n" + e;
        if (e instanceof GlobusApiException a) {
            s += a.text() + a.body() + a.messages() + a.remedy() + a.code() + a.requestId() + a.requirement();
        }
        return s;
    }

    @Test
    void nothingThatIsSentSecretly_isSeenAnywhere(@TempDir Path dir) throws Exception {
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", x -> {
            String sent = x.getRequestHeaders().getFirst("Authorization") + " "
                    + java.net.URLDecoder.decode(
                            new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                            StandardCharsets.UTF_8);
            byte[] b = ("{\"code\":\"Echo\",\"message\":\"" + sent + "\",\"request_id\":\"r\",\"access_token\":\""
                            + CANARY + "-returned\"}")
                    .getBytes(StandardCharsets.UTF_8);
            x.getResponseHeaders().set("Content-Type", "application/json");
            x.sendResponseHeaders(400, b.length);
            x.getResponseBody().write(b);
            x.close();
        });
        echo.start();
        List<String> logged = new ArrayList<>();
        Handler spy = new Handler() {
            @Override
            public void publish(LogRecord r) {
                logged.add(r.getMessage()
                        + java.util.Arrays.toString(r.getParameters())
                        + (r.getThrown() == null ? "" : all(r.getThrown())));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.addHandler(spy);
        root.setLevel(Level.ALL);
        StringBuilder seen = new StringBuilder();
        try {
            String url = "http://127.0.0.1:" + echo.getAddress().getPort();
            Map<String, String> vars = new HashMap<>(Map.of(
                    "GLOBUS_SDK_SERVICE_URL_AUTH",
                    url,
                    "GLOBUS_SDK_SERVICE_URL_TRANSFER",
                    url,
                    "CIEL_GLOBUS_DIR",
                    dir.resolve("g").toString(),
                    "GLOBUS_CLI_CLIENT_ID",
                    "an-id",
                    "GLOBUS_CLI_CLIENT_SECRET",
                    CANARY + "-secret"));
            try (Globus g = Globus.open(vars)) {
                seen.append(g.auth()).append(g.tokens()).append(g.environment()).append(g.transfer());
                g.keep(List.of(new TokenData(
                        TransferClient.RESOURCE_SERVER,
                        "s",
                        Secret.of(CANARY + "-access"),
                        4_000_000_000L,
                        Secret.of(CANARY + "-refresh"))));
                seen.append(g.tokens().read()).append(g.tokens().get(TransferClient.RESOURCE_SERVER));
                NativeLogin login = g.auth().beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none());
                NativeLogin withCanary =
                        new NativeLogin(login.url(), login.redirectUri(), Secret.of(CANARY + "-verifier"));
                seen.append(withCanary);
                List<Runnable> calls = List.of(
                        () -> g.transfer().submissionId(),
                        () -> g.auth().clientCredentials(Globus.DEFAULT_SCOPES),
                        () -> g.auth().refresh(Secret.of(CANARY + "-refresh")),
                        () -> g.auth().exchangeCode(withCanary, Secret.of(CANARY + "-code")),
                        () -> g.auth().revoke(Secret.of(CANARY + "-revoked")),
                        () -> g.auth().introspect(Secret.of(CANARY + "-looked-at")),
                        () -> g.auth().dependentTokens(Secret.of(CANARY + "-dependent")),
                        () -> g.submitter()
                                .submit(TaskDocument.transfer("a", "b").item("/x", "/y", false)));
                for (Runnable call : calls) {
                    GlobusApiException e = assertThrows(GlobusApiException.class, call::run);
                    assertEquals("Echo", e.code(), "the echo was reached");
                    assertTrue(e.getMessage().contains("[redacted]"), e.getMessage());
                    seen.append(all(e));
                }
            }
            for (String url2 : List.of("http://127.0.0.1:1", url)) {
                vars.put("GLOBUS_SDK_SERVICE_URL_TRANSFER", url2);
                vars.put("GLOBUS_SDK_SERVICE_URL_AUTH", url2);
                try (Globus g = new Globus(vars, new VirtualTicker(), () -> 0)) {
                    seen.append(all(assertThrows(
                            GlobusException.class, () -> g.auth().refresh(Secret.of(CANARY + "-refresh")))));
                }
            }
            try (var files = Files.walk(dir)) {
                for (Path p : files.filter(Files::isRegularFile).toList()) {
                    seen.append(p.getFileName().toString().equals("tokens.json") ? "" : Files.readString(p));
                }
            }
            seen.append(ProcessHandle.current().info().commandLine().orElse("")).append(logged);
        } finally {
            root.removeHandler(spy);
            root.setLevel(before);
            echo.stop(0);
        }
        assertFalse(logged.isEmpty(), "the logging of the HTTP client was heard");
        String text = seen.toString();
        int at = text.indexOf(CANARY);
        assertEquals(-1, at, at < 0 ? "" : text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 60)));
    }

    @Test
    void aClientSecretFile_thatOthersMayRead_isRefused(@TempDir Path dir) throws IOException {
        Path f = Files.writeString(dir.resolve("secret"), CANARY);
        Files.setPosixFilePermissions(f, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        GlobusException e = assertThrows(
                GlobusException.class,
                () -> Globus.open(Map.of(
                        "CIEL_GLOBUS_CLIENT_ID",
                        "x",
                        "CIEL_GLOBUS_CLIENT_SECRET_FILE",
                        f.toString(),
                        "CIEL_GLOBUS_DIR",
                        dir.toString())));
        assertTrue(e.remedy().contains("chmod 600"));
        assertFalse(all(e).contains(CANARY));
    }

    @Test
    void aSecretPrintsItsFingerprint() {
        assertEquals("secret#2bb80d53", Secret.of("secret").toString(), "sha256sum of 'secret' begins 2bb80d53");
        assertEquals(Secret.of("a"), Secret.of("a"));
    }
}
