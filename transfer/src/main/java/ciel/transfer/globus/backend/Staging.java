package ciel.transfer.globus.backend;

import ciel.transfer.BackPressureException;
import ciel.transfer.HumanException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusApiException;
import ciel.transfer.globus.GlobusException;
import ciel.transfer.globus.SubmissionJournal;
import ciel.transfer.globus.Submitter;
import ciel.transfer.globus.TaskDocument;
import ciel.transfer.globus.TaskVerdict;
import ciel.transfer.pace.Ticker;
import ciel.transfer.posix.PosixErrors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The tasks that move files between the staging folder and the collection. A task is written down, with its
 * submission id and the hash of its document, before it is posted; whoever wants
 * the same work done after a crash, be it posted, running or ended, adopts that task. A task whose work is no longer
 * wanted is ended before anything else is written to the same place,
 * because two tasks that write one file would mix their bytes.
 */
final class Staging {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Globus globus;
    private final String collection;
    private final StagingFolder folder;
    private final String prefix;
    private final String remote;
    private final Duration poll;

    /**
     * @param collection the staging folder as a collection
     * @param folder the staging folder here
     * @param prefix its path in that collection, ending with a slash
     * @param remote the collection that is the backend
     * @param poll time between two looks at a task
     */
    Staging(Globus globus, String collection, Path folder, String prefix, String remote, Duration poll)
            throws TransferException {
        this.globus = globus;
        this.collection = collection;
        this.folder = new StagingFolder(folder);
        this.prefix = prefix + ".ciel-globus/";
        this.remote = remote;
        this.poll = poll;
    }

    /** What tells this folder from others, so that two of them do not end each other's tasks. */
    String identity() {
        return collection + prefix;
    }

    Staged toSend(String key) {
        return folder.toSend(key);
    }

    Staged toFetch(String key) throws TransferException {
        return folder.toFetch(key);
    }

    /** Gives up the name of a fetched file; its bytes and its task stay. */
    void release(Staged s) throws TransferException {
        folder.release(s);
    }

    /** Sends a staged file to a path of the collection; returns when it is there and verified by Globus. */
    void send(Staged s, String to) throws TransferException {
        run(
                s,
                "send",
                "[globus " + remote + "] sending to '" + to + "'",
                TaskDocument.transfer(collection, remote).item(prefix + s.name(), to, false));
    }

    /**
     * Fetches a path of the collection into a staged file. A copy that an earlier process left is taken only if it
     * was made of the same version of the file and still has the checksum that
     * Globus found: nobody knows what has happened to it since.
     *
     * @param version changes when the file does
     * @param size    of the file (byte)
     */
    void fetch(Staged s, String from, String version, long size) throws TransferException {
        TaskDocument d = TaskDocument.transfer(remote, collection).item(from, prefix + s.name(), false);
        String doing = "[globus " + remote + "] fetching '" + from + "'";
        for (Task t = run(s, version, doing, d);
                t.adopted && !intact(t.id, s, size, doing);
                t = run(s, version, doing, d)) {
            s.forgetTask();
        }
    }

    /** Everything that a task of many files is known by. */
    Staged ofBatch(String name) {
        return folder.ofBatch(name);
    }

    /**
     * Runs a task of many files between two collections, or adopts the one that has been begun under its name: its
     * document stands in its file, because by now other files may be left to do.
     */
    void copy(Staged s, TaskDocument d, String doing) throws TransferException {
        run(s, "batch", doing, written(s, d));
    }

    private static TaskDocument written(Staged s, TaskDocument d) throws TransferException {
        try {
            if (Files.exists(s.file())) {
                return TaskDocument.of((ObjectNode) JSON.readTree(Files.readAllBytes(s.file())));
            }
            Path part = s.file().resolveSibling(s.file().getFileName() + ".new");
            try (FileChannel out = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(d.json()));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(part, s.file(), StandardCopyOption.ATOMIC_MOVE);
            return d;
        } catch (IOException e) {
            throw PosixErrors.of("[globus] the document of a task, " + s.file(), e);
        }
    }

    /**
     * Deletes a path of the collection. A deletion is never adopted: what it was to delete may have been made again
     * since.
     */
    void remove(String key, String path, boolean folderToo) throws TransferException {
        Staged s = folder.toRemove(key);
        end(s);
        run(
                s,
                "delete",
                "[globus " + remote + "] deleting '" + path + "'",
                TaskDocument.delete(remote, folderToo)
                        .flag("ignore_missing", true)
                        .remove(path));
        s.forgetTask();
    }

    /** Ends a deletion that an earlier process may have left running. */
    void endRemoval(String key) throws TransferException {
        end(folder.toRemove(key));
    }

    /** Ends the tasks of dead processes that fetch this, and deletes what they fetched. */
    void dropLeftOver(String key) throws TransferException {
        for (Staged s : folder.leftOver(key + "-")) {
            try {
                end(s);
                s.delete();
            } finally {
                folder.release(s);
            }
        }
    }

    /**
     * Deletes what dead processes have fetched for keys that begin so. What is still on its way stays, to be adopted.
     */
    void sweep(String keyPrefix) throws TransferException {
        for (Staged s : folder.leftOver(keyPrefix)) {
            try {
                if (allEnded(s)) {
                    s.delete();
                }
            } catch (GlobusException e) {
                // the service does not answer: the next sweep finds it again
            } finally {
                folder.release(s);
            }
        }
    }

    private boolean allEnded(Staged s) {
        return !s.submitted()
                || new SubmissionJournal(s.journal())
                        .entries().stream()
                                .allMatch(e -> e.taskId() != null
                                        && TaskVerdict.of(look(e.taskId())).ended());
    }

    /**
     * A task as it is now. Globus forgets tasks some time after their end, so one that it does not know counts as ended
     * without success.
     */
    private JsonNode look(String id) {
        try {
            return globus.transfer().task(id);
        } catch (GlobusApiException e) {
            if (GlobusErrors.missing(e)) {
                return JsonNodeFactory.instance.objectNode().put("task_id", id).put("status", "FAILED");
            }
            throw e;
        }
    }

    private static String label(Staged s) {
        return "ciel " + s.name();
    }

    /** Ends the task of a staged file, if there is one that runs, and forgets it. */
    void end(Staged s) throws TransferException {
        if (!s.submitted()) {
            return;
        }
        try {
            for (JsonNode task : globus.transfer().taskList("label:=" + label(s) + "/status:ACTIVE,INACTIVE", null)) {
                String id = task.path("task_id").asText();
                globus.transfer().cancelTask(id);
                while (!TaskVerdict.of(look(id)).ended()) {
                    pause("[globus] ending task " + id);
                }
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of("[globus] ending an earlier task of '" + s.name() + "'", e);
        }
        s.forgetTask();
    }

    /**
     * A task that has done its work. @param adopted whether a process before this one, or an earlier attempt, began it
     */
    private record Task(String id, boolean adopted) {}

    /** @param name tells one piece of work from another of the same staged file */
    private Task run(Staged s, String name, String doing, TaskDocument d) throws TransferException {
        d.label(label(s));
        if (d.type().equals("transfer")) {
            d.flag("verify_checksum", true).flag("fail_on_quota_errors", true);
        }
        for (String mail : List.of("succeeded", "failed", "inactive")) {
            d.flag("notify_on_" + mail, false);
        }
        try {
            boolean adopted = begun(s, name, d);
            while (true) {
                String id = new Submitter(globus.transfer(), new SubmissionJournal(s.journal()), Ticker.SYSTEM)
                        .submit(name, d)
                        .taskId();
                JsonNode bad = waitFor(id, s, doing);
                if (bad == null) {
                    return new Task(id, adopted);
                }
                s.forgetTask();
                if (!adopted) {
                    throw GlobusErrors.of(doing, bad);
                }
                // How an earlier attempt ended is old news.
                adopted = false;
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of(doing, e);
        }
    }

    /** Whether this very work was begun before; other work of the staged file is ended. */
    private boolean begun(Staged s, String name, TaskDocument d) throws TransferException {
        if (!s.submitted()) {
            return false;
        }
        String hash = d.sha256();
        if (new SubmissionJournal(s.journal())
                .entries().stream()
                        .anyMatch(e -> e.name().equals(name) && e.sha256().equals(hash))) {
            return true;
        }
        end(s);
        return false;
    }

    /** @return null when the task has done its work, else the task as it ended */
    private JsonNode waitFor(String id, Staged s, String doing) throws TransferException {
        while (true) {
            JsonNode task = look(id);
            TaskVerdict v = TaskVerdict.of(task);
            if (v.state() == TaskVerdict.State.DONE) {
                return null;
            }
            if (v.ended()) {
                return task;
            }
            if (GlobusErrors.FULL.contains(task.path("nice_status").asText())) {
                end(s);
                throw new BackPressureException(doing + ": the destination is full ("
                        + task.path("nice_status").asText() + "); free space or raise the quota");
            }
            if (v.state() == TaskVerdict.State.WAITING) {
                // It stays: when a person has acted it goes on, and the next attempt adopts it.
                throw new HumanException(doing + ": " + v.reason());
            }
            pause(doing);
        }
    }

    /** Whether a staged file has the size and the checksum that Globus recorded when it had fetched it. */
    private boolean intact(String taskId, Staged s, long size, String doing) throws TransferException {
        try {
            if (!Files.isRegularFile(s.file()) || s.size() != size) {
                return false;
            }
            for (ObjectNode done : globus.transfer().successfulTransfers(taskId)) {
                String algorithm =
                        switch (done.path("checksum_algorithm").asText().toUpperCase(java.util.Locale.ROOT)) {
                            case "MD5" -> "MD5";
                            case "SHA1" -> "SHA-1";
                            case "SHA256" -> "SHA-256";
                            case "SHA512" -> "SHA-512";
                            default -> "";
                        };
                if (done.path("destination_path").asText().equals(prefix + s.name()) && !algorithm.isEmpty()) {
                    return digest(s.file(), algorithm)
                            .equalsIgnoreCase(done.path("checksum").asText());
                }
            }
            return false;
        } catch (GlobusException e) {
            throw GlobusErrors.of(doing, e);
        }
    }

    private static String digest(Path file, String algorithm) throws TransferException {
        try (var in = Files.newInputStream(file)) {
            MessageDigest d = MessageDigest.getInstance(algorithm);
            byte[] buffer = new byte[1 << 18];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                d.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(d.digest());
        } catch (IOException e) {
            throw new TransientException("[globus] the staging file " + file + " cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private void pause(String doing) throws TransferException {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(
                    doing + ": interrupted; the task goes on at Globus and is adopted by the next attempt");
        }
    }
}
