package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderManifestTest {
    @TempDir
    Path directory;

    private final HeaderInput in = FitsFixture.input(FitsFixture.e2v());

    @Test
    void readBack_isTheSame_andTwiceTheSameBytes() throws IOException {
        WrittenFile a = WholeFile.write(directory.resolve("a.bin"), new byte[] {1, 2, 3}, WholeFile.Existing.REPLACE);
        RenderManifest manifest =
                RenderManifest.of(in, 32_000, 163_975_912L, 1L << 40, new RenderManifest.Spectra(12, 3), List.of(a));
        WrittenFile file = RenderManifest.write(directory, in, manifest, WholeFile.Existing.REPLACE);
        assertEquals(
                "manifest_00398414-0-r-R22_S11-det094.json",
                file.path().getFileName().toString());
        assertEquals(manifest, RenderManifest.read(file.path()));
        assertEquals(
                new RenderManifest.Entry("a.bin", 3, "000d0007", a.sha256()),
                manifest.files().getFirst(),
                "adler32 of 1 2 3 by hand: a = 7, b = 2 + 4 + 7 = 13");
        byte[] once = Files.readAllBytes(file.path());
        RenderManifest.write(directory, in, manifest, WholeFile.Existing.REPLACE);
        assertArrayEquals(once, Files.readAllBytes(file.path()));
    }

    @Test
    void withdrawn_isGone_andTwiceIsNoError() {
        WrittenFile file = RenderManifest.write(
                directory,
                in,
                RenderManifest.of(in, 0, 0, 0, new RenderManifest.Spectra(0, 0), List.of()),
                WholeFile.Existing.REPLACE);
        assertTrue(RenderManifest.withdraw(directory, in));
        assertFalse(Files.exists(file.path()));
        assertFalse(RenderManifest.withdraw(directory, in));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"format\":\"ciel-manifest\",\"version\":2,\"attributes\":{},\"files\":[]}",
                "{\"format\":\"ciel-manifest\",\"version\":1,\"attributes\":{},\"files\":[]}",
                "{\"format\":\"other\",\"version\":1,\"attributes\":{},\"files\":[]}",
                "{\"format\":1,\"files\":[]}"
            })
    void whatIsNoManifest_isRefusedByName(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("m.json"), text.replace("%s", "0".repeat(64)));
        assertTrue(assertThrows(InputException.class, () -> RenderManifest.read(file))
                .getMessage()
                .contains("m.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"path\":\"../x\",\"bytes\":1,\"adler32\":\"00000001\",\"sha256\":\"%s\"",
                "\"path\":\".x\",\"bytes\":1,\"adler32\":\"00000001\",\"sha256\":\"%s\"",
                "\"path\":\"x\\u0000\",\"bytes\":1,\"adler32\":\"00000001\",\"sha256\":\"%s\"",
                "\"path\":\"x\",\"bytes\":-1,\"adler32\":\"00000001\",\"sha256\":\"%s\"",
                "\"path\":\"x\",\"bytes\":1.5,\"adler32\":\"00000001\",\"sha256\":\"%s\"",
                "\"path\":\"x\",\"bytes\":1,\"adler32\":\"1\",\"sha256\":\"%s\"",
                "\"path\":\"x\",\"bytes\":1,\"adler32\":\"00000001\",\"sha256\":\"zz\"",
                "\"bytes\":1"
            })
    void entriesThatAreNoFiles_areRefused(String entry) throws IOException {
        Path file = Files.writeString(
                directory.resolve("m.json"),
                "{\"format\":\"ciel-manifest\",\"version\":1,\"attributes\":{},\"files\":[{"
                        + entry.replace("%s", "0".repeat(64)) + "}]}");
        String message = assertThrows(InputException.class, () -> RenderManifest.read(file))
                .getMessage();
        assertTrue(message.contains("its entry Entry["), message);
    }

    @Test
    void manifestOfAnEarlierVersion_isRefusedWithARemedy() throws IOException {
        Path file = Files.writeString(directory.resolve("m.json"), "{\"format\":1,\"visit\":3,\"files\":[]}");
        String message = assertThrows(InputException.class, () -> RenderManifest.read(file))
                .getMessage();
        assertTrue(message.contains("earlier version") && message.contains("output.overwrite=true"), message);
    }

    @Test
    void missingManifest_isSaidSo() {
        assertTrue(assertThrows(InputException.class, () -> RenderManifest.read(directory.resolve("none.json")))
                .getMessage()
                .contains("is not there"));
    }
}
