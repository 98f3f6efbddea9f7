package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    @ParameterizedTest
    @CsvSource({
        "production,https://auth.globus.org,https://transfer.api.globus.org",
        "preview,https://auth.preview.globus.org,https://transfer.api.preview.globus.org",
        "test,https://auth.test.globuscs.info,https://transfer.api.test.globuscs.info"
    })
    void environmentsHaveTheHostsOfTheSdk(String name, String auth, String transfer) {
        GlobusEnvironment e = GlobusEnvironment.from(Map.of("GLOBUS_SDK_ENVIRONMENT", name));
        assertEquals(auth, e.url(GlobusEnvironment.Service.AUTH).toString());
        assertEquals(transfer, e.url(GlobusEnvironment.Service.TRANSFER).toString());
        assertEquals(Duration.ofSeconds(60), e.timeout());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:80/",
                "http://localhost:8080",
                "http://[::1]:1",
                "https://proxy.example.org/globus/"
            })
    void goodOverrides(String url) {
        String got = GlobusEnvironment.from(Map.of("GLOBUS_SDK_SERVICE_URL_TRANSFER", url))
                .url(GlobusEnvironment.Service.TRANSFER)
                .toString();
        assertEquals(url.endsWith("/") ? url.substring(0, url.length() - 1) : url, got);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://transfer.example.org",
                "http://127.0.0.1.evil.org",
                "http://localhost.evil.org",
                "http://0.0.0.0:1",
                "http://user:pw@127.0.0.1",
                "ftp://127.0.0.1",
                "https://x.org/?a=b",
                "127.0.0.1:80",
                "http://",
                "http://a b",
                "http://1270.0.0.1"
            })
    void aTokenIsNeverSentInTheClearBeyondLoopback(String url) {
        GlobusException e = assertThrows(
                GlobusException.class, () -> GlobusEnvironment.from(Map.of("GLOBUS_SDK_SERVICE_URL_AUTH", url)));
        assertEquals(3, e.kind().exitCode());
        assertTrue(e.getMessage().startsWith("GLOBUS_SDK_SERVICE_URL_AUTH"));
    }

    @Test
    void timeouts() {
        assertNull(
                GlobusEnvironment.from(Map.of("GLOBUS_SDK_HTTP_TIMEOUT", "-1")).timeout());
        assertEquals(
                Duration.ofMillis(1500),
                GlobusEnvironment.from(Map.of("GLOBUS_SDK_HTTP_TIMEOUT", "1.5")).timeout());
        assertEquals(
                Duration.ofSeconds(60),
                GlobusEnvironment.from(Map.of("GLOBUS_SDK_HTTP_TIMEOUT", "")).timeout());
        for (String bad : new String[] {"0", "-2", "soon", "NaN", "1e99"}) {
            assertThrows(
                    GlobusException.class, () -> GlobusEnvironment.from(Map.of("GLOBUS_SDK_HTTP_TIMEOUT", bad)), bad);
        }
    }

    @Test
    void verificationCannotBeSwitchedOff() {
        assertThrows(GlobusException.class, () -> GlobusEnvironment.from(Map.of("GLOBUS_SDK_VERIFY_SSL", "false")));
        assertThrows(
                GlobusException.class, () -> GlobusEnvironment.from(Map.of("GLOBUS_SDK_VERIFY_SSL", "/no/such/file")));
    }

    @Test
    void aSelfSignedServer_isRefused_unlessItsCertificateIsGiven_andStillByAWrongName(@TempDir Path dir)
            throws Exception {
        Path store = dir.resolve("k.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit");
        Path pem = dir.resolve("ca.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "k",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-file",
                pem.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory f = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        f.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(f.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", x -> {
            byte[] b = "{\"value\":\"seen\"}".getBytes();
            x.sendResponseHeaders(200, b.length);
            x.getResponseBody().write(b);
            x.close();
        });
        server.start();
        try {
            Map<String, String> vars = new HashMap<>(Map.of(
                    "GLOBUS_SDK_SERVICE_URL_TRANSFER",
                    "https://127.0.0.1:" + server.getAddress().getPort()));
            assertThrows(java.io.IOException.class, () -> ask(vars));
            vars.put("GLOBUS_SDK_VERIFY_SSL", pem.toString());
            assertEquals("seen", ask(vars).object().path("value").asText());
            vars.put(
                    "GLOBUS_SDK_SERVICE_URL_TRANSFER",
                    "https://localhost:" + server.getAddress().getPort());
            assertThrows(
                    java.io.IOException.class,
                    () -> ask(vars),
                    "the certificate is for 127.0.0.1 and not for localhost");
            Files.writeString(pem, "not a certificate");
            assertThrows(GlobusException.class, () -> ask(vars));
        } finally {
            server.stop(0);
        }
    }

    private static Reply ask(Map<String, String> vars) throws Exception {
        try (Wire w = new HttpWire(GlobusEnvironment.from(vars), GlobusEnvironment.Service.TRANSFER)) {
            return w.send(Call.get("/v0.10/submission_id"), null);
        }
    }

    private static void keytool(String... args) throws Exception {
        java.util.List<String> cmd = new java.util.ArrayList<>();
        cmd.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        cmd.addAll(java.util.List.of(args));
        assertEquals(
                0,
                new ProcessBuilder(cmd)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor());
    }
}
