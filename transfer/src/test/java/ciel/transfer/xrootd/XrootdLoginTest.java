package ciel.transfer.xrootd;

import static ciel.transfer.servers.ScriptedXrootd.AUTH;
import static ciel.transfer.servers.ScriptedXrootd.LOGIN;
import static ciel.transfer.servers.ScriptedXrootd.PROTOCOL;
import static ciel.transfer.servers.ScriptedXrootd.STAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.NotFoundException;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.servers.ScriptedXrootd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Before the first request: who the server is, who we are, and what is never said in the open. With a scripted server.
 */
@Timeout(60)
class XrootdLoginTest {
    private static final Map<String, String> QUICK = Map.of("xrootd.timeout", "2", "xrootd.connections", "2");

    @TempDir
    private Path temp;

    private static Backend open(ScriptedXrootd server) throws TransferException {
        return Backends.open(server.url(), QUICK);
    }

    private Map<String, String> withToken(String token) throws IOException {
        Path file = Files.writeString(temp.resolve("token"), token + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Map.of("xrootd.token_file", file.toString(), "xrootd.timeout", "2");
    }

    private static ScriptedXrootd offering(InetAddress address, String offers) throws IOException {
        return new ScriptedXrootd(
                address,
                (a, out) -> a.code() == LOGIN && out.ok(a, "0123456789abcdef" + offers + "\0")
                        || a.code() == AUTH && a.text().startsWith("unix") && out.error(a, 3030, "not you"));
    }

    @Test
    void whatTheServerWantsToBeShownIsShown_inItsOrder() throws Exception {
        try (ScriptedXrootd server = offering(InetAddress.getLoopbackAddress(), "&P=gsi,v:10400,c:ssl&P=unix&P=host");
                Backend b = open(server)) {
            assertEquals(
                    List.of("unix\0" + System.getProperty("user.name") + "\0", "host\0"),
                    server.asked(AUTH).stream().map(ScriptedXrootd.Asked::text).toList());
            assertEquals(
                    "host",
                    new String(server.asked(AUTH).get(1).parameters().array(), 12, 4, StandardCharsets.US_ASCII));
        }
        try (ScriptedXrootd server = offering(InetAddress.getLoopbackAddress(), "&P=gsi,v:10400&P=krb5,x")) {
            DeniedException e = assertThrows(DeniedException.class, () -> open(server));
            assertTrue(e.getMessage().contains("gsi") && e.getMessage().contains("xrootd.token_file"), e.getMessage());
        }
    }

    @Test
    void aTokenIsShownAsTheProtocolSays_toThisMachine() throws Exception {
        try (ScriptedXrootd server = offering(InetAddress.getLoopbackAddress(), "&P=unix&P=ztn,0:4096:");
                Backend b = Backends.open(server.url(), withToken("canary-4711"))) {
            assertEquals(1, server.asked(AUTH).size(), "a token that is given is what is shown, and nothing else");
            assertArrayEquals(
                    "ztn\0\0T\0\0\0\u000ccanary-4711\0".getBytes(StandardCharsets.ISO_8859_1),
                    server.asked(AUTH).getFirst().payload());
            assertEquals(
                    6, server.asked(PROTOCOL).getFirst().parameters().get(4), "TLS is asked for when there is a token");
        }
    }

    @Test
    void aTokenIsNeverSentInTheOpen_norInsteadOfItAnotherCredential() throws Exception {
        InetAddress elsewhere = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> !a.isLoopbackAddress() && a.getAddress().length == 4)
                .findFirst()
                .orElseThrow();
        try (ScriptedXrootd server = offering(elsewhere, "&P=ztn,0:4096:")) {
            SettingException e =
                    assertThrows(SettingException.class, () -> Backends.open(server.url(), withToken("canary-4711")));
            assertTrue(e.getMessage().contains("without TLS") && !e.getMessage().contains("canary"), e.getMessage());
            assertTrue(server.asked().stream().noneMatch(a -> a.text().contains("canary")));
        }
        try (ScriptedXrootd server = offering(InetAddress.getLoopbackAddress(), "&P=unix&P=host")) {
            DeniedException e =
                    assertThrows(DeniedException.class, () -> Backends.open(server.url(), withToken("canary-4711")));
            assertTrue(e.getMessage().contains("takes no bearer token"), e.getMessage());
            assertEquals(0, server.asked(AUTH).size());
        }
    }

    @Test
    void aTokenThatTheServerRepeatsIsNotToldOn() throws Exception {
        try (ScriptedXrootd server =
                new ScriptedXrootd((a, out) -> a.code() == LOGIN && out.ok(a, "0123456789abcdef&P=ztn,0:4096:")
                        || a.code() == AUTH && out.error(a, 3030, "bad " + a.text()))) {
            HumanException e =
                    assertThrows(HumanException.class, () -> Backends.open(server.url(), withToken("canary-4711")));
            for (Throwable t = e; t != null; t = t.getCause()) {
                assertFalse(t.getMessage().contains("canary"), t.getMessage());
            }
        }
    }

    @Test
    void rootsWithoutTlsIsRefused_beforeAnythingIsSaidOfUs() throws Exception {
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> false)) {
            DeniedException e = assertThrows(
                    DeniedException.class, () -> Backends.open(server.url().replace("root:", "roots:"), QUICK));
            assertTrue(e.getMessage().contains("TLS"), e.getMessage());
            assertEquals(0, server.asked(LOGIN).size());
        }
    }

    @Test
    void addressesAndSettingsThatAreWrongAreRefused_andNothingSecretRepeated() {
        for (String bad : new String[] {
            "root://me:canary-4711@127.0.0.1//x",
            "root://127.0.0.1//x?authz=canary-4711",
            "root://127.0.0.1//x%3Fauthz=canary"
        }) {
            SettingException e = assertThrows(SettingException.class, () -> Backends.open(bad, Map.of()), bad);
            assertFalse(e.getMessage().contains("canary"), e.getMessage());
        }
        assertThrows(
                SettingException.class,
                () -> Backends.open("root://127.0.0.1//x", Map.of("xrootd.connections", "1000")));
        assertThrows(
                SettingException.class,
                () -> Backends.open("root://127.0.0.1//x", Map.of("xrootd.ca", "/nonexistent")));
        assertThrows(UnsafePathException.class, () -> Backends.open("root://127.0.0.1//x/../y", Map.of()));
    }

    @Test
    void somethingThatIsNoXrootdServerIsToldSo() throws Exception {
        try (java.net.ServerSocket other = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (java.net.Socket s = other.accept()) {
                    s.getInputStream().readNBytes(20);
                    s.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            SettingException e = assertThrows(
                    SettingException.class,
                    () -> Backends.open("root://127.0.0.1:" + other.getLocalPort() + "//x", QUICK));
            assertTrue(e.getMessage().contains("no XRootD server"), e.getMessage());
        }
    }

    @Test
    void notFoundOfTheRootNamesTheRemedy() throws Exception {
        try (ScriptedXrootd server =
                new ScriptedXrootd((a, out) -> a.code() == STAT && out.error(a, 3011, "no such file"))) {
            assertTrue(assertThrows(NotFoundException.class, () -> open(server))
                    .getMessage()
                    .contains("make it there first"));
        }
    }
}
