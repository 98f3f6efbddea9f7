package ciel.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an address may be, and what settings are known. */
class BackendsTest {
    @ParameterizedTest
    @CsvSource({
        "me@127.0.0.1:/data/in, ssh://me@127.0.0.1/data/in",
        "me@host:data/in,       ssh://me@host/~/data/in",
        "host:/data,            ssh://host/data",
        "host:,                 ssh://host",
        "me@host:,              ssh://me@host",
        "cluster:out,           ssh://cluster/~/out",
    })
    void anAddressAsForScpIsRefusedAndTheUrlNamed(String address, String url) {
        SettingException e = assertThrows(SettingException.class, () -> Backends.open(address, Map.of()));
        assertTrue(e.getMessage().contains("'" + url + "'"), e.getMessage());
        assertTrue(e.getMessage().contains("'./" + address + "'"), e.getMessage());
    }

    @Test
    void aFolderWithAColonIsOpenedByItsPath(@TempDir Path temp) throws Exception {
        Path folder = Files.createDirectory(temp.resolve("me@host:x"));
        try (Backend b = Backends.open(folder.toString(), Map.of())) {
            assertTrue(b.list(StoragePath.ROOT).entries().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"ssh.kye, ssh.key", "ssh.knownhosts, ssh.known_hosts", "http.tokenfile, http.token_file"})
    void anUnknownSettingIsRefusedAndTheNearestNamed(String name, String nearest, @TempDir Path temp) {
        SettingException e =
                assertThrows(SettingException.class, () -> Backends.open(temp.toString(), Map.of(name, "1")));
        assertTrue(e.getMessage().contains("the nearest name is " + nearest), e.getMessage());
    }

    @Test
    void aSettingOfAnotherBackendIsAllowed(@TempDir Path temp) throws Exception {
        Backends.open(temp.toString(), Map.of("ssh.key", "/nowhere")).close();
    }

    @Test
    void anUnknownSchemeIsRefusedWithTheKnownOnes() {
        SettingException e = assertThrows(SettingException.class, () -> Backends.open("ftp://host/x", Map.of()));
        assertTrue(e.getMessage().contains("'ftp:'") && e.getMessage().contains("ssh"), e.getMessage());
    }

    @Test
    void noServerMakesUsWaitLongerThanTenMinutes() {
        TransientException e = new TransientException("busy", null, java.time.Duration.ofDays(365));
        assertEquals(TransientException.MOST_RETRY_AFTER, e.retryAfter().orElseThrow());
    }
}
