package ciel.workflow.campaign;

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
     * @param to     addresses
     * @param from   address
     * @param server SMTP server, host or host:port
     */
    public record Mail(List<String> to, String from, String server) {
        public Mail {
            to = List.copyOf(to);
        }
    }

    public Notification {
        command = List.copyOf(command);
    }
}
