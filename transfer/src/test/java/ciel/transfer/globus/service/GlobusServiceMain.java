package ciel.transfer.globus.service;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the service until its standard input ends, for clients in other languages and for tests that kill it.
 * Arguments: {@code PORT} (0 for any), then any number of
 * {@code ID=FOLDER}, {@code --state=FOLDER} (tasks and tokens outlive the service there), {@code
 * --rate=BYTES_PER_SECOND} of each task. The first line on standard output is a JSON object with the URL
 * and the credentials of the test client.
 */
public final class GlobusServiceMain {
    private GlobusServiceMain() {}

    public static void main(String[] args) throws Exception {
        Path state = null;
        long rate = 0;
        for (String a : args) {
            state = a.startsWith("--state=") ? Path.of(a.substring(8)) : state;
            rate = a.startsWith("--rate=") ? Long.parseLong(a.substring(7)) : rate;
        }
        try (GlobusService s = GlobusService.prepare(Integer.parseInt(args[0]), state, rate)) {
            for (int i = 1; i < args.length; i++) {
                if (!args[i].startsWith("--")) {
                    String[] pair = args[i].split("=", 2);
                    Path root = Path.of(pair[1]);
                    Files.createDirectories(root);
                    s.addCollection(pair[0], root.getFileName().toString(), root, false);
                }
            }
            s.begin();
            System.out.println(Web.object()
                    .put("url", s.url())
                    .put("client_id", GlobusService.CLIENT)
                    .put("client_secret", GlobusService.SECRET)
                    .put("native_client_id", GlobusService.NATIVE));
            System.out.flush();
            while (System.in.read() >= 0) {
                // until whoever started us has gone
            }
        }
    }
}
