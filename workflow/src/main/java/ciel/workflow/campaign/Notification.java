package ciel.workflow.campaign;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who is told when something needs a human, and when the campaign ends.
 *
 * @param command program and arguments; the message is its standard input; empty: none
 * @param mail    or empty
 */
public record Notification(List<String> command, Optional<Mail> mail) {
    /**
     * @param to       addresses
     * @param from     address
     * @param host     SMTP server
     * @param port     of it
     * @param tls      how the connection is made secret
     * @param user     who logs in, or empty
     * @param password file that holds the password, in one line; read at each message
     */
    public record Mail(
            List<String> to,
            String from,
            String host,
            int port,
            Tls tls,
            Optional<String> user,
            Optional<Path> password) {
        /** How a connection to a mail server is made secret. */
        public enum Tls {
            /** By STARTTLS; plain where the server does not offer it and nobody logs in. */
            STARTTLS,
            /** From the first byte. */
            TLS,
            /** Not at all: for a server on this machine. */
            NONE
        }

        public Mail {
            to = List.copyOf(to);
        }
    }

    public Notification {
        command = List.copyOf(command);
    }
}
