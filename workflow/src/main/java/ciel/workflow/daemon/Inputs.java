package ciel.workflow.daemon;

import ciel.sim.InputException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.job.JobSpec;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.stage.PortException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Brings what a job reads to its site: the catalog of a visit with the files that it includes, and the job's description. */
final class Inputs {
    private static final Map<String, String> PRODUCTS =
            Map.of("eimage", "output.eimage", "raw", "output.raw", "truth", "output.truth", "preview", "output.png");

    /** Where inputs go. */
    interface Place {
        /** Puts a file there under its checksum. */
        void put(Path file) throws PortException;
    }

    private final String ciel;

    /** @param ciel version of Ciel that must render */
    Inputs(String ciel) {
        this.ciel = ciel;
    }

    /**
     * Makes sure that everything is at the site. May take minutes; runs beside the daemon's thread.
     *
     * @return checksum of the job's description, which is its name in {@code inputs/}
     * @throws PortException.Refused if a file cannot be read here
     */
    String bring(Campaign campaign, VisitRow visit, Place site) throws PortException {
        Path catalog = Path.of(visit.catalog());
        List<JobSpec.Input> inputs = new ArrayList<>();
        try {
            for (Path file : files(catalog)) {
                site.put(file);
                String name = catalog.toAbsolutePath()
                        .getParent()
                        .relativize(file.toAbsolutePath())
                        .toString();
                inputs.add(new JobSpec.Input(name, sum(file), Files.size(file)));
            }
            OptionalLong seed = campaign.seed(visit.observationId());
            JobSpec spec = JobSpec.of(
                    campaign.name(),
                    ciel,
                    campaign.rendering().physics(),
                    settings(campaign),
                    campaign.rendering().engine(),
                    false,
                    List.of(new JobSpec.Visit(
                            visit.observationId(), seed.isPresent() ? seed.getAsLong() : null, inputs)));
            Path file = Files.createTempFile("ciel-job", ".json");
            try {
                Files.write(file, spec.json());
                site.put(file);
                return sum(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (PortException e) {
            throw e;
        } catch (InputException | IllegalArgumentException e) {
            throw new PortException.Refused("[visit " + visit.observationId() + "] " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PortException.Refused(
                    "[visit " + visit.observationId() + "] " + catalog + ": cannot be read (" + e.getMessage()
                            + "); put it back, then ciel campaign retry",
                    e);
        }
    }

    private static Map<String, String> settings(Campaign campaign) {
        Map<String, String> settings = new TreeMap<>(campaign.site().site().settings());
        settings.putAll(campaign.rendering().settings());
        List<String> products = campaign.rendering().products();
        if (!products.isEmpty()) {
            PRODUCTS.forEach((product, key) -> settings.putIfAbsent(key, Boolean.toString(products.contains(product))));
        }
        return settings;
    }

    private static String sum(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            return Digests.of(in, Algorithm.SHA256);
        }
    }

    /** @return the catalog, then what it includes, in order */
    static List<Path> files(Path catalog) throws IOException {
        List<Path> files = new ArrayList<>(List.of(catalog));
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(plain(Files.newInputStream(catalog)), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("includeobj")) {
                    String[] words = line.strip().split("\\s+");
                    Path file = catalog.resolveSibling(words.length > 1 ? words[1] : "");
                    if (words.length == 2 && !files.contains(file)) {
                        files.add(file);
                    }
                }
            }
        }
        return files;
    }

    /** A catalog that begins as gzip does is compressed, whatever its name says. */
    private static InputStream plain(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }
}
