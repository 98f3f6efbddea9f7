package ciel.workflow.page;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.gate.GateClient;
import ciel.workflow.gate.GateException;
import ciel.workflow.job.JobFolders;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.site.SshCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The end of a log at a render site: of a folder of this machine, or through the gate of another. The path follows from the
 * ledger, never from what a browser asks for; at most {@value #LOG_BYTES} bytes are read.
 */
final class SiteLogs implements LedgerPage.LogReader {
    private static final int LOG_BYTES = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SESSIONS = 2;

    private final Function<Campaign, List<String>> command;
    private final Semaphore free = new Semaphore(SESSIONS);

    /** @param command that opens a session with the gate of a campaign's site */
    SiteLogs(Function<Campaign, List<String>> command) {
        this.command = command;
    }

    /** @return logs through the connections of the sites' files */
    static SiteLogs ofSites() {
        return new SiteLogs(campaign -> new SshCommand(campaign.site().site().connection()).gate());
    }

    /** What reads one file. */
    private interface Reader {
        /** @return its last bytes; empty where there is no such file */
        Optional<byte[]> tail(String path) throws IOException;
    }

    @Override
    public Optional<String> read(Campaign campaign, JobRow job, UnitSpec unit) {
        Optional<JobName> name = JobName.parse(job.name());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        // that of the unit; where the job was killed before it could write one, that of the job
        List<String> paths = new ArrayList<>(List.of(JobFolders.log(name.get(), unit)));
        if (job.schedulerId() != null && job.schedulerId().matches("[A-Za-z0-9_]{1,40}")) {
            paths.add("logs/" + job.name() + "-" + job.schedulerId() + ".out");
        }
        try {
            return campaign.site().remote()
                    ? through(command.apply(campaign), paths)
                    : first(path -> here(campaign.site().root().resolve(path)), paths);
        } catch (IOException e) {
            return Optional.of("The log lies at " + campaign.site().site().name() + ": " + paths.getFirst()
                    + "\nIt cannot be read now: " + e.getMessage());
        }
    }

    private static Optional<String> first(Reader reader, List<String> paths) throws IOException {
        for (String path : paths) {
            Optional<byte[]> bytes = reader.tail(path);
            if (bytes.isPresent()) {
                String text = new String(bytes.get(), StandardCharsets.UTF_8);
                // the first line may have lost its beginning
                return Optional.of(bytes.get().length < LOG_BYTES ? text : text.substring(text.indexOf('\n') + 1));
            }
        }
        return Optional.empty();
    }

    private Optional<String> through(List<String> gate, List<String> paths) throws IOException {
        if (!free.tryAcquire()) {
            throw new IOException("others are reading logs there; try again");
        }
        try (GateClient session = GateClient.open(gate, PATIENCE)) {
            return first(
                    path -> {
                        try {
                            long size = session.call("stat", Map.of("path", path))
                                    .path("bytes")
                                    .asLong();
                            int length = (int) Math.min(LOG_BYTES, size);
                            ByteArrayOutputStream out = new ByteArrayOutputStream(length);
                            session.copy(path, size - length, length, out);
                            return Optional.of(out.toByteArray());
                        } catch (GateException e) {
                            if (e.kind().equals("notfound")) {
                                return Optional.empty();
                            }
                            throw e;
                        }
                    },
                    paths);
        } finally {
            free.release();
        }
    }

    private static Optional<byte[]> here(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(LOG_BYTES, in.length())];
            in.seek(in.length() - bytes.length);
            in.readFully(bytes);
            return Optional.of(bytes);
        }
    }
}
