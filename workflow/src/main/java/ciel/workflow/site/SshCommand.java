package ciel.workflow.site;

import ciel.sites.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Command lines of the OpenSSH client for a site's connection. The client brings agents, certificates, jump hosts and
 * the
 * user's own configuration. It never asks: a host key that is not pinned or a missing key is an error.
 */
public final class SshCommand {
    /**
     * What a program said. @param code exit code; -1 where it did not end in time @param out stdout @param err stderr
     */
    record Answer(int code, String out, String err) {
        /** @return the last line of stderr that is not blank; empty where there is none */
        String complaint() {
            return err.lines()
                    .filter(l -> !l.isBlank())
                    .reduce((a, b) -> b)
                    .orElse("")
                    .strip();
        }
    }

    private static final int MAX_OUTPUT_BYTES = 1 << 20;
    private static final int CONNECT_SECONDS = 15;

    private final Site.Connection connection;

    /** @param connection how the site is reached */
    public SshCommand(Site.Connection connection) {
        this.connection = connection;
    }

    /** @return USER@HOST, as a person writes it */
    String target() {
        return (connection.user() == null ? "" : connection.user() + "@") + connection.host();
    }

    /** @return the words of a command that opens a session; nothing of them passes a shell on this side */
    List<String> session(List<String> options, String... words) {
        List<String> command = new ArrayList<>(List.of("ssh"));
        List.of(
                        "BatchMode=yes",
                        "StrictHostKeyChecking=yes",
                        "ConnectTimeout=" + CONNECT_SECONDS,
                        "ServerAliveInterval=15",
                        "ServerAliveCountMax=4",
                        "ClearAllForwardings=yes",
                        "ForwardAgent=no",
                        "ForwardX11=no",
                        "ControlPath=none")
                .forEach(o -> command.addAll(List.of("-o", o)));
        option(command, "UserKnownHostsFile", file(connection.knownHosts()));
        if (connection.identity() != null) {
            command.addAll(List.of("-i", file(connection.identity()), "-o", "IdentitiesOnly=yes"));
        }
        option(command, "CertificateFile", file(connection.certificate()));
        if (connection.port() != null) {
            command.addAll(List.of("-p", connection.port().toString()));
        }
        if (connection.user() != null) {
            command.addAll(List.of("-l", connection.user()));
        }
        command.addAll(options);
        command.addAll(List.of("--", connection.host()));
        command.addAll(List.of(words));
        return command;
    }

    /** @return the command that starts a gate: through the forced command, or by the shell of a plain login */
    public List<String> gate() {
        if (connection.restricted()) {
            return session(List.of("-T"));
        }
        return session(List.of("-T"), SiteInstaller.gateCommand(connection));
    }

    private static void option(List<String> command, String name, String value) {
        if (value != null) {
            command.addAll(List.of("-o", name + "=" + value));
        }
    }

    /** @return a file name with the home folder for a leading ~ */
    static String file(String name) {
        return name != null && name.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), name.substring(2)).toString()
                : name;
    }

    /** Runs a program with an input. @param input bytes for its stdin, null for none */
    static Answer run(List<String> command, InputStream input, Duration patience) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<Thread> readers = List.of(
                Thread.ofVirtual().start(() -> keep(process.getInputStream(), out)),
                Thread.ofVirtual().start(() -> keep(process.getErrorStream(), err)),
                Thread.ofVirtual().start(() -> feed(input, process)));
        try {
            boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
                process.waitFor();
            }
            for (Thread reader : readers) {
                reader.join(Duration.ofSeconds(5));
            }
            return new Answer(
                    ended ? process.exitValue() : -1,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Sends a few bytes, keeps stdin open, and waits for the first bytes of the answer; then the program is ended.
     *
     * @return up to n bytes; fewer where the program ended or said no more within the patience
     */
    static byte[] firstBytes(List<String> command, byte[] input, int n, Duration patience) throws IOException {
        Process process = new ProcessBuilder(command).start();
        Thread errors = Thread.ofVirtual().start(() -> keep(process.getErrorStream(), new ByteArrayOutputStream()));
        Thread limit = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(patience);
                process.destroyForcibly();
            } catch (InterruptedException e) {
                // the answer is there
            }
        });
        try {
            process.getOutputStream().write(input);
            process.getOutputStream().flush();
            return process.getInputStream().readNBytes(n);
        } catch (IOException e) {
            return new byte[0]; // it ended before it read
        } finally {
            limit.interrupt();
            process.destroyForcibly();
            errors.interrupt();
        }
    }

    private static void keep(InputStream in, ByteArrayOutputStream to) {
        byte[] some = new byte[8192];
        try (in) {
            for (int n; (n = in.read(some)) >= 0; ) {
                if (to.size() < MAX_OUTPUT_BYTES) {
                    to.write(some, 0, n);
                }
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    private static void feed(InputStream input, Process process) {
        try (var to = process.getOutputStream()) {
            if (input != null) {
                input.transferTo(to);
            }
        } catch (IOException e) {
            // it does not want more; its exit code says why
        }
    }
}
