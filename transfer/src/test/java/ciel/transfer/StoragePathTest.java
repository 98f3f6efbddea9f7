package ciel.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "..",
                "a/../b",
                "../x",
                ".",
                "a/./b",
                "a//b",
                "a/",
                "new\nline",
                "nul\0",
                "tab\t",
                "bell\u0007",
                "del\u007f",
                "cr\r"
            })
    void whatCouldLeadOutOrDeceiveIsRefused(String text) {
        UnsafePathException e = assertThrows(UnsafePathException.class, () -> StoragePath.of(text));
        assertFalse(e.getMessage().chars().anyMatch(c -> c < 0x20), "no control characters in what a person reads");
        assertEquals(3, e.exitCode());
    }

    @Test
    void uriAndBytesGoRound() throws Exception {
        byte[] all = new byte[222];
        int n = 0;
        for (int b = 0x20; b < 0x100; b++) {
            if (b != '/' && b != 0x7f) {
                all[n++] = (byte) b;
            }
        }
        StoragePath path = StoragePath.ofBytes(java.util.Arrays.copyOf(all, n));
        assertEquals(path, StoragePath.ofUri(path.uri()));
        assertTrue(path.text().isEmpty());
        assertEquals("\\xff", StoragePath.ofBytes(new byte[] {(byte) 0xff}).toString());
    }

    @Test
    void temporariesAreInternalAndFit() throws Exception {
        StoragePath t = TemporaryName.of(StoragePath.of("a/" + "x".repeat(255)), "0123456789abcdef");
        assertEquals(255, t.name().length());
        assertTrue(t.name().isInternal());
        assertFalse(FileName.of(".part-x").isInternal());
        assertThrows(UnsafePathException.class, () -> TemporaryName.of(StoragePath.of("a"), "../../x"));
    }

    @Test
    void orderIsByNames() throws Exception {
        assertTrue(StoragePath.of("a/z").compareTo(StoragePath.of("a-b")) < 0);
    }
}
