package ciel.workflow.campaign;

import static ciel.workflow.campaign.CampaignReader.text;
import static ciel.workflow.campaign.CampaignReader.texts;

import ciel.sim.InputException;
import ciel.sim.yaml.Problems;
import ciel.sites.Site;
import ciel.sites.SiteException;
import ciel.sites.Sites;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the part {@code site} of a campaign file. */
final class SiteReader {
    private static final long GIB = 1L << 30;

    private final CampaignReader reader;
    private final JsonNode node;
    private final Problems problems;

    SiteReader(CampaignReader reader, JsonNode node, Problems problems) {
        this.reader = reader;
        this.node = node;
        this.problems = problems;
    }

    /** @return null where the site is not known */
    RenderSite read() {
        Site site = problems.get(
                "/site/name", () -> load(reader.siteName(node.path("name").asText())));
        if (site == null) {
            return null;
        }
        Site.Connection connection = site.connection();
        String scheduler = text(node.path("scheduler"))
                .orElse(site.scheduler() == null ? "local" : site.scheduler().kind());
        if (site.role().equals("archive")) {
            problems.add(
                    "/site/name",
                    "site " + site.name() + " is one where images are kept",
                    "name one where they are made; ciel site list");
        }
        if (connection == null && site.hosts() != null && !site.hosts().isEmpty() && !node.has("root")) {
            problems.add(
                    "/site/name",
                    "site " + site.name() + " is at " + site.hosts().get("login")
                            + ", and nothing says how you reach it",
                    "write a site file with extends: " + site.name()
                            + " and a connection (site-configs/README.md); or, on a machine of that site, give root");
        }
        Optional<String> partition = text(node.path("partition"))
                .or(() -> Optional.ofNullable(connection).map(Site.Connection::partition));
        JobShape job = job(site, scheduler, partition);
        List<String> licenses = node.has("licenses")
                ? texts(node.path("licenses"))
                : connection == null ? List.of() : connection.licenses();
        List<String> options = new ArrayList<>(
                node.has("options")
                        ? texts(node.path("options"))
                        : site.scheduler() == null
                                ? List.of()
                                : site.scheduler().options());
        options.removeIf(o -> o.startsWith("--licenses="));
        return new RenderSite(
                site,
                scheduler,
                root(connection),
                text(node.path("program"))
                        .orElse(
                                connection == null || connection.install() == null
                                        ? "ciel"
                                        : connection.install() + "/current/ciel"),
                text(node.path("account"))
                        .or(() -> Optional.ofNullable(connection).map(Site.Connection::account)),
                text(node.path("group")),
                partition,
                text(node.path("qos")),
                text(node.path("constraint")).or(() -> known(site, partition).map(Site.Partition::constraint)),
                text(node.path("gres"))
                        .or(() -> job.gpus() > 0 && scheduler.equals("slurm")
                                ? Optional.of("gpu:" + job.gpus())
                                : Optional.empty()),
                licenses,
                options,
                job,
                allocation(),
                storage(site, node, "/site/storage", problems));
    }

    /** @return the disk space of a site that the key {@code storage} names */
    static Optional<Site.Storage> storage(Site site, JsonNode node, String pointer, Problems problems) {
        Optional<String> name = text(node.path("storage"));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = site == null
                ? List.of()
                : site.storage().stream().map(Site.Storage::name).toList();
        if (!names.contains(name.get())) {
            problems.add(
                    pointer,
                    "'" + name.get() + "' is not a disk space of " + (site == null ? "a known site" : site.name()),
                    names.isEmpty() ? "none is known" : "known: " + String.join(", ", names));
            return Optional.empty();
        }
        return site.storage().stream().filter(s -> s.name().equals(name.get())).findFirst();
    }

    static Site load(String nameOrFile) {
        try {
            return Sites.load(nameOrFile);
        } catch (SiteException e) {
            throw new InputException("site", e.getMessage(), "", e);
        }
    }

    private Path root(Site.Connection connection) {
        Optional<String> given = text(node.path("root"));
        if (given.isPresent()) {
            if (connection != null && !given.get().startsWith("/")) {
                problems.add(
                        "/site/root", "site.root is '" + given.get() + "'", "at another machine it must begin with /");
            }
            return connection != null ? Path.of(given.get()) : reader.path(given.get());
        }
        if (connection == null || connection.root() == null) {
            problems.add(
                    "/site",
                    "site has no key root",
                    "the folder at the site that jobs write below; or give connection.root in the site's file");
            return Path.of("/");
        }
        return Path.of(connection.root());
    }

    private static Optional<Site.Partition> known(Site site, Optional<String> partition) {
        return site.scheduler() == null
                ? Optional.empty()
                : site.scheduler().partitions().stream()
                        .filter(p -> partition.isPresent() && p.name().equals(partition.get()))
                        .findFirst();
    }

    private JobShape job(Site site, String scheduler, Optional<String> partition) {
        JsonNode job = node.path("job");
        boolean local = scheduler.equals("local");
        Optional<Site.Partition> known = known(site, partition);
        int detectors = job.path("detectors").asInt(9);
        int cores = job.path("cores")
                .asInt(known.map(Site.Partition::cores)
                        .orElse(local ? Math.max(1, Runtime.getRuntime().availableProcessors()) : 8));
        int gpus = job.path("gpus").asInt(0);
        long memory = text(job.path("memory"))
                .map(t -> problems.get("/site/job/memory", () -> Quantity.bytes("site.job.memory", t)))
                .orElse((2 + Math.min(detectors, cores)) * GIB);
        Duration time = reader.time("/site/job/time", Duration.ofHours(2));
        Duration warning = reader.time("/site/job/warning", Duration.ofMinutes(5));
        int queued = job.path("queued").asInt(local ? 1 : 50);
        int running = job.path("running").asInt(queued);
        if (!job.has("queued")) {
            queued = Math.max(queued, running);
        }
        if (warning.compareTo(time) >= 0) {
            problems.add(
                    job.has("warning") ? "/site/job/warning" : "/site/job/time",
                    "site.job.warning (" + warning.toSeconds() + " s) is not shorter than site.job.time ("
                            + time.toSeconds() + " s)",
                    "a job writes its checkpoint within the warning");
        }
        if (running > queued) {
            problems.add(
                    "/site/job/running",
                    "site.job.running is " + running + ", more than site.job.queued, " + queued,
                    "queued counts running jobs too");
        }
        known.filter(p -> p.maxHours() != null && time.toSeconds() > p.maxHours() * 3600)
                .ifPresent(p -> problems.add(
                        "/site/job/time",
                        "site.job.time is " + time.toHours() + " h; partition " + p.name() + " of " + site.name()
                                + " allows " + p.maxHours() + " h",
                        "give a shorter time: what is not ready goes on in the next job"));
        return new JobShape(detectors, cores, gpus, memory, time, warning, queued, running);
    }

    private Optional<Allocation> allocation() {
        JsonNode a = node.path("allocation");
        if (a.isMissingNode()) {
            return Optional.empty();
        }
        Optional<LocalDate> ends = text(a.path("ends")).map(t -> {
            try {
                return LocalDate.parse(t);
            } catch (DateTimeParseException e) {
                problems.add(
                        "/site/allocation/ends", "site.allocation.ends is '" + t + "'", "it must be a day, 2027-06-30");
                return null;
            }
        });
        return Optional.of(new Allocation(a.path("hours").asDouble(), ends));
    }
}
