package ciel.workflow.site;

import ciel.sites.Site;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings a distribution to a site by ssh. Versions stand side by side in the install folder; {@code current} is a
 * link that
 * is changed last, in one step. What is there already with the same checksum is not sent again. It needs a login with a
 * shell: a person's, not the campaign's key.
 */
public final class SiteInstaller {
    private static final Pattern NAME = Pattern.compile("(ciel-[A-Za-z0-9.+-]+)-linux-x86_64\\.tar\\.gz");
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofHours(2);

    /** Arguments: install folder, name, SHA-256 of the tarball. Prints "there" or "missing". */
    private static final String LOOK = """
            set -eu
            if [ "$(cat "$1/$2/.sha256" 2>/dev/null)" = "$3" ]; then echo there; else echo missing; fi
            """;

    /** Reads the tarball from stdin. Arguments as above, and the bytes that it has to have. */
    private static final String RECEIVE = """
            set -eu
            umask 022
            mkdir -p "$1/.incoming"
            cat > "$1/.incoming/$2.$$"
            sum=$(sha256sum < "$1/.incoming/$2.$$" | cut -d ' ' -f 1)
            if [ "$sum" != "$3" ]; then rm -f "$1/.incoming/$2.$$"; echo "the file arrived with SHA-256 $sum" >&2; exit 65; fi
            rm -rf "$1/.incoming/tree.$$"
            mkdir "$1/.incoming/tree.$$"
            tar -xzf "$1/.incoming/$2.$$" -C "$1/.incoming/tree.$$"
            rm -f "$1/.incoming/$2.$$"
            "$1/.incoming/tree.$$/$2/ciel" --version
            printf '%s\\n' "$3" > "$1/.incoming/tree.$$/$2/.sha256"
            if [ -e "$1/$2" ]; then mv "$1/$2" "$1/.incoming/old.$$"; fi
            mv "$1/.incoming/tree.$$/$2" "$1/$2"
            rm -rf "$1/.incoming/tree.$$" "$1/.incoming/old.$$"
            """;

    /**
     * Makes a version the current one, and the folders that a gate needs. Arguments: install folder, name, root or "".
     */
    private static final String SWITCH = """
            set -eu
            ln -sfn "$2" "$1/.current.$$"
            mv -Tf "$1/.current.$$" "$1/current"
            mkdir -p "$1/jobs"
            for script in "$1/$2"/jobs/*.sh; do
              [ -e "$script" ] || continue
              cp "$script" "$1/jobs/.new.$$"
              chmod 755 "$1/jobs/.new.$$"
              mv -f "$1/jobs/.new.$$" "$1/jobs/${script##*/}"
            done
            if [ -n "$3" ]; then mkdir -p "$3"; fi
            "$1/current/ciel" --version
            """;

    private final Site.Connection connection;
    private final Consumer<String> say;

    /**
     * @param connection how the site is reached
     * @param say        what is being done, a line each
     */
    public SiteInstaller(Site.Connection connection, Consumer<String> say) {
        this.connection = connection;
        this.say = say;
    }

    /**
     * What was installed. @param version such as ciel-1.0.0 @param sent bytes that were sent @param authorizedKeys the
     * line for it
     */
    public record Installed(String version, long sent, String authorizedKeys) {}

    /**
     * Installs.
     *
     * @param tarball as scripts/dist.sh makes it
     * @throws IOException with what the site said
     */
    public Installed install(Path tarball) throws IOException {
        Matcher name = NAME.matcher(tarball.getFileName().toString());
        if (!name.matches()) {
            throw new IOException(
                    tarball + ": is not named ciel-VERSION-linux-x86_64.tar.gz (give what scripts/dist.sh makes)");
        }
        if (connection.install() == null) {
            throw new IOException("the site file has no connection.install, the folder there for versions of Ciel");
        }
        String version = name.group(1);
        String sum;
        try (FileChannel file = FileChannel.open(tarball)) {
            sum = Digests.of(file, Algorithm.SHA256);
        }
        SshCommand ssh = new SshCommand(person());
        long sent = 0;
        String there = script(ssh, LOOK, null, SHORT, connection.install(), version, sum)
                .strip();
        if (there.equals("missing")) {
            sent = Files.size(tarball);
            say.accept("sending " + version + " (" + (sent + 500_000) / 1_000_000 + " MB) to " + ssh.target());
            try (InputStream file = Files.newInputStream(tarball)) {
                script(ssh, RECEIVE, file, LONG, connection.install(), version, sum);
            }
        } else {
            say.accept(version + " is there already with the same checksum");
        }
        String said = script(
                ssh,
                SWITCH,
                null,
                SHORT,
                connection.install(),
                version,
                connection.root() == null ? "" : connection.root());
        say.accept("current is " + version + ", which answers: "
                + said.strip().lines().reduce((a, b) -> b).orElse(""));
        return new Installed(version, sent, "restrict,command=\"" + gateCommand(connection) + "\" PUBLIC_KEY");
    }

    /** @return the connection of a person: without the campaign's key, which has no shell */
    private Site.Connection person() {
        Site.Connection c = connection;
        return c.restricted()
                ? new Site.Connection(
                        c.host(),
                        c.user(),
                        c.port(),
                        null,
                        null,
                        c.knownHosts(),
                        "plain",
                        c.install(),
                        c.root(),
                        null,
                        null,
                        null,
                        null,
                        null)
                : c;
    }

    /** @return the command line of the gate at a site: what authorized_keys or a plain login runs */
    static String gateCommand(Site.Connection c) {
        StringBuilder command = new StringBuilder(
                c.install() + "/current/ciel gate " + c.root() + " --scripts " + c.install() + "/jobs");
        if (c.slurm() != null) {
            command.append(" --slurm ").append(c.slurm());
        }
        if (c.slurmConf() != null) {
            command.append(" --slurm-conf ").append(c.slurmConf());
        }
        return command.toString();
    }

    /**
     * Runs a fixed script there. Its arguments are words of the site file that the schema has checked, so they need no
     * quoting; where stdin is not used the script itself comes by it.
     */
    private String script(SshCommand ssh, String text, InputStream input, Duration patience, String... arguments)
            throws IOException {
        StringBuilder words = new StringBuilder();
        for (String argument : arguments) {
            words.append(' ').append('\'').append(argument).append('\'');
        }
        List<String> command = input == null
                ? ssh.session(List.of("-T"), "sh -s --" + words)
                : ssh.session(List.of("-T"), "sh -c '" + text.replace("'", "'\\''") + "' ciel" + words);
        SshCommand.Answer answer = SshCommand.run(
                command,
                input == null ? new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) : input,
                patience);
        if (answer.code() != 0) {
            throw new IOException(ssh.target() + ": "
                    + (answer.code() < 0
                            ? "no answer within " + patience.toMinutes() + " min"
                            : answer.complaint().isEmpty() ? "exit code " + answer.code() : answer.complaint()));
        }
        return answer.out();
    }
}
