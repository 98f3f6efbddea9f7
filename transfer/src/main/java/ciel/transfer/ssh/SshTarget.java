package ciel.transfer.ssh;

import ciel.transfer.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where an ssh address leads, after the user's {@code ssh_config} has been asked. The program {@code ssh} itself is
 * asked ({@code ssh -G}), so that Host, Match, Include and the order of lines mean what they mean to it.
 *
 * @param alias      host as the address has it
 * @param host       name or address to connect to
 * @param port       TCP port
 * @param user       who logs in
 * @param identities private keys of IdentityFile, in order; empty for the usual ones
 * @param knownHosts files of UserKnownHostsFile and GlobalKnownHostsFile; empty for the usual ones
 * @param pinnedAs   name under which the host key is pinned: HostKeyAlias, or empty for host and port
 * @param agent      socket of the agent (IdentityAgent), empty for {@code SSH_AUTH_SOCK}, "none" for none
 * @param only       whether only keys of {@code identities} are offered (IdentitiesOnly)
 * @param proxy      command through which to connect (ProxyJump, ProxyCommand); empty for none
 * @param config     the file that was read, or null
 */
record SshTarget(
        String alias,
        String host,
        int port,
        String user,
        List<Path> identities,
        List<Path> knownHosts,
        String pinnedAs,
        String agent,
        boolean only,
        List<String> proxy,
        Path config) {
    private static final int USUAL_PORT = 22;
    private static final long LONGEST_SECONDS = 20;
    private static final String NONE = "none";
    /** A name, an address of IPv4 or IPv6, the latter with its zone. */
    private static final String HOST = "[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?";

    /**
     * @param host of the address
     * @param port of the address, or -1
     * @param user of the address, or null
     */
    static SshTarget of(String host, int port, String user, Map<String, String> settings) throws SettingException {
        if (!host.matches(HOST) || host.startsWith("-")) {
            throw new SettingException("[ssh] '" + host + "' is not a host name");
        }
        if (user != null && !user.matches("[^\\p{Cntrl}\\s'\"`$\\\\;&<>|(){}-][^\\p{Cntrl}\\s'\"`$\\\\;&<>|(){}]*")) {
            throw new SettingException("[ssh] '" + user + "' is not a user name");
        }
        Path config = config(settings);
        if (config == null) {
            return new SshTarget(
                    host,
                    host,
                    port < 0 ? USUAL_PORT : port,
                    user == null ? System.getProperty("user.name") : user,
                    List.of(),
                    List.of(),
                    "",
                    settings.getOrDefault("ssh.agent", ""),
                    false,
                    List.of(),
                    null);
        }
        return read(ask(config, host, port, user), config, host, settings);
    }

    /** @return file of the user's configuration, or null if there is none */
    private static Path config(Map<String, String> settings) throws SettingException {
        String name = settings.get("ssh.config");
        if (NONE.equals(name)) {
            return null;
        }
        if (name != null) {
            if (!Files.isReadable(Path.of(name))) {
                throw new SettingException("[ssh.config] '" + name + "' cannot be read; 'none' reads none");
            }
            return Path.of(name);
        }
        Path usual = home().resolve(".ssh").resolve("config");
        return Files.isReadable(usual) ? usual : null;
    }

    static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }

    private static Map<String, List<String>> ask(Path config, String host, int port, String user)
            throws SettingException {
        List<String> command = new ArrayList<>(ssh(config));
        command.add("-G");
        if (port >= 0) {
            command.addAll(List.of("-p", String.valueOf(port)));
        }
        if (user != null) {
            command.addAll(List.of("-l", user));
        }
        command.addAll(List.of("--", host));
        String problem;
        try {
            Path errors = Files.createTempFile("ciel-ssh-", ".txt");
            try {
                Process p = new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectError(errors.toFile())
                        .start();
                String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!p.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    p.destroyForcibly();
                    problem = "no answer in " + LONGEST_SECONDS + " s";
                } else if (p.exitValue() == 0) {
                    return lines(out);
                } else {
                    problem = Files.readString(errors).strip();
                }
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            problem = e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        }
        throw new SettingException("[ssh.config] '" + config + "' is read by the program ssh (ssh -G), which failed: "
                + problem + "; install OpenSSH's client, or set ssh.config=none and say host, port and key yourself");
    }

    /** The program reads the usual file by itself, and the one of the system with it; another one must be named. */
    private static List<String> ssh(Path config) {
        Path own = Path.of(System.getProperty("user.home"), ".ssh", "config");
        return config.equals(own) ? List.of("ssh") : List.of("ssh", "-F", config.toString());
    }

    private static Map<String, List<String>> lines(String out) {
        Map<String, List<String>> found = new HashMap<>();
        out.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                found.computeIfAbsent(line.substring(0, space).toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                        .add(line.substring(space + 1));
            }
        });
        return found;
    }

    private static SshTarget read(
            Map<String, List<String>> found, Path config, String alias, Map<String, String> settings) {
        String host = first(found, "hostname", alias);
        int port = Integer.parseInt(first(found, "port", String.valueOf(USUAL_PORT)));
        String user = first(found, "user", System.getProperty("user.name"));
        List<Path> identities = new ArrayList<>();
        for (String name : found.getOrDefault("identityfile", List.of())) {
            if (!name.equals(NONE)) {
                identities.add(file(name, host, user));
            }
        }
        List<Path> known = new ArrayList<>();
        for (String key : List.of("userknownhostsfile", "globalknownhostsfile")) {
            for (String name : first(found, key, "").split(" ")) {
                if (!name.isEmpty() && !name.equals(NONE)) {
                    known.add(file(name, host, user));
                }
            }
        }
        String agent = first(found, "identityagent", "");
        return new SshTarget(
                alias,
                host,
                port,
                user,
                identities,
                known,
                first(found, "hostkeyalias", ""),
                settings.getOrDefault(
                        "ssh.agent",
                        agent.isEmpty() || agent.equals("SSH_AUTH_SOCK") || agent.equals(NONE)
                                ? agent.equals(NONE) ? NONE : ""
                                : file(agent, host, user).toString()),
                first(found, "identitiesonly", "no").equals("yes"),
                proxy(found, config, host, port, user),
                config);
    }

    private static String first(Map<String, List<String>> found, String key, String other) {
        return found.getOrDefault(key, List.of(other)).getFirst();
    }

    private static Path file(String name, String host, String user) {
        String text = name.startsWith("~/") ? "%d" + name.substring(1) : name;
        return Path.of(tokens(text, host, 0, user));
    }

    private static String tokens(String text, String host, int port, String user) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char token = text.charAt(++i);
            out.append(
                    switch (token) {
                        case 'h', 'n' -> host;
                        case 'p' -> String.valueOf(port);
                        case 'r' -> user;
                        case 'u' -> System.getProperty("user.name");
                        case 'd' -> System.getProperty("user.home");
                        case '%' -> "%";
                        default -> "%" + token;
                    });
        }
        return out.toString();
    }

    private static List<String> proxy(
            Map<String, List<String>> found, Path config, String host, int port, String user) {
        String jump = first(found, "proxyjump", NONE);
        if (!jump.equals(NONE)) {
            List<String> command = new ArrayList<>(ssh(config));
            command.addAll(List.of("-o", "BatchMode=yes"));
            int comma = jump.lastIndexOf(',');
            if (comma > 0) {
                command.addAll(List.of("-J", jump.substring(0, comma)));
            }
            String last = jump.substring(comma + 1);
            command.addAll(List.of("-W", (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port));
            command.addAll(List.of("--", last.startsWith("ssh://") ? last : "ssh://" + last));
            return command;
        }
        String through = first(found, "proxycommand", NONE);
        return through.equals(NONE) ? List.of() : List.of("/bin/sh", "-c", "exec " + tokens(through, host, port, user));
    }

    /** @return for messages, such as {@code ssh://me@host:2222} */
    String describe() {
        return "ssh://" + user + "@" + alias + (port == USUAL_PORT || !alias.equals(host) ? "" : ":" + port);
    }
}
