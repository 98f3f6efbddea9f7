package ciel.workflow.campaign;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorSelection;
import ciel.sim.exposure.Settings;
import ciel.sim.yaml.Problems;
import ciel.sim.yaml.YamlSchema;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a campaign of a file that follows the schema; what the schema cannot say is checked here. */
final class CampaignReader {
    private static final List<String> PRODUCTS = List.of("raw", "truth");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

    private final Path file;
    private final JsonNode root;
    private final Problems problems;

    CampaignReader(Path file, JsonNode root, Problems problems) {
        this.file = file;
        this.root = root;
        this.problems = problems;
    }

    /** @return the campaign; null parts where problems were found */
    Campaign campaign() {
        List<Detector> detectors = detectors();
        RenderSite site = new SiteReader(this, root.path("site"), problems).read();
        VisitSelection visits = new VisitReader(this, root.path("visits"), problems).read(site);
        Rendering rendering = rendering(site);
        List<CampaignDestination> destinations = new DestinationReader(this, root, problems).read();
        Retention retention = new Retention(
                root.path("retention").path("purge").asBoolean(true),
                time("/retention/grace", Duration.ofDays(1)),
                time("/retention/logs", Duration.ofDays(30)));
        Attempts attempts = new Attempts(
                root.path("attempts").path("render").asInt(3),
                root.path("attempts").path("deliver").asInt(5),
                time("/attempts/backoff", Duration.ofMinutes(5)));
        LedgerAddress ledger = ledger();
        problems.throwIfAny();
        return new Campaign(
                file,
                root.path("campaign").asText(),
                root.path("description").asText(""),
                visits,
                detectors,
                rendering,
                site,
                destinations,
                retention,
                attempts,
                root.path("priority").asInt(0),
                notification(),
                ledger);
    }

    private List<Detector> detectors() {
        TreeMap<Integer, Detector> found = new TreeMap<>();
        List<String> terms = texts(root.path("detectors"));
        for (int i = 0; i < terms.size(); i++) {
            String term = terms.get(i);
            List<Detector> named =
                    problems.get("/detectors/" + i, () -> DetectorSelection.of(List.of(term), Camera.lsst()));
            if (named != null) {
                named.forEach(d -> found.put(d.number(), d));
            }
        }
        return List.copyOf(found.values());
    }

    private Rendering rendering(RenderSite site) {
        JsonNode render = root.path("render");
        Map<String, String> settings = new TreeMap<>();
        Settings below = Settings.defaults();
        if (site != null) {
            Settings defaults = below;
            Settings withSite = problems.get(
                    "/site/name",
                    () -> defaults.with(
                            "site " + site.site().name(), site.site().settings()));
            below = withSite == null ? below : withSite;
        }
        for (Map.Entry<String, JsonNode> s : render.path("settings").properties()) {
            settings.put(s.getKey(), s.getValue().asText());
            if (s.getKey().equals("camera") && !s.getValue().asText().equals(Camera.DEFAULT)) {
                problems.add(
                        "/render/settings/camera",
                        "camera is '" + s.getValue().asText() + "', and campaigns are of LSSTCam",
                        "leave it out; ciel render --camera draws with other cameras");
            }
            Settings under = below;
            problems.get(
                    "/render/settings/" + s.getKey().replace("~", "~0").replace("/", "~1"),
                    () -> under.with(
                            "render.settings", Map.of(s.getKey(), s.getValue().asText())));
        }
        JsonNode seed = render.path("seed");
        if (seed.isNumber() && !seed.canConvertToLong()) {
            problems.add("/render/seed", "render.seed is " + seed.asText(), "it must fit 64 bits");
        }
        return new Rendering(
                render.path("physics").asText("full"),
                render.path("engine").asText("auto"),
                seed.isNumber() ? OptionalLong.of(seed.asLong()) : OptionalLong.empty(),
                settings,
                render.has("products") ? texts(render.path("products")) : PRODUCTS);
    }

    private Notification notification() {
        return new Notification(
                texts(root.path("notify").path("command")),
                mail(root.path("notify").path("mail")));
    }

    private Optional<Notification.Mail> mail(JsonNode mail) {
        if (!mail.isObject()) {
            return Optional.empty();
        }
        String server = mail.path("server").asText();
        Notification.Mail.Tls tls = Notification.Mail.Tls.valueOf(
                mail.path("tls").asText("starttls").toUpperCase(java.util.Locale.ROOT));
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        int port = colon < 0
                ? tls == Notification.Mail.Tls.TLS ? 465 : mail.has("user") ? 587 : 25
                : Integer.parseInt(server.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            problems.add("/notify/mail/server", "notify.mail.server has the port " + port, "1 to 65535");
        }
        if (mail.has("user") != mail.has("password")) {
            problems.add(
                    "/notify/mail",
                    "notify.mail has " + (mail.has("user") ? "user, and no password" : "password, and no user"),
                    "give both: password names a file that holds it");
        }
        if (mail.has("password") && tls == Notification.Mail.Tls.NONE && !LOOPBACK.contains(host)) {
            problems.add(
                    "/notify/mail/tls",
                    "notify.mail.tls is none, and a password would go to " + host + " in clear text",
                    "starttls or tls");
        }
        return Optional.of(new Notification.Mail(
                texts(mail.path("to")),
                mail.path("from").asText(),
                host,
                port,
                tls,
                text(mail.path("user")),
                text(mail.path("password")).map(this::path)));
    }

    private LedgerAddress ledger() {
        JsonNode ledger = root.path("ledger");
        if (ledger.isObject()) {
            String url = ledger.path("postgres").asText();
            if (url.toLowerCase(java.util.Locale.ROOT).contains("password=")) {
                problems.add(
                        "/ledger/postgres",
                        "the address of the ledger holds a password",
                        "leave it to the password file of PostgreSQL, ~/.pgpass or PGPASSFILE");
            }
            return new LedgerAddress.Postgres(url, ledger.path("user").asText());
        }
        return new LedgerAddress.Sqlite(path(ledger.asText("ledger/ledger.db")));
    }

    /** @return the time at a pointer, which need not be there */
    Duration time(String pointer, Duration otherwise) {
        JsonNode node = root.at(pointer);
        if (node.isMissingNode()) {
            return otherwise;
        }
        Duration read = problems.get(pointer, () -> Quantity.time(YamlSchema.name(pointer), node.asText()));
        return read == null ? otherwise : read;
    }

    /** @return a path of this machine: relative ones begin at the folder of the campaign file, ~/ at home */
    Path path(String text) {
        return text.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), text.substring(2))
                : file.resolveSibling(text).normalize();
    }

    /** @return a site's name, or its file as a path from here */
    String siteName(String text) {
        return text.endsWith(".yaml") || text.contains("/") ? path(text).toString() : text;
    }

    static List<String> texts(JsonNode list) {
        List<String> out = new ArrayList<>();
        list.forEach(t -> out.add(t.asText()));
        return out;
    }

    static Optional<String> text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node.asText());
    }

    static Set<Band> bands(JsonNode list) {
        Set<Band> out = new TreeSet<>(Comparator.naturalOrder());
        texts(list).forEach(letter -> {
            for (Band band : Band.values()) {
                if (band.letter().equals(letter)) {
                    out.add(band);
                }
            }
        });
        return out;
    }

    static InputException wrong(String what, String problem, String remedy) {
        return new InputException(what, problem, remedy);
    }
}
