package ciel.workflow.daemon;

import ciel.sim.InputException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.VisitSelection;
import ciel.workflow.job.JobSpec;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.stage.PortException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Brings what a job reads to its site: the catalog of a visit with the files that it includes, or the rows of its night, and
 * the job's description.
 */
final class Inputs {
    private static final Map<String, String> PRODUCTS =
            Map.of("eimage", "output.eimage", "raw", "output.raw", "truth", "output.truth", "preview", "output.png");

    /** Where inputs go. */
    interface Place {
        /** Puts a file there under its checksum. */
        void put(Path file) throws PortException;

        /** Puts a short text there. */
        default void put(byte[] content) throws PortException, IOException {
            Path file = Files.createTempFile("ciel-input", "");
            try {
                Files.write(file, content);
                put(file);
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }

    private final String ciel;
    private final NightTables nights = new NightTables();

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
        try {
            JobSpec.Visit described =
                    switch (campaign.visits()) {
                        case VisitSelection.Catalogs catalogs -> catalog(campaign, visit, site);
                        case VisitSelection.Database database -> row(campaign, database, visit, site);
                    };
            JobSpec spec = JobSpec.of(
                    campaign.name(),
                    ciel,
                    campaign.rendering().physics(),
                    settings(campaign),
                    campaign.rendering().engine(),
                    false,
                    List.of(described));
            byte[] json = spec.json();
            Digests digests = new Digests(EnumSet.of(Algorithm.SHA256));
            digests.update(ByteBuffer.wrap(json));
            String sum = digests.finish().get(Algorithm.SHA256);
            site.put(json);
            return sum;
        } catch (PortException e) {
            throw e;
        } catch (InputException | IllegalArgumentException e) {
            throw new PortException.Refused("[visit " + visit.observationId() + "] " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PortException.Refused(
                    "[visit " + visit.observationId() + "] " + visit.catalog() + ": cannot be read (" + e.getMessage()
                            + "); put it back, then ciel campaign retry",
                    e);
        }
    }

    private static Long seed(Campaign campaign, VisitRow visit) {
        OptionalLong seed = campaign.seed(visit.observationId());
        return seed.isPresent() ? seed.getAsLong() : null;
    }

    /** An instance catalog with what it includes. */
    private static JobSpec.Visit catalog(Campaign campaign, VisitRow visit, Place site)
            throws PortException, IOException {
        Path catalog = Path.of(visit.catalog());
        List<JobSpec.Input> inputs = new ArrayList<>();
        for (Path file : files(catalog)) {
            site.put(file);
            String name = catalog.toAbsolutePath()
                    .getParent()
                    .relativize(file.toAbsolutePath())
                    .toString();
            inputs.add(new JobSpec.Input(name, sum(file), Files.size(file)));
        }
        return new JobSpec.Visit(visit.observationId(), seed(campaign, visit), inputs, null);
    }

    /** A visit of a database: the visits of its night go to the site, and the objects are there. */
    private JobSpec.Visit row(Campaign campaign, VisitSelection.Database database, VisitRow visit, Place site)
            throws PortException, IOException {
        Path night = nights.file(database.file(), visit.observationId());
        try {
            site.put(night);
            String name = database.file().getFileName().toString().replaceAll("[^A-Za-z0-9_.+@=-]", "_");
            return new JobSpec.Visit(
                    visit.observationId(),
                    seed(campaign, visit),
                    List.of(new JobSpec.Input(name.replaceFirst("^[^A-Za-z0-9_]", "_"), sum(night), Files.size(night))),
                    database.sky().toString());
        } finally {
            Files.deleteIfExists(night);
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
