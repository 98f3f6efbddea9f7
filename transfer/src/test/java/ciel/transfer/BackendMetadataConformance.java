package ciel.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Permissions, times and folders: what every backend must keep, or say that it does not. */
@Timeout(120)
public abstract class BackendMetadataConformance extends BackendFixture {
    private Entry written(StoragePath target, int mode, FileMetadata keep) throws Exception {
        byte[] content = noise(5, 1000);
        Temporary t = backend.writeTemporary(target, TOKEN, content.length, mode);
        t.transferFrom(channel(content), 0, content.length);
        Entry onItsWay = backend.stat(t.path()).orElseThrow();
        assertTrue(
                !backend.capabilities().modes()
                        || onItsWay.mode() == FileMetadata.UNKNOWN
                        || (onItsWay.mode() & ~(mode | 0600)) == 0,
                "on its way: 0" + Integer.toOctalString(onItsWay.mode()));
        t.keep(keep);
        t.sync();
        t.close();
        backend.commit(t.path(), target);
        return backend.stat(target).orElseThrow();
    }

    /** The mode is 0 to 0777, or unknown: a server may be able to set permissions and not to tell them. */
    private void assertMode(int expected, Entry found) {
        if (backend.capabilities().modes() && found.mode() != FileMetadata.UNKNOWN) {
            assertEquals("0" + Integer.toOctalString(expected), "0" + Integer.toOctalString(found.mode()));
        }
    }

    @Test
    void permissionsAreKept_andNeverWiderOnTheWay() throws Exception {
        for (int mode : new int[] {0600, 0644, 0755, 0440, 0400, 0777, 0604}) {
            StoragePath target = StoragePath.of("mode/" + mode);
            assertMode(mode, written(target, mode, new FileMetadata(mode, null)));
            assertTrue(backend.delete(target));
        }
    }

    @Test
    void permissionsThatAreNotKept_areThoseOfTheSourceAndTheUmask() throws Exception {
        for (int mode : new int[] {0600, 0444, 0755}) {
            StoragePath target = StoragePath.of("mode/" + mode);
            Entry found = written(target, mode, FileMetadata.NONE);
            assertTrue(
                    found.mode() == FileMetadata.UNKNOWN || (found.mode() & ~mode & 0177) == 0,
                    "0" + Integer.toOctalString(found.mode()) + " of 0" + Integer.toOctalString(mode));
        }
    }

    @Test
    void timesAreKept() throws Exception {
        java.time.Duration step = backend.capabilities().timeStep();
        Assumptions.assumeFalse(step.isZero(), "this backend keeps no times");
        List<java.time.Instant> times = new ArrayList<>(List.of(
                java.time.Instant.parse("2001-02-03T04:05:06.123456789Z"),
                java.time.Instant.parse("2090-12-31T23:59:59.999999999Z")));
        if (step.toNanos() == 1) {
            times.add(java.time.Instant.parse("1950-06-01T00:00:00.000000001Z"));
            times.add(java.time.Instant.parse("1969-12-31T23:59:59.500000000Z"));
            times.add(java.time.Instant.parse("2250-01-01T00:00:00.000000001Z"));
        }
        for (java.time.Instant time : times) {
            StoragePath target = StoragePath.of("time/" + time.getEpochSecond());
            Entry found = written(target, 0644, new FileMetadata(FileMetadata.UNKNOWN, time));
            assertEquals(time.getEpochSecond(), found.modified().getEpochSecond());
            if (step.toNanos() == 1) {
                assertEquals(time, found.modified());
            }
        }
    }

    @Test
    void aDirectoryIsMade_leftAsItIs_andGivenPermissionsAndTime() throws Exception {
        StoragePath directory = StoragePath.of("a/b/c");
        backend.makeDirectory(directory);
        backend.makeDirectory(directory);
        assertEquals(Entry.Kind.DIRECTORY, backend.stat(directory).orElseThrow().kind());
        java.time.Instant time = java.time.Instant.parse("2001-02-03T04:05:06Z");
        backend.keep(directory, new FileMetadata(0750, time));
        Entry found = backend.stat(directory).orElseThrow();
        assertMode(0750, found);
        if (!backend.capabilities().timeStep().isZero()) {
            assertEquals(time, found.modified());
        }
        written(StoragePath.of("a/file"), 0644, FileMetadata.NONE);
        assertThrows(TransferException.class, () -> backend.makeDirectory(StoragePath.of("a/file/d")));
    }
}
