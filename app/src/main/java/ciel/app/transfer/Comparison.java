package ciel.app.transfer;

import ciel.app.Terminal;
import ciel.transfer.Backend;
import ciel.transfer.Entry;
import ciel.transfer.NotFoundException;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.mover.Plan;
import ciel.transfer.mover.PlanItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan beside what is at the destination already, by names and sizes; no file is read.
 *
 * @param missing   files that a run would move
 * @param present   number of files that are there with the same size
 * @param different names that are taken by something of another size
 * @param notes     what a person should know before a run
 */
record Comparison(List<PlanItem> missing, long present, List<String> different, List<String> notes) {
    /**
     * @throws TransferException if the destination cannot be reached
     */
    static Comparison of(Places places, Plan plan) throws TransferException {
        List<PlanItem> all = new ArrayList<>(plan.items());
        all.addAll(plan.last());
        List<String> notes = new ArrayList<>();
        Map<StoragePath, Entry> there = new HashMap<>();
        Optional<Space> space = Optional.empty();
        try (Backend to = places.openDestination(false)) {
            walk(to, StoragePath.ROOT, there);
            space = to.space();
        } catch (NotFoundException e) {
            notes.add("the destination folder is not there yet; a run makes it");
        }
        List<PlanItem> missing = new ArrayList<>();
        List<String> different = new ArrayList<>();
        long present = 0;
        for (PlanItem i : all) {
            Entry e = there.get(i.target());
            if (e == null) {
                missing.add(i);
            } else if (e.isFile() && e.size() == i.size()) {
                present++;
            } else {
                different.add("'" + i.target() + "': "
                        + (e.isFile() ? e.size() + " bytes there, " + i.size() + " at the source" : "no file there"));
            }
        }
        long bytes = missing.stream().mapToLong(PlanItem::size).sum();
        if (space.isPresent() && space.get().bytes() < bytes) {
            notes.add("too little room at the destination: "
                    + Text.bytes(space.get().bytes()) + " free, " + Text.bytes(bytes)
                    + " wanted; a run waits for room");
        }
        if (space.isPresent() && space.get().inodes() < missing.size()) {
            notes.add("too few inodes at the destination: " + space.get().inodes() + " free, " + missing.size()
                    + " wanted; a run waits for them");
        }
        return new Comparison(missing, present, different, notes);
    }

    private static void walk(Backend to, StoragePath folder, Map<StoragePath, Entry> there) throws TransferException {
        for (Entry e : to.list(folder).entries()) {
            there.put(e.path(), e);
            if (e.kind() == Entry.Kind.DIRECTORY && !e.path().name().isInternal()) {
                walk(to, e.path(), there);
            }
        }
    }

    long bytes() {
        return missing.stream().mapToLong(PlanItem::size).sum();
    }

    void print(Terminal terminal) {
        terminal.out()
                .printf(
                        "%d files, %s (%d bytes) would be moved; %d are there with the same size%n",
                        missing.size(), Text.bytes(bytes()), bytes(), present);
        different.forEach(d -> terminal.out().println("conflict: " + d));
        notes.forEach(n -> terminal.out().println("note: " + n));
    }
}
