package ciel.workflow.gate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * The log for the site's security officer: one line a request, appended, in {@code .gate/log/YYYY-MM.log} below the
 * root,
 * readable by the account only. Fields: time (UTC), process, client address, verb, what it was about, outcome.
 */
final class GateLog {
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String client;
    private final InstantSource clock;

    GateLog(Path folder, String client, InstantSource clock) throws IOException {
        this.folder = Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.client = plain(client);
        this.clock = clock;
    }

    /** Appends a line in one write, which other gates of the same account do not interleave with. */
    void line(String verb, String subject, String outcome) throws IOException {
        Instant now = clock.instant();
        String line = now + " " + ProcessHandle.current().pid() + " " + client + " " + plain(verb) + " "
                + plain(subject) + " " + plain(outcome) + "\n";
        try (FileChannel log = FileChannel.open(
                folder.resolve(MONTH.format(now) + ".log"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** @return a word that cannot end the line or look like another field */
    private static String plain(String text) {
        String word = text.length() > 300 ? text.substring(0, 300) : text;
        word = word.replaceAll("[^\\x21-\\x7e]", "?");
        return word.isEmpty() ? "-" : word;
    }
}
