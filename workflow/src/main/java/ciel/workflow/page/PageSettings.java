package ciel.workflow.page;

import ciel.sim.InputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where the page is served and to whom.
 *
 * @param address   the address it listens on; loopback unless there is a token for reading
 * @param port      0 to 65535; 0 takes a free one
 * @param names     other names, {@code host} or {@code host:port}, under which a proxy or an ssh tunnel serves the page
 * @param readToken what a reader has to show; empty lets everybody read who reaches the address, every user of this
 *                  machine among them
 * @param actToken  what somebody has to show who wants to pause, resume or retry; empty forbids all three
 */
public record PageSettings(String address, int port, List<String> names, String readToken, String actToken) {
    /** Fewer characters than this are guessed too soon. */
    private static final int LEAST_TOKEN = 16;

    public PageSettings {
        if (port < 0 || port > 65535) {
            throw new InputException("page", "port is " + port, "give 0 to 65535; 0 takes a free one");
        }
        token("the token for reading", readToken);
        token("the token for acting", actToken);
        InetAddress inet;
        try {
            inet = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new InputException("page", "the address " + address + " is not known", "give 127.0.0.1 or ::1", e);
        }
        if (!inet.isLoopbackAddress() && readToken.isEmpty()) {
            throw new InputException(
                    "page",
                    address + " is not a loopback address, so others could read the page",
                    "serve it on 127.0.0.1 and use ssh -L, or give a token for reading");
        }
        names = List.copyOf(names);
    }

    /** The loopback address, for reading only. */
    public static PageSettings loopback(int port) {
        return new PageSettings("127.0.0.1", port, List.of(), "", "");
    }

    private static void token(String what, String token) {
        if (!token.isEmpty() && (token.length() < LEAST_TOKEN || !token.matches("[!-~]+"))) {
            throw new InputException(
                    "page",
                    what + " has " + token.length() + " characters or some that are not printable ASCII",
                    "give at least " + LEAST_TOKEN + " printable characters without blanks");
        }
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "PageSettings[" + address + ":" + port + ", names=" + names + "]";
    }
}
