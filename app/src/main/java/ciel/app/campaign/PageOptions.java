package ciel.app.campaign;

import ciel.sim.InputException;
import ciel.workflow.page.PageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where and to whom the page is served. Tokens come from files, so that no process list shows them. */
final class PageOptions {
    @Option(
            names = "--page-address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on (default: ${DEFAULT-VALUE}); one that is not loopback needs --read-token.")
    private String address;

    @Option(
            names = "--page-name",
            paramLabel = "HOST[:PORT]",
            description = "Further name under which a proxy or an ssh tunnel shows the page, such as localhost:9000.")
    private List<String> names = List.of();

    @Option(
            names = "--read-token",
            paramLabel = "FILE",
            description =
                    "File with the token that a reader must give; without it every user of this machine can read.")
    private Path readToken;

    @Option(
            names = "--act-token",
            paramLabel = "FILE",
            description = "File with the token that allows to pause, resume and retry; without it the page only shows.")
    private Path actToken;

    /** @param port 0 takes a free one */
    PageSettings settings(int port) {
        return new PageSettings(address, port, names, token(readToken), token(actToken));
    }

    private static String token(Path file) {
        if (file == null) {
            return "";
        }
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new InputException(file.toString(), "is empty", "write a token into it: openssl rand -hex 24");
            }
            return token;
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "cannot be read", "write a token into it: openssl rand -hex 24", e);
        }
    }
}
