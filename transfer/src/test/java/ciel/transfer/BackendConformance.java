package ciel.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every backend must do, whatever it is made of. A backend's own test extends this and says how to open it on an
 * empty root. Everything goes through
 * {@link Backend} alone, so the suite needs nothing of the far side.
 */
@Timeout(120)
public abstract class BackendConformance extends BackendMetadataConformance {
    @Test
    void anEmptyRootListsNothingAndIsADirectory() throws Exception {
        assertEquals(List.of(), backend.list(StoragePath.ROOT).entries());
        assertEquals(
                Entry.Kind.DIRECTORY,
                backend.stat(StoragePath.ROOT).orElseThrow().kind());
    }

    @Test
    void urlHasNoUserInfoPassword() {
        assertFalse(backend.url().matches(".*://[^/@]*:[^/@]*@.*"), backend.url());
    }

    @Test
    void whatIsCommittedIsReadBackWhole_sizesFromZeroToOverOneMegabyte() throws Exception {
        for (int size : new int[] {0, 1, 4095, 4097, 65_536, 300_001, 1_300_000}) {
            byte[] content = noise(size, size);
            StoragePath path = StoragePath.of("sizes/f" + size);
            put(path, content);
            Entry entry = backend.stat(path).orElseThrow();
            assertEquals(size, entry.size());
            assertTrue(entry.isFile());
            assertEquals(path, entry.path());
            assertArrayEquals(content, read(path, 0, size), "size " + size);
        }
        assertEquals(7, backend.list(StoragePath.of("sizes")).entries().size());
    }

    @Test
    void aRangeIsThatRange_andEndsWithTheFile() throws Exception {
        byte[] content = noise(3, 700_001);
        StoragePath path = StoragePath.of("ranged.bin");
        put(path, content);
        assertArrayEquals(slice(content, 0, 10), read(path, 0, 10));
        assertArrayEquals(slice(content, 333_333, 200_000), read(path, 333_333, 200_000));
        assertArrayEquals(slice(content, 700_000, 1), read(path, 700_000, 1));
        assertArrayEquals(slice(content, 699_000, 1001), read(path, 699_000, 5000));
        assertArrayEquals(new byte[0], read(path, 100, 0));
        assertArrayEquals(new byte[0], read(path, 700_001, 10));
    }

    @Test
    void aTemporaryIsNotVisibleUnderTheFinalName_andIsMarkedInternal() throws Exception {
        StoragePath target = StoragePath.of("d/image.fits");
        StoragePath temporary = temporary(target, TOKEN, noise(5, 1000));
        assertEquals(TemporaryName.of(target, TOKEN), temporary);
        assertTrue(temporary.name().isInternal());
        assertEquals(Optional.empty(), backend.stat(target));
        assertThrows(NotFoundException.class, () -> read(target, 0, 1));
        assertEquals(1000, backend.stat(temporary).orElseThrow().size());
        backend.commit(temporary, target);
        assertEquals(Map.of("d/image.fits", Entry.Kind.FILE), kinds(StoragePath.of("d")));
        assertEquals(Map.of("d", Entry.Kind.DIRECTORY), kinds(StoragePath.ROOT));
    }

    @Test
    void commitNeverReplaces_andKeepsBoth() throws Exception {
        StoragePath target = StoragePath.of("once");
        byte[] first = noise(1, 5000);
        byte[] second = noise(2, 5000);
        put(target, first);
        StoragePath temporary = temporary(target, OTHER_TOKEN, second);
        ConflictException e = assertThrows(ConflictException.class, () -> backend.commit(temporary, target));
        assertEquals(Retryability.PERMANENT, e.retryability());
        assertArrayEquals(first, read(target, 0, 5000));
        assertArrayEquals(second, read(temporary, 0, 5000));
    }

    @Test
    void commitMayMoveToAnotherDirectory() throws Exception {
        StoragePath target = StoragePath.of("a/b/c/file");
        byte[] content = noise(9, 777);
        StoragePath temporary = temporary(StoragePath.of("x/file"), TOKEN, content);
        backend.commit(temporary, target);
        assertArrayEquals(content, read(target, 0, 777));
        StoragePath second = StoragePath.of("a/b/c/second");
        backend.commit(temporary(StoragePath.of("x/file"), TOKEN, content), second);
        assertArrayEquals(content, read(second, 0, 777), "into a directory that is there");
    }

    @Test
    void manyCommittersOfOneName_exactlyOneWins() throws Exception {
        StoragePath target = StoragePath.of("race");
        List<StoragePath> temporaries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            temporaries.add(temporary(target, "abcdef0" + i, noise(100 + i, 2000)));
        }
        int won = 0;
        if (backend.capabilities().atomicCommit()) {
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Boolean>> all = new ArrayList<>();
                for (StoragePath t : temporaries) {
                    all.add(pool.submit(() -> commits(t, target)));
                }
                for (Future<Boolean> f : all) {
                    won += f.get() ? 1 : 0;
                }
            }
        } else {
            for (StoragePath t : temporaries) {
                won += commits(t, target) ? 1 : 0;
            }
        }
        assertEquals(1, won);
        assertEquals(6, backend.list(StoragePath.ROOT).entries().size(), "five temporaries and one file");
    }

    private boolean commits(StoragePath temporary, StoragePath target) throws TransferException {
        try {
            backend.commit(temporary, target);
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    @Test
    void commitOfNothingIsNotFound() throws Exception {
        StoragePath target = StoragePath.of("nothing");
        assertThrows(NotFoundException.class, () -> backend.commit(TemporaryName.of(target, TOKEN), target));
        assertEquals(Optional.empty(), backend.stat(target));
    }

    @Test
    void checksumsAreThoseOfTheStoredBytes() throws Exception {
        byte[] content = noise(11, 123_457);
        StoragePath path = StoragePath.of("summed");
        put(path, content);
        for (Algorithm a : Algorithm.values()) {
            assertEquals(Digests.of(channel(content), a), backend.checksum(path, a), a.key());
        }
        assertThrows(NotFoundException.class, () -> backend.checksum(StoragePath.of("absent"), Algorithm.ADLER32));
    }

    @Test
    void adler32IsZeroPadded() throws Exception {
        StoragePath path = StoragePath.of("a");
        put(path, new byte[] {'a'});
        assertEquals("00620062", backend.checksum(path, Algorithm.ADLER32));
    }

    @Test
    void deleteSaysWhetherThereWasSomething() throws Exception {
        StoragePath path = StoragePath.of("gone/file");
        put(path, noise(1, 10));
        assertThrows(
                TransferException.class,
                () -> backend.delete(StoragePath.of("gone")),
                "a directory that is not empty stays");
        assertTrue(backend.delete(path));
        assertFalse(backend.delete(path));
        assertEquals(Optional.empty(), backend.stat(path));
        assertTrue(backend.delete(StoragePath.of("gone")));
    }

    @Test
    void absentThingsAreAbsent() throws Exception {
        assertEquals(Optional.empty(), backend.stat(StoragePath.of("no/such/file")));
        assertThrows(NotFoundException.class, () -> backend.list(StoragePath.of("no-such-dir")));
        NotFoundException e = assertThrows(NotFoundException.class, () -> read(StoragePath.of("no-such-file"), 0, 1));
        assertEquals(Retryability.PERMANENT, e.retryability());
        assertEquals(3, e.exitCode());
        assertTrue(e.getMessage().contains("no-such-file"), e.getMessage());
    }

    @Test
    void awkwardNamesAreCarriedUnchanged() throws Exception {
        List<String> names = List.of(
                "with space",
                "two  spaces ",
                "quote'single",
                "quote\"double",
                "-rf",
                "--help",
                "dollar$HOME",
                "back`tick`",
                "semi;colon",
                "amp&and",
                "star*",
                "quest?ion",
                "hash#tag",
                "percent%41",
                "plus+plus",
                "back\\slash",
                "tilde~",
                "curly{a,b}",
                "sq[ab]",
                "pipe|",
                "less<more>",
                "colon:x",
                "umlaut-\u00e4\u00f6\u00fc",
                "nihongo-\u65e5\u672c",
                "emoji-\ud83d\ude80",
                "!bang",
                "equal=",
                "comma,",
                "...",
                ".hidden");
        Set<String> expected = new TreeSet<>();
        int i = 0;
        for (String name : names) {
            byte[] content = noise(i++, 50 + i);
            StoragePath path = StoragePath.of("odd names").resolve(FileName.of(name));
            if (name.chars().anyMatch(c -> refusedCharacters().indexOf(c) >= 0)) {
                assertThrows(UnsafePathException.class, () -> put(path, content), name);
                continue;
            }
            put(path, content);
            assertArrayEquals(content, read(path, 0, content.length), name);
            assertEquals(content.length, backend.stat(path).orElseThrow().size(), name);
            expected.add(path.toString());
        }
        assertEquals(expected, kinds(StoragePath.of("odd names")).keySet());
        assertTrue(backend.delete(StoragePath.of("odd names/-rf")));
    }

    @Test
    void namesThatAreNotUtf8AreCarried_whereTheBackendSaysSo() throws Exception {
        Assumptions.assumeTrue(backend.capabilities().rawNames(), "this backend says that it carries UTF-8 names only");
        StoragePath path =
                StoragePath.ofBytes(new byte[] {'r', 'a', 'w', (byte) 0xff, (byte) 0xfe, (byte) 0xe9, '.', 'f'});
        byte[] content = noise(4, 400);
        put(path, content);
        assertArrayEquals(content, read(path, 0, 400));
        assertEquals(
                List.of(path),
                backend.list(StoragePath.ROOT).entries().stream()
                        .map(Entry::path)
                        .toList());
    }

    @Test
    void aNameOf255BytesHasATemporaryToo() throws Exception {
        StoragePath path = StoragePath.of("n".repeat(FileName.MAX_BYTES));
        byte[] content = noise(8, 88);
        put(path, content);
        assertArrayEquals(content, read(path, 0, 88));
    }

    @Test
    void aTemporaryIsContinuedAfterACrash_whereTheBackendSaysSo() throws Exception {
        Assumptions.assumeTrue(backend.capabilities().partialWrite(), "this backend says that a file is one stream");
        byte[] content = noise(21, 900_000);
        StoragePath target = StoragePath.of("resumed");
        try (Temporary t = backend.writeTemporary(target, TOKEN, content.length)) {
            t.transferFrom(channel(slice(content, 0, 300_000)), 0, 300_000);
            t.transferFrom(channel(slice(content, 600_000, 300_000)), 600_000, 300_000);
        }
        try (Backend later = reopen();
                Temporary t = later.writeTemporary(target, TOKEN, content.length)) {
            t.transferFrom(channel(slice(content, 300_000, 300_000)), 300_000, 300_000);
            t.sync();
            t.close();
            later.commit(t.path(), target);
        }
        assertArrayEquals(content, read(target, 0, content.length));
    }

    @Test
    void rangesAreWrittenInParallel_whereTheBackendSaysSo() throws Exception {
        Assumptions.assumeTrue(
                backend.capabilities().parallelWrite(), "this backend says that it writes one range at a time");
        int part = 200_000;
        byte[] content = noise(22, 8 * part);
        StoragePath target = StoragePath.of("parallel");
        try (Temporary t = backend.writeTemporary(target, TOKEN, content.length);
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 7; i >= 0; i--) {
                int offset = i * part;
                all.add(pool.submit(() -> t.transferFrom(channel(slice(content, offset, part)), offset, part)));
            }
            for (Future<Long> f : all) {
                assertEquals(part, f.get());
            }
            t.sync();
        }
        backend.commit(TemporaryName.of(target, TOKEN), target);
        assertArrayEquals(content, read(target, 0, content.length));
    }

    @Test
    void startingAgainUnderTheSameTokenGivesTheNewContent() throws Exception {
        StoragePath target = StoragePath.of("again");
        temporary(target, TOKEN, noise(1, 5000));
        byte[] content = noise(2, 5000);
        backend.commit(temporary(target, TOKEN, content), target);
        assertArrayEquals(content, read(target, 0, 5000));
    }

    @Test
    void aSourceThatEndsEarlyIsReported() throws Exception {
        StoragePath target = StoragePath.of("short");
        try (Temporary t = backend.writeTemporary(target, TOKEN, 1000)) {
            assertEquals(400, t.transferFrom(channel(noise(1, 400)), 0, 1000));
        } catch (TransferException e) {
            assertTrue(
                    e.retryability() != Retryability.BACK_PRESSURE,
                    "a stream that must have its announced length may refuse instead");
        }
        assertEquals(Optional.empty(), backend.stat(target));
    }

    @Test
    void anErrorOfTheSourcePasses() throws Exception {
        class Broken implements ReadableByteChannel {
            @Override
            public int read(ByteBuffer target) throws IOException {
                throw new SourceChangedException("the source broke");
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // nothing is open
            }
        }
        StoragePath target = StoragePath.of("broken");
        assertThrows(SourceChangedException.class, () -> {
            try (Temporary t = backend.writeTemporary(target, TOKEN, 1000)) {
                t.transferFrom(new Broken(), 0, 1000);
            }
        });
        assertEquals(Optional.empty(), backend.stat(target));
    }

    @Test
    void readersAndWritersWorkSideBySide() throws Exception {
        int files = 12;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < files; i++) {
                int seed = i;
                all.add(pool.submit(() -> {
                    byte[] content = noise(seed, 60_000 + seed);
                    StoragePath path = StoragePath.of("many/" + seed % 3 + "/f" + seed);
                    put(path, content);
                    assertArrayEquals(content, read(path, 0, content.length));
                    return null;
                }));
            }
            for (Future<Void> f : all) {
                f.get();
            }
        }
        assertEquals(3, backend.list(StoragePath.of("many")).entries().size());
    }

    @Test
    void statSeesThatAFileWasReplaced() throws Exception {
        StoragePath path = StoragePath.of("v");
        put(path, noise(1, 100));
        Entry before = backend.stat(path).orElseThrow();
        assertTrue(before.sameAs(backend.stat(path).orElseThrow()));
        backend.delete(path);
        put(path, noise(2, 101));
        assertFalse(before.sameAs(backend.stat(path).orElseThrow()));
    }

    /** Small files together, where the backend has acts for them: each as if it were alone. */
    @Test
    void manySmallFilesAreWrittenReadAndNamedTogether_eachWithItsOwnOutcome() throws Exception {
        Assumptions.assumeTrue(backend.smallFiles().isPresent(), "this backend has no acts for many files");
        SmallFiles small = backend.smallFiles().orElseThrow();
        put(StoragePath.of("d0/f3"), noise(1, 10));
        List<SmallFiles.Whole> files = new ArrayList<>();
        for (int i = 0; i < small.most(); i++) {
            byte[] content = noise(i, i % 7 == 0 ? 0 : i * 50 % 32_767);
            files.add(new SmallFiles.Whole(
                    StoragePath.of("d" + i % 3 + "/f" + i), TOKEN, 0640, new FileMetadata(0640, null), content));
        }
        List<StoragePath> temporaries = new ArrayList<>();
        for (SmallFiles.Outcome<StoragePath> o : small.write(files)) {
            assertNull(o.error());
            assertTrue(o.value().name().isInternal());
            temporaries.add(o.value());
        }
        List<SmallFiles.Naming> names = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            names.add(new SmallFiles.Naming(temporaries.get(i), files.get(i).target()));
        }
        names.add(new SmallFiles.Naming(StoragePath.of("d0/.none.part-" + OTHER_TOKEN), StoragePath.of("d0/none")));
        List<SmallFiles.Outcome<Boolean>> named = small.commit(names);
        List<StoragePath> paths = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (i == 3) {
                assertTrue(named.get(i).error() instanceof ConflictException, "name " + i);
            } else {
                assertNull(named.get(i).error());
            }
            paths.add(files.get(i).target());
            sizes.add(files.get(i).content().length);
        }
        assertTrue(
                named.getLast().error() instanceof NotFoundException,
                String.valueOf(named.getLast().error()));
        paths.add(StoragePath.of("nowhere/f"));
        sizes.add(1);
        paths.add(StoragePath.of("d0"));
        sizes.add(1);
        List<SmallFiles.Outcome<Optional<Entry>>> found = small.stat(paths);
        List<SmallFiles.Outcome<byte[]>> read = small.read(paths, sizes);
        for (int i = 0; i < files.size(); i++) {
            byte[] content = i == 3 ? noise(1, 10) : files.get(i).content();
            assertEquals(content.length, found.get(i).value().orElseThrow().size());
            assertArrayEquals(
                    i == 3 ? slice(content, 0, 10) : content, read.get(i).value());
            assertEquals(backend.stat(paths.get(i)), found.get(i).value());
        }
        int none = files.size();
        assertEquals(Optional.empty(), found.get(none).value());
        assertTrue(read.get(none).error() instanceof NotFoundException);
        assertEquals(
                Entry.Kind.DIRECTORY, found.get(none + 1).value().orElseThrow().kind());
        assertTrue(read.get(none + 1).error() instanceof UnsafePathException);
        assertArrayEquals(files.get(3).content(), read(temporaries.get(3), 0, 1 << 20), "both are kept");
    }

    @Test
    void aSmallFileThatIsLongerThanItShouldBeIsSeenToBe() throws Exception {
        Assumptions.assumeTrue(backend.smallFiles().isPresent(), "this backend has no acts for many files");
        put(StoragePath.of("f"), noise(1, 1000));
        SmallFiles small = backend.smallFiles().orElseThrow();
        assertEquals(
                501,
                small.read(List.of(StoragePath.of("f")), List.of(500))
                        .getFirst()
                        .value()
                        .length);
        assertEquals(
                1000,
                small.read(List.of(StoragePath.of("f")), List.of(2000))
                        .getFirst()
                        .value()
                        .length);
    }
}
