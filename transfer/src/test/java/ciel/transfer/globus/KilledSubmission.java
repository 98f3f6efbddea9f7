package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Submits once, in a process of its own that ends at once, without any clean-up, before its n-th act on the journal:
 * append, sync, append, sync.
 */
public final class KilledSubmission {
    private KilledSubmission() {}

    public static void main(String[] args) throws IOException {
        int killAt = Integer.parseInt(args[3]);
        Path file = Path.of(System.getenv("CIEL_GLOBUS_DIR")).resolve(args[0] + ".journal");
        Files.createDirectories(file.getParent());
        JournalFile disk = JournalFile.at(file);
        JournalFile dying = new JournalFile() {
            private int acts;

            private void act() {
                if (++acts == killAt) {
                    Runtime.getRuntime().halt(137);
                }
            }

            @Override
            public byte[] read() throws IOException {
                return disk.read();
            }

            @Override
            public void truncate(long length) throws IOException {
                disk.truncate(length);
            }

            @Override
            public void append(byte[] bytes) throws IOException {
                act();
                disk.append(bytes);
            }

            @Override
            public void sync() throws IOException {
                act();
                disk.sync();
            }
        };
        try (Globus g = Globus.open(System.getenv())) {
            new Submitter(g.transfer(), new SubmissionJournal(file, dying), Ticker.SYSTEM)
                    .submit(args[0], TaskDocument.transfer(args[1], args[2]).item("/a", "/" + args[0], false));
        }
    }
}
