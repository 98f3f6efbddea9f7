package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.DeniedException;
import ciel.transfer.Entry;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.checksum.Partial;
import ciel.transfer.manifest.Manifest;
import ciel.transfer.manifest.ManifestFile;
import ciel.transfer.manifest.ManifestJson;
import ciel.transfer.pace.Retry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes plans. Looks at the source only, and changes nothing. */
public final class Planner {
    private static final int WALKERS = 16;

    private Planner() {}

    /**
     * Everything below a directory, empty folders too. What is not carried is named with its reason, and the rest is:
     * links, devices, names that are not let in, names like those of files on their way, folders that may not be listed.
     *
     * @param source    where from
     * @param directory below its root
     * @return the plan, in order of paths
     * @throws TransferException if the directory itself cannot be listed
     */
    public static Plan folder(Backend source, StoragePath directory) throws TransferException {
        List<Entry> files = new ArrayList<>();
        List<Entry> folders = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<StoragePath> level = List.of(directory);
        try (ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(WALKERS, source.capabilities().maxLanes()),
                Thread.ofPlatform().daemon().name("walker-", 1).factory())) {
            while (!level.isEmpty()) {
                List<StoragePath> next = new ArrayList<>();
                List<Future<Listing>> listings = new ArrayList<>();
                for (StoragePath d : level) {
                    listings.add(pool.submit(() -> Retry.briefly(() -> source.list(d))));
                }
                for (int k = 0; k < listings.size(); k++) {
                    try {
                        Listing listing = get(listings.get(k));
                        refused.addAll(listing.refused());
                        int before = folders.size();
                        sort(listing, files, folders, refused);
                        folders.subList(before, folders.size()).forEach(f -> next.add(f.path()));
                    } catch (DeniedException | NotFoundException e) {
                        if (level.get(k).equals(directory)) {
                            throw e;
                        }
                        refused.add(e.getMessage());
                    }
                }
                level = next;
            }
        }
        files.sort(Comparator.comparing(Entry::path));
        folders.sort(Comparator.comparing(Entry::path));
        Set<StoragePath> filled = new HashSet<>();
        List<PlanItem> items = new ArrayList<>();
        for (Entry e : files) {
            items.add(new PlanItem(e.path(), below(directory, e.path()), e.size(), Map.of(), "default", 0));
            for (StoragePath d = e.path().parent(); filled.add(d) && !d.isRoot(); d = d.parent()) {
                // every folder above it
            }
        }
        List<PlanFolder> made = new ArrayList<>();
        for (Entry e : folders) {
            made.add(new PlanFolder(below(directory, e.path()), e.metadata(), !filled.contains(e.path())));
        }
        return new Plan(items, List.of(), refused, made);
    }

    /**
     * One file.
     *
     * @param source where from
     * @param path   of the file
     * @return the plan: the file, under its own name
     * @throws TransferException if it is no file
     */
    public static Plan file(Backend source, StoragePath path) throws TransferException {
        Entry entry = Retry.briefly(() -> source.stat(path))
                .orElseThrow(() -> new NotFoundException("[" + source.url() + "] no file '" + path + "'"));
        List<Entry> files = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        sort(new Listing(List.of(entry), List.of()), files, new ArrayList<>(), refused);
        return new Plan(
                files.stream()
                        .map(e -> new PlanItem(
                                e.path(), StoragePath.ROOT.resolve(e.path().name()), e.size(), Map.of(), "default", 0))
                        .toList(),
                List.of(),
                refused);
    }

    private static StoragePath below(StoragePath directory, StoragePath path) throws TransferException {
        return directory.isRoot()
                ? path
                : StoragePath.ofBytes(
                        java.util.Arrays.copyOfRange(path.bytes(), directory.bytes().length + 1, path.bytes().length));
    }

    private static Listing get(Future<Listing> future) throws TransferException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransferException t) {
                throw t;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[plan] interrupted", e);
        }
    }

    private static void sort(Listing listing, List<Entry> files, List<Entry> folders, List<String> refused) {
        for (Entry e : listing.entries()) {
            if (e.path().name().isInternal()) {
                refused.add("'" + e.path() + "' has a name as the mover gives to what is on its way or set aside; such "
                        + "names are not carried: rename it, or delete it if no transfer is under way");
                continue;
            }
            switch (e.kind()) {
                case FILE -> files.add(e);
                case DIRECTORY -> folders.add(e);
                case SYMLINK -> refused.add("'" + e.path() + "' is a symbolic link; links are not followed");
                case OTHER -> refused.add("'" + e.path() + "' is neither file nor directory");
            }
        }
    }

    /**
     * The files of a manifest, then the manifest, which must still be this one when its turn comes.
     *
     * @param source       where from
     * @param raw          the manifest's bytes, as read from {@code manifestPath}
     * @param manifestPath at the source; the manifest's paths are relative to its directory, at both ends
     * @return the plan
     * @throws TransferException if it is no manifest
     */
    public static Plan manifest(Backend source, byte[] raw, StoragePath manifestPath) throws TransferException {
        Digests digests = new Digests(EnumSet.of(Algorithm.ADLER32, Algorithm.CRC32C));
        digests.update(ByteBuffer.wrap(raw));
        Partial sums = digests.partial();
        PlanItem last = new PlanItem(
                manifestPath,
                manifestPath,
                raw.length,
                Map.of(Algorithm.ADLER32, Digests.hex(sums.adler32()), Algorithm.CRC32C, Digests.hex(sums.crc32c())),
                "default",
                0);
        return new Plan(items(ManifestJson.read(raw, manifestPath.toString()), manifestPath), List.of(last), List.of());
    }

    private static List<PlanItem> items(Manifest manifest, StoragePath manifestPath) throws TransferException {
        List<PlanItem> items = new ArrayList<>();
        for (ManifestFile file : manifest.files()) {
            StoragePath path = manifestPath.parent().resolve(file.path());
            items.add(new PlanItem(path, path, file.bytes(), file.checksums(), "default", 0));
        }
        return items;
    }

    /**
     * The files of a manifest, then the manifest.
     *
     * @param source       where from
     * @param manifest     as read from {@code manifestPath}
     * @param manifestPath at the source; the manifest's paths are relative to its directory, at both ends
     * @return the plan
     * @throws TransferException if the manifest is not there
     */
    public static Plan manifest(Backend source, Manifest manifest, StoragePath manifestPath) throws TransferException {
        List<PlanItem> items = items(manifest, manifestPath);
        Entry entry = Retry.briefly(() -> source.stat(manifestPath))
                .orElseThrow(() -> new NotFoundException("[" + source.url() + "] no manifest '" + manifestPath + "'"));
        return new Plan(
                items,
                List.of(new PlanItem(manifestPath, manifestPath, entry.size(), Map.of(), "default", 0)),
                List.of());
    }
}
