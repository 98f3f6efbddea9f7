package ciel.transfer.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the operating system answers, in processes of their own: under another locale, and with errors that
 * {@code strace} injects into system calls.
 */
class PosixSystemTest {
    @TempDir
    private Path folder;

    private List<String> java(String what) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Traced.class.getName(),
                folder.toString(),
                what);
    }

    private String run(List<String> command, Path locales) throws Exception {
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
        if (locales != null) {
            b.environment().put("LOCPATH", locales.toString());
            b.environment().put("LC_ALL", "fr_FR.UTF-8");
        }
        Process p = b.start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(p.waitFor(60, TimeUnit.SECONDS), out);
        return out;
    }

    private String inject(String calls, String error, Path locales) throws Exception {
        Servers.mayBeSkipped("strace");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
        for (String call : calls.split(" ")) {
            command.addAll(List.of("-e", "inject=" + call + ":error=" + error));
        }
        command.addAll(java("move"));
        return run(command, locales);
    }

    /** French messages of the C library; Debian's package locales has them, and localedef compiles the locale. */
    private static Path french(Path into) throws Exception {
        Path locale = into.resolve("fr_FR.UTF-8");
        Process p = new ProcessBuilder("localedef", "-i", "fr_FR", "-f", "UTF-8", locale.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        p.waitFor();
        assertTrue(Files.isDirectory(locale), "localedef: apt-get install locales: " + said);
        return into;
    }

    @Test
    void aFullDiskIsKnownInFrench(@TempDir Path locales) throws Exception {
        String out = run(java("full"), french(locales));
        assertTrue(out.startsWith("BackPressureException: [/dev/full] writing: no space left on device (ENOSPC)"), out);
    }

    @Test
    void aFullQuotaIsKnownInFrench(@TempDir Path locales) throws Exception {
        String out = inject("pwrite64", "EDQUOT", french(locales));
        assertTrue(out.startsWith("BackPressureException: "), out);
        assertTrue(out.contains("disk quota exceeded (EDQUOT)"), out);
    }

    @Test
    void withoutHardLinksAFileArrivesAndNoneIsReplaced() throws Exception {
        String out = inject("link linkat", "EPERM", null);
        assertEquals("committed, atomic true", out.lines().findFirst().orElse(""), out);
        assertTrue(out.contains("\nConflictException: "), out);
        assertEquals("content", Files.readString(folder.resolve("sub/f")));
    }

    @Test
    void withoutExclusiveRenameHardLinksDo() throws Exception {
        String out = inject("renameat2", "EINVAL", null);
        assertEquals("committed, atomic true", out.lines().findFirst().orElse(""), out);
        assertTrue(out.contains("\nConflictException: "), out);
    }

    @Test
    void withoutBothItLooksAndRenamesAndSaysSo() throws Exception {
        String out = inject("renameat2 link linkat", "EOPNOTSUPP", null);
        assertEquals("committed, atomic false", out.lines().findFirst().orElse(""), out);
        assertTrue(out.contains("\nConflictException: "), out);
        assertEquals("content", Files.readString(folder.resolve("sub/f")));
    }
}
