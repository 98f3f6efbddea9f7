package ciel.workflow.stage;

import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.NotFoundException;
import ciel.transfer.SourceChangedException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.workflow.gate.GateException;
import java.io.IOException;

/** What a gate said, as the daemon and the mover understand it. */
final class GateErrors {
    private GateErrors() {}

    /** Words of ssh after which trying again only makes noise, each with what a person has to do. */
    private static String remedy(String said) {
        if (said.contains("Host key verification failed")
                || said.contains("IDENTIFICATION HAS CHANGED")
                || said.contains("host key is known for")) {
            return "the host key is not the pinned one; compare its fingerprint with the one that the site publishes, "
                    + "and pin it with ssh-keygen -R and a connection by hand";
        }
        if (said.contains("Permission denied") || said.contains("Too many authentication failures")) {
            return "the site refuses the key; see that it is in authorized_keys there, that its certificate has not "
                    + "ended, and that the agent is unlocked (ssh-add -l)";
        }
        if (said.contains("speaks protocol")) {
            return "run ciel site install";
        }
        return null;
    }

    static PortException port(String site, String act, IOException e) {
        String text = "[site " + site + "] " + act + ": " + e.getMessage();
        if (!(e instanceof GateException gate)) {
            return new PortException.CouldNotAsk(PortException.Cause.AWAY, text, e);
        }
        return switch (gate.kind()) {
            case "fenced" -> new PortException.Fenced(text);
            case "bad", "toolong", "denied", "notfound", "changed", "early" -> new PortException.Refused(text, e);
            default -> {
                String remedy = remedy(String.valueOf(e.getMessage()));
                yield remedy == null
                        ? new PortException.CouldNotAsk(PortException.Cause.AWAY, text, e)
                        : new PortException.CouldNotAsk(PortException.Cause.HUMAN, text + " (" + remedy + ")", e);
            }
        };
    }

    static TransferException transfer(String site, String act, IOException e) {
        String text = "[gate " + site + "] " + act + ": " + e.getMessage();
        if (e instanceof TransferException known) {
            return known;
        }
        if (!(e instanceof GateException gate)) {
            return new TransientException(text, e);
        }
        return switch (gate.kind()) {
            case "notfound" -> new NotFoundException(text, e);
            case "changed" -> new SourceChangedException(text, e);
            case "bad", "toolong", "denied", "early", "fenced" -> new DeniedException(text, e);
            default -> {
                String remedy = remedy(String.valueOf(e.getMessage()));
                yield remedy == null
                        ? new TransientException(text, e)
                        : new HumanException(text + " (" + remedy + ")", e);
            }
        };
    }

    /** What the mover's error means to the daemon. */
    static PortException port(String place, String act, TransferException e) {
        return known("[" + place + "] " + act + ": " + e.getMessage(), e);
    }

    /** The same where the error itself says what was being done. */
    static PortException port(String place, TransferException e) {
        return known("[" + place + "] " + e.getMessage(), e);
    }

    private static PortException known(String text, TransferException e) {
        return switch (e.retryability()) {
            case TRANSIENT -> new PortException.CouldNotAsk(PortException.Cause.AWAY, text, e);
            case BACK_PRESSURE -> new PortException.CouldNotAsk(PortException.Cause.FULL, text, e);
            case HUMAN -> new PortException.CouldNotAsk(PortException.Cause.HUMAN, text, e);
            case PERMANENT -> new PortException.Refused(text, e);
        };
    }
}
