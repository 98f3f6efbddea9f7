package ciel.transfer.globus.backend;

import ciel.transfer.TransientException;
import ciel.transfer.TransferException;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusException;
import ciel.transfer.globus.SubmissionJournal;
import ciel.transfer.globus.Submitter;
import ciel.transfer.globus.TaskDocument;
import ciel.transfer.globus.TaskVerdict;
import ciel.transfer.globus.Ticker;
import ciel.transfer.BackPressureException;
import ciel.transfer.HumanException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * The staging folder, and the tasks that move files between it and the collection.
 *
 * <p>Each piece of work has a key, which is in the label of its task and names a journal in the folder. A process that finds the journal of an earlier life first ends
 * that life's task, because two tasks that write one file would mix their bytes.
 */
final class Staging {
    private final Globus globus;
    private final String collection;
    private final Path folder;
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
    Staging(Globus globus, String collection, Path folder, String prefix, String remote, Duration poll) throws TransferException {
        this.globus = globus;
        this.collection = collection;
        this.folder = folder.resolve(".ciel-globus");
        this.prefix = prefix + ".ciel-globus/";
        this.remote = remote;
        this.poll = poll;
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw new ciel.transfer.SettingException("[globus.staging.folder] " + folder + " cannot be used: " + e.getMessage() + "; give a folder that can be written", e);
        }
    }

    /** A new name for a file on its way. */
    Path file(String key) {
        return folder.resolve(key + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private Path journal(String key) {
        return folder.resolve(key + ".journal");
    }

    /** Ends what an earlier process began under this key and did not see the end of. */
    void endEarlierLife(String key) throws TransferException {
        Path journal = journal(key);
        if (!Files.exists(journal)) {
            return;
        }
        try {
            for (JsonNode task : globus.transfer().taskList("label:=" + label(key) + "/status:ACTIVE,INACTIVE", null)) {
                String id = task.path("task_id").asText();
                globus.transfer().cancelTask(id);
                while (!TaskVerdict.of(globus.transfer().task(id)).ended()) {
                    pause("ending an earlier task");
                }
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of("[globus] ending an earlier task of '" + key + "'", e);
        }
        forget(key);
    }

    /** The work of a key is done, its journal is no longer needed. */
    void forget(String key) throws TransferException {
        try {
            Files.deleteIfExists(journal(key));
            Files.deleteIfExists(folder.resolve(key + ".journal.lock"));
        } catch (IOException e) {
            throw new TransientException("[globus] the journal in " + folder + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static String label(String key) {
        return "ciel " + key;
    }

    /** Sends a staged file to a path of the collection; returns when it is there and verified. */
    void send(String key, Path staged, String to) throws TransferException {
        run(key, "[globus " + remote + "] sending to '" + to + "'",
                TaskDocument.transfer(collection, remote).item(prefix + staged.getFileName(), to, false));
    }

    /** Fetches a path of the collection into a staged file. */
    void fetch(String key, String from, Path staged) throws TransferException {
        run(key, "[globus " + remote + "] fetching '" + from + "'", TaskDocument.transfer(remote, collection).item(from, prefix + staged.getFileName(), false));
    }

    /** Deletes a path of the collection. */
    void remove(String key, String path, boolean folderToo) throws TransferException {
        run(key, "[globus " + remote + "] deleting '" + path + "'", TaskDocument.delete(remote, folderToo).flag("ignore_missing", true).remove(path));
    }

    private void run(String key, String doing, TaskDocument d) throws TransferException {
        d.label(label(key));
        if (d.type().equals("transfer")) {
            d.flag("verify_checksum", true).flag("fail_on_quota_errors", true);
        }
        for (String mail : new String[] {"succeeded", "failed", "inactive"}) {
            d.flag("notify_on_" + mail, false);
        }
        try {
            String id = new Submitter(globus.transfer(), new SubmissionJournal(journal(key)), Ticker.system()).submit(d).taskId();
            while (true) {
                JsonNode task = globus.transfer().task(id);
                TaskVerdict v = TaskVerdict.of(task);
                if (v.state() == TaskVerdict.State.DONE) {
                    return;
                }
                if (v.ended()) {
                    throw GlobusErrors.of(doing, task);
                }
                if (GlobusErrors.FULL.contains(task.path("nice_status").asText())) {
                    globus.transfer().cancelTask(id);
                    throw new BackPressureException(doing + ": the destination is full (" + task.path("nice_status").asText() + "); free space or raise the quota");
                }
                if (v.state() == TaskVerdict.State.WAITING) {
                    globus.transfer().cancelTask(id);
                    throw new HumanException(doing + ": " + v.reason());
                }
                pause(doing);
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of(doing, e);
        }
    }

    private void pause(String doing) throws TransferException {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(doing + ": interrupted; the task goes on at Globus and is ended by the next attempt");
        }
    }
}
