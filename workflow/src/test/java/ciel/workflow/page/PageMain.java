package ciel.workflow.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Serves a made-up campaign for a look by hand: arguments are the number of visits, a port, and a
 * FITS image where there is one.
 */
final class PageMain {
    private PageMain() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        Path image = args.length > 2 ? Path.of(args[2]) : sample();
        SamplePage page = new SamplePage(Integer.parseInt(args[0]), image);
        try (PageServer server = new PageServer(
                PageSettings.loopback(Integer.parseInt(args[1])), page, page, Map.of(), Duration.ofMillis(700))) {
            System.out.println(server.url());
            while (true) {
                Thread.sleep(1000);
                page.step();
            }
        }
    }

    private static Path sample() throws IOException {
        Path file = Files.createTempFile("ciel-page", ".fits");
        file.toFile().deleteOnExit();
        return SampleImage.write(file);
    }
}
