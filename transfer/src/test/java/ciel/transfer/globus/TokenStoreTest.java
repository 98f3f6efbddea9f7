package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenStoreTest {
    @TempDir
    private Path dir;

    private Path file;
    private TokenStore store;

    @BeforeEach
    void open() {
        file = dir.resolve("deep/ciel/tokens.json");
        store = new TokenStore(file, "userprofile/production/x");
    }

    private static TokenData token(String rs, String access) {
        return new TokenData(rs, "s", Secret.of(access), 4_000_000_000L, Secret.of("refresh-" + access));
    }

    @Test
    void theFileHasMode0600_andItsFolder0700_whateverTheUmask() throws Exception {
        store.put(List.of(token("a", "1")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        try (var s = Files.list(file.getParent())) {
            for (Path p : s.toList()) {
                assertEquals(
                        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(p)), p.toString());
            }
        }
    }

    @Test
    void whatIsPutIsRead_andNamespacesDoNotMix() {
        store.put(List.of(token("a", "1"), token("b", "2")));
        new TokenStore(file, "other").put(List.of(token("a", "3")));
        assertEquals(token("a", "1"), store.get("a"));
        assertEquals(token("b", "2"), store.get("b"));
        store.clear();
        assertNull(store.get("a"));
        assertEquals(token("a", "3"), new TokenStore(file, "other").get("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
    void aFileThatOthersMayTouch_isRefused(String mode) throws Exception {
        store.put(List.of(token("a", "1")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        GlobusException e = assertThrows(GlobusException.class, () -> store.get("a"));
        assertEquals(GlobusException.Kind.BAD_INPUT, e.kind());
        assertTrue(e.getMessage().contains(mode) && e.remedy().contains("chmod 600"), e.getMessage());
        assertThrows(GlobusException.class, () -> store.put(List.of(token("a", "2"))), "nor is it written over");
    }

    @Test
    void aLink_isRefused() throws Exception {
        store.put(List.of(token("a", "1")));
        Path link = file.resolveSibling("link.json");
        Files.createSymbolicLink(link, file);
        assertThrows(GlobusException.class, () -> new TokenStore(link, "n").read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"format_version\":\"9.0\"}",
                "{\"data\":{\"userprofile/production/x\":{\"a\":{\"access_token\":\"canary-zq\"}}}}",
                "{\"data\": \"canary-zq"
            })
    void aDamagedFile_isAnErrorThatQuotesNothingOfIt(String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        GlobusException e = assertThrows(GlobusException.class, () -> store.get("a"));
        assertFalse((e.getMessage() + e.getCause()).contains("canary"), e.getMessage());
    }

    @Test
    void writersAtTheSameTime_loseNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String rs = "rs" + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                new TokenStore(file, "n").put(List.of(token(rs, rs)));
            }));
        }
        go.countDown();
        for (Thread t : threads) {
            t.join();
        }
        assertEquals(16, new TokenStore(file, "n").read().size());
        try (var s = Files.list(file.getParent())) {
            assertEquals(2, s.count(), "the file and its lock, no temporary left");
        }
    }
}
