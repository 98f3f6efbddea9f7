package ciel.workflow.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder at a render site must do, whatever way it is reached. Its grace is none. */
abstract class SiteFolderConformance {
    private static final SiteFolder.Sweep VISIT = new SiteFolder.Sweep.Visits(Set.of(7L));

    @TempDir
    Path root;

    private SiteFolder site;

    /** @return a folder whose files lie in root */
    abstract SiteFolder open(Path root) throws Exception;

    @BeforeEach
    void begin() throws Exception {
        site = open(root);
    }

    @AfterEach
    void end() {
        site.close();
    }

    private Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String sum(byte[] bytes, Algorithm algorithm) throws IOException {
        return Digests.of(Channels.newChannel(new ByteArrayInputStream(bytes)), algorithm);
    }

    private UnitFiles unit(String detector) throws IOException {
        String folder = "out/c/7/" + detector;
        byte[] bytes = detector.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        write(folder + "/amp.fits", detector);
        write(folder + "/manifest_7.json", detector);
        List<UnitFile> files = List.of(file("amp.fits", bytes), file("manifest_7.json", bytes));
        return new UnitFiles("7/" + detector, folder, files);
    }

    private static UnitFile file(String name, byte[] bytes) throws IOException {
        return new UnitFile(name, bytes.length, sum(bytes, Algorithm.ADLER32), sum(bytes, Algorithm.SHA256));
    }

    @Test
    void filesAreListedReadAndBrought() throws Exception {
        write("exit/c-1/7_R22_S11.json", "{}");
        assertEquals(List.of("7_R22_S11.json"), site.list("exit/c-1"));
        assertEquals(List.of(), site.list("exit/c-2"));
        assertArrayEquals(
                new byte[] {'{', '}'}, site.read("exit/c-1/7_R22_S11.json").orElseThrow());
        assertTrue(site.read("exit/c-1/none.json").isEmpty());
        Path input = Files.writeString(root.resolve("local.txt"), "a catalog");
        String path = site.put(input, "");
        assertEquals(path, site.put(input, ""), "brought once");
        assertEquals("a catalog", Files.readString(root.resolve(path)));
        assertTrue(site.room().bytes() > 0);
    }

    @Test
    void onlyWhatIsAcknowledgedAndUnchangedIsDeleted() throws Exception {
        UnitFiles unit = unit("R22_S11");
        assertThrows(PortException.Refused.class, () -> site.purge(unit, 1), "not acknowledged");
        site.acknowledge(unit, 1);
        Files.writeString(root.resolve(unit.folder()).resolve("amp.fits"), "R22_S1X");
        assertThrows(PortException.Refused.class, () -> site.purge(unit, 1), "changed since");
        assertEquals("R22_S1X", Files.readString(root.resolve(unit.folder()).resolve("amp.fits")));
        Files.writeString(root.resolve(unit.folder()).resolve("amp.fits"), "R22_S11");
        assertTrue(site.purge(unit, 1).isEmpty());
        assertFalse(Files.exists(root.resolve(unit.folder())));
        assertTrue(site.purge(unit, 1).isEmpty(), "done already");
    }

    @Test
    void theTokenOfADeposedDaemonDeletesNothing() throws Exception {
        UnitFiles unit = unit("R22_S11");
        site.acknowledge(unit, 5);
        write("exit/c-1/7_R22_S11.json", "{}");
        assertThrows(PortException.Fenced.class, () -> site.purge(unit, 4));
        assertThrows(PortException.Fenced.class, () -> site.acknowledge(unit("R22_S12"), 4));
        assertThrows(PortException.Fenced.class, () -> site.sweep("c", VISIT, 4));
        assertTrue(Files.exists(root.resolve(unit.folder()).resolve("amp.fits")));
        assertTrue(Files.exists(root.resolve("exit/c-1/7_R22_S11.json")));
        assertTrue(site.purge(unit, 5).isEmpty());
    }

    /** What jobs 1 (visit 7) and 2 (visit 8) of campaign c, and job 1 of campaign c-other leave. */
    private void leftovers() throws IOException {
        String spec = sum("s".getBytes(java.nio.charset.StandardCharsets.UTF_8), Algorithm.SHA256);
        for (String job : List.of("c-1", "c-2", "c-other-1")) {
            int visit = job.equals("c-2") ? 8 : 7;
            write("exit/" + job + "/" + visit + "_R22_S11.json", "{}");
            write("claim/" + job + "/0/owner", "me");
            write(
                    "units/" + job + "-a1-00000000.txt",
                    "ciel-units=1,spec=" + spec + ",each=1,warning=0\n" + visit + "/R22_S11\n");
            write("logs/" + job + "-a1-00000000-17.out", "log");
            write("logs/" + job + "/" + visit + "_R22_S11.log", "log");
        }
        write("work/c/7/.half", "x");
        Files.createSymbolicLink(root.resolve("work/c/7/cat.txt"), write("precious.txt", "precious"));
        write("work/c/8/.half", "x");
    }

    private boolean there(String path) {
        return Files.exists(root.resolve(path));
    }

    @Test
    void whatJobsHaveLeftGoesAfterTheirImagesAndNothingElse() throws Exception {
        leftovers();
        UnitFiles unit = unit("R22_S11");
        assertThrows(PortException.Refused.class, () -> site.sweep("c", VISIT, 1));
        assertThrows(PortException.Refused.class, () -> site.sweep("c", new SiteFolder.Sweep.Ended(), 1));
        assertTrue(
                there("exit/c-1") && there("work/c/7/.half") && there("units/c-1-a1-00000000.txt"), "nothing before");
        site.acknowledge(unit, 1);
        site.purge(unit, 1);
        site.sweep("c", VISIT, 1);
        for (String gone : List.of("exit/c-1", "claim/c-1", "units/c-1-a1-00000000.txt", "work/c/7")) {
            assertFalse(there(gone), gone);
        }
        for (String job : List.of("c-2", "c-other-1")) {
            assertTrue(there("exit/" + job) && there("claim/" + job + "/0/owner"), job);
            assertTrue(there("units/" + job + "-a1-00000000.txt"), job);
        }
        assertTrue(there("work/c/8/.half") && there("logs/c-1/7_R22_S11.log"));
        assertEquals("precious", Files.readString(root.resolve("precious.txt")), "no link is followed");
        site.sweep("c", VISIT, 1); // once more changes nothing
    }

    @Test
    void afterACampaignItsInputsGoThatNobodyElseNeeds() throws Exception {
        leftovers();
        Path spec = write(
                "local.json",
                "{\"visits\":[{\"files\":[{\"sha256\":\""
                        + sum("shared".getBytes(java.nio.charset.StandardCharsets.UTF_8), Algorithm.SHA256)
                        + "\"}]}]}");
        String description = site.put(spec, "");
        String shared = site.put(write("local.txt", "shared"), "");
        String own = site.put(write("local.txt", "own"), "");
        write(
                "units/d-1-a1-00000000.txt",
                "ciel-units=1,spec=" + description.replace("inputs/", "") + ",each=1,warning=0\n7/R22_S11\n");
        for (String path : List.of(description, shared, own)) {
            Files.setLastModifiedTime(
                    root.resolve(path), FileTime.from(Instant.now().minusSeconds(60)));
        }
        site.sweep("c", new SiteFolder.Sweep.Ended(), 1);
        assertTrue(there(description) && there(shared), "campaign d needs them");
        assertFalse(there(own) || there("exit/c-2") || there("claim/c-2") || there("work/c"));
        assertTrue(there("exit/c-other-1") && there("units/c-other-1-a1-00000000.txt"), "another campaign");
        assertTrue(there("logs/c-1-a1-00000000-17.out"));
    }

    @Test
    void oldLogsGo() throws Exception {
        leftovers();
        Files.setLastModifiedTime(
                root.resolve("logs/c-1/7_R22_S11.log"),
                FileTime.from(Instant.now().minus(Duration.ofDays(40))));
        Files.setLastModifiedTime(
                root.resolve("logs/c-2-a1-00000000-17.out"),
                FileTime.from(Instant.now().minus(Duration.ofDays(40))));
        site.sweep("c", new SiteFolder.Sweep.Logs(Duration.ofDays(30)), 1);
        assertFalse(there("logs/c-1/7_R22_S11.log") || there("logs/c-1") || there("logs/c-2-a1-00000000-17.out"));
        assertTrue(there("logs/c-1-a1-00000000-17.out") && there("logs/c-2/8_R22_S11.log"));
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() {
        for (String bad : List.of("..", "../x", "c/..", "", ".gate", "c*")) {
            assertThrows(PortException.Refused.class, () -> site.sweep(bad, new SiteFolder.Sweep.Ended(), 1), bad);
        }
    }
}
