package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Entry;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.manifest.Manifest;
import ciel.transfer.manifest.ManifestFile;
import ciel.transfer.pace.Retry;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes plans. Looks at the source only, and changes nothing. */
public final class Planner {
    private static final int WALKERS = 16;

    private Planner() {}

    /**
     * Everything below a directory. Files on their way and the mover's own directories are left out; links, devices
     * and names that are not let in are refused, each with
     * its reason. Names that differ only in their Unicode form are refused all together, since one file system may
     * take them for one.
     *
     * @param source    where from
     * @param directory below its root
     * @return the plan, in order of paths
     * @throws TransferException if a directory cannot be listed
     */
    public static Plan folder(Backend source, StoragePath directory) throws TransferException {
        List<Entry> files = new ArrayList<>();
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
                for (Future<Listing> f : listings) {
                    Listing listing = get(f);
                    refused.addAll(listing.refused());
                    sort(listing, files, next, refused);
                }
                level = next;
            }
        }
        files.sort(Comparator.comparing(Entry::path));
        List<PlanItem> items = new ArrayList<>();
        for (Entry e : files) {
            StoragePath target = directory.isRoot()
                    ? e.path()
                    : StoragePath.ofBytes(java.util.Arrays.copyOfRange(
                            e.path().bytes(),
                            directory.bytes().length + 1,
                            e.path().bytes().length));
            items.add(new PlanItem(e.path(), target, e.size(), Map.of(), "default", 0));
        }
        return new Plan(items, List.of(), refused);
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

    private static void sort(Listing listing, List<Entry> files, List<StoragePath> directories, List<String> refused) {
        Map<String, List<Entry>> byForm = new HashMap<>();
        for (Entry e : listing.entries()) {
            if (!e.path().name().isInternal()) {
                String form = e.path()
                        .name()
                        .text()
                        .map(t -> Normalizer.normalize(t, Normalizer.Form.NFC))
                        .orElse("\0" + e.path().latin1());
                byForm.computeIfAbsent(form, k -> new ArrayList<>()).add(e);
            }
        }
        for (List<Entry> same : byForm.values()) {
            Entry e = same.getFirst();
            if (same.size() > 1) {
                refused.add("'" + e.path() + "': " + same.size()
                        + " names differ only in their Unicode form (NFC, NFD); rename all but one");
            } else {
                switch (e.kind()) {
                    case FILE -> files.add(e);
                    case DIRECTORY -> directories.add(e.path());
                    case SYMLINK -> refused.add("'" + e.path() + "' is a symbolic link; links are not followed");
                    case OTHER -> refused.add("'" + e.path() + "' is neither file nor directory");
                }
            }
        }
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
        List<PlanItem> items = new ArrayList<>();
        for (ManifestFile file : manifest.files()) {
            StoragePath path = manifestPath.parent().resolve(file.path());
            items.add(new PlanItem(path, path, file.bytes(), file.checksums(), "default", 0));
        }
        Entry entry = Retry.briefly(() -> source.stat(manifestPath))
                .orElseThrow(() -> new NotFoundException("[" + source.url() + "] no manifest '" + manifestPath + "'"));
        return new Plan(
                items,
                List.of(new PlanItem(manifestPath, manifestPath, entry.size(), Map.of(), "default", 0)),
                List.of());
    }
}
