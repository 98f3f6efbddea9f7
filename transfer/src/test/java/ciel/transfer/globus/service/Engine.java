package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Does the tasks: at most three transfers and three deletions of one user at a time, the rest queued. An error is
 * recorded as an event and the file tried again; where the real
 * service goes on until the deadline this one gives up after {@link #PATIENCE} faults.
 */
final class Engine {
    static final int PATIENCE = 3;

    /**
     * What is to happen to the next tasks. @param kind paused, inactive, corrupt, fail or slow; @param times tasks
     * (corrupt: files)
     */
    record TaskFault(String kind, int times, long bytesPerSecond) {}

    /** An error with the code of the event it makes. */
    static final class ServiceFault extends Exception {
        final String code;

        ServiceFault(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    private final Shares shares;
    private final long bytesPerSecond;
    private final Map<String, Semaphore> slots = new ConcurrentHashMap<>();
    private final List<TaskFault> faults = new ArrayList<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("task-", 0).factory());

    /** @param bytesPerSecond of each task that is not made slower; 0 for as fast as it goes */
    Engine(Shares shares, long bytesPerSecond) {
        this.shares = shares;
        this.bytesPerSecond = bytesPerSecond;
    }

    synchronized void add(TaskFault f) {
        faults.add(f);
    }

    synchronized TaskFault take(String... kinds) {
        for (int i = 0; i < faults.size(); i++) {
            TaskFault f = faults.get(i);
            if (Set.of(kinds).contains(f.kind)) {
                faults.set(i, new TaskFault(f.kind, f.times - 1, f.bytesPerSecond));
                if (f.times <= 1) {
                    faults.remove(i);
                }
                return f;
            }
        }
        return null;
    }

    void start(Task t) {
        threads.execute(() -> {
            Semaphore slot = slots.computeIfAbsent(t.owner + t.doc.get("type").asText(), k -> new Semaphore(3, true));
            try {
                slot.acquire();
                try {
                    run(t);
                } finally {
                    slot.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                t.fail("INTERNAL_ERROR", String.valueOf(e));
            }
        });
    }

    /** Ends every task where it is and waits until none writes any more, so that its folders can be deleted. */
    void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a task of the service does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Task t) throws InterruptedException {
        if (cancelled(t)) {
            return;
        }
        t.nice("OK", "OK");
        t.event(
                "STARTED",
                false,
                Web.object()
                        .put("type", "GridFTP Transfer")
                        .put("concurrency", 2)
                        .put("parallelism", 4)
                        .put("pipelining", 20),
                "the task has begun");
        TaskFault f = take("paused", "inactive", "fail", "slow");
        if (f != null && f.kind.equals("fail")) {
            t.fail("PERMISSION_DENIED", "made to fail for a test");
            return;
        }
        if (f != null && !f.kind.equals("slow")) {
            t.hold(
                    f.kind.equals("paused") ? "ACTIVE" : "INACTIVE",
                    f.kind.equals("paused"),
                    f.kind.equals("paused") ? "PAUSED" : "CREDENTIALS_EXPIRED");
        }
        if (cancelled(t)) {
            return;
        }
        try {
            if (t.doc.get("type").asText().equals("TRANSFER")) {
                transfer(t, f != null && f.kind.equals("slow") ? f.bytesPerSecond : bytesPerSecond);
            } else {
                for (JsonNode item : t.submitted.path("DATA")) {
                    delete(t, item.path("path").asText());
                }
            }
            if (!cancelled(t)) {
                t.succeed();
            }
        } catch (ServiceFault e) {
            t.fail(e.code, e.getMessage());
        } catch (Problem e) {
            t.fail(e.status == 403 ? "PERMISSION_DENIED" : "FILE_NOT_FOUND", e.getMessage());
        } catch (IOException e) {
            t.fail("ENDPOINT_ERROR", e.getClass().getSimpleName());
        }
    }

    private static boolean cancelled(Task t) {
        if (t.cancelWanted() && !t.ended()) {
            t.fail("CANCELED", "cancelled by the user");
        }
        return t.ended();
    }

    private void transfer(Task t, long bytesPerSecond) throws ServiceFault, IOException, InterruptedException {
        Shares.Share source = shares.get(t.submitted.path("source_endpoint").asText());
        Shares.Share target =
                shares.get(t.submitted.path("destination_endpoint").asText());
        Copier copier = new Copier(t, source, target, bytesPerSecond, this);
        for (JsonNode item : t.submitted.path("DATA")) {
            String from = item.path("source_path").asText();
            String to = item.path("destination_path").asText();
            Path f = source.resolve(from);
            boolean dir = Files.isDirectory(f);
            if (item.has("recursive") && item.get("recursive").asBoolean() != dir && Files.exists(f)) {
                throw new ServiceFault(
                        dir ? "IS_A_DIRECTORY" : "NOT_A_DIRECTORY", "'" + from + "' and the recursive flag do not fit");
            }
            if (!dir) {
                copier.file(from, to, item);
            } else {
                tree(t, copier, source, target, strip(from), strip(to), true);
                if (t.submitted.path("delete_destination_extra").asBoolean(false)) {
                    removeExtra(source.resolve(from), target.resolve(to));
                }
            }
            if (t.cancelWanted()) {
                return;
            }
        }
    }

    private static String strip(String p) {
        return p.endsWith("/") ? p.substring(0, p.length() - 1) : p;
    }

    private void tree(
            Task t, Copier copier, Shares.Share source, Shares.Share target, String from, String to, boolean top)
            throws ServiceFault, IOException, InterruptedException {
        Files.createDirectories(target.resolve(to));
        t.count("directories", 1);
        List<Path> here = new ArrayList<>();
        try (Stream<Path> s = Files.list(source.resolve(from))) {
            s.sorted(Comparator.comparing(Path::toString)).forEach(here::add);
        }
        for (Path p : here) {
            String name = p.getFileName().toString();
            boolean dir = Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS);
            if (!included(t.submitted.path("filter_rules"), name, dir)) {
                continue;
            }
            if (t.cancelWanted()) {
                return;
            }
            if (Files.isSymbolicLink(p)) {
                copier.link(p, from + "/" + name, to + "/" + name);
            } else if (dir) {
                tree(t, copier, source, target, from + "/" + name, to + "/" + name, false);
            } else {
                copier.file(from + "/" + name, to + "/" + name, Web.object());
            }
        }
    }

    /**
     * The first rule that matches decides; what no rule matches is included; a folder that is left out takes everything
     * below with it.
     */
    static boolean included(JsonNode rules, String name, boolean dir) {
        for (JsonNode r : rules) {
            String type = r.path("type").asText("");
            boolean kind = type.isEmpty() || type.equals("null") || type.equals(dir ? "dir" : "file");
            if (kind && Clauses.glob(r.path("name").asText(), 0).matcher(name).matches()) {
                return r.path("method").asText("exclude").equals("include");
            }
        }
        return true;
    }

    private static void removeExtra(Path from, Path to) throws IOException {
        Set<String> wanted = new HashSet<>();
        try (Stream<Path> s = Files.walk(from)) {
            s.forEach(p -> wanted.add(from.relativize(p).toString()));
        }
        List<Path> extra;
        try (Stream<Path> s = Files.walk(to)) {
            extra = s.filter(p -> !wanted.contains(to.relativize(p).toString()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path p : extra) {
            Files.delete(p);
        }
    }

    private void delete(Task t, String path) throws ServiceFault, IOException {
        Shares.Share share = shares.get(t.submitted.path("endpoint").asText());
        List<Path> targets = new ArrayList<>();
        Path named = share.resolve(path);
        if (t.submitted.path("interpret_globs").asBoolean(false)
                && named.getFileName().toString().matches(".*[*?\\[].*")
                && Files.isDirectory(named.getParent())) {
            Pattern glob = Clauses.glob(named.getFileName().toString(), 0);
            try (Stream<Path> s = Files.list(named.getParent())) {
                s.filter(p -> glob.matcher(p.getFileName().toString()).matches())
                        .forEach(targets::add);
            }
        } else {
            targets.add(named);
        }
        for (Path f : targets) {
            if (f.equals(share.root())) {
                throw new ServiceFault("PERMISSION_DENIED", "the root of a collection is not deleted");
            }
            if (!Files.exists(f, LinkOption.NOFOLLOW_LINKS)) {
                if (!t.submitted.path("ignore_missing").asBoolean(false)) {
                    throw new ServiceFault("FILE_NOT_FOUND", "nothing is at '" + path + "'");
                }
                continue;
            }
            if (Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS)
                    && !t.submitted.path("recursive").asBoolean(false)) {
                throw new ServiceFault("IS_A_DIRECTORY", "'" + path + "' is a folder and recursive is off");
            }
            List<Path> all;
            try (Stream<Path> s = Files.walk(f)) {
                all = s.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path p : all) {
                Files.delete(p);
                t.count(Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS) ? "directories" : "files", 1);
            }
        }
    }

    /** Counts a fault of a file. @return whether to try again */
    static boolean again(Task t, int attempt, String code, String message) throws InterruptedException {
        t.event(code, true, t.doc.textNode(message), message);
        t.nice(code, message);
        Thread.sleep(10);
        return attempt < PATIENCE && !t.cancelWanted();
    }

    static ObjectNode progress(long bytes, double seconds) {
        return Web.object()
                .put("bytes_transferred", bytes)
                .put("duration", Math.round(seconds * 100) / 100.0)
                .put("mbps", Math.round(bytes * 8e-6 / Math.max(seconds, 1e-3) * 100) / 100.0);
    }
}
