package ciel.transfer.globus;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the services are and how they are reached, from the official SDK's own variables:
 * {@code GLOBUS_SDK_ENVIRONMENT} (production, preview, sandbox, integration, test, staging), {@code
 * GLOBUS_SDK_SERVICE_URL_<SERVICE>},
 * {@code GLOBUS_SDK_HTTP_TIMEOUT} (seconds; 60 when absent, -1 for none) and {@code GLOBUS_SDK_VERIFY_SSL} (true, or
 * a PEM file of CA certificates).
 *
 * <p>Two differences from the SDK, both on purpose: plain http is accepted to the loopback interface only, because
 * every request carries a token; and
 * certificates cannot be left unverified.
 */
public final class GlobusEnvironment {
    /** The services that this client speaks to. */
    public enum Service {
        AUTH,
        TRANSFER,
        GROUPS,
        TIMERS,
        FLOWS,
        SEARCH;

        /** Lower case, as in the variable names and in messages. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<String> INTERNAL = Set.of("sandbox", "integration", "test", "staging");

    private final String name;
    private final Map<Service, URI> urls = new EnumMap<>(Service.class);
    private final Duration timeout;
    private final Path caFile;

    private GlobusEnvironment(String name, Duration timeout, Path caFile) {
        this.name = name;
        this.timeout = timeout;
        this.caFile = caFile;
    }

    /** Reads the variables from a map such as {@code System.getenv()}. */
    public static GlobusEnvironment from(Map<String, String> vars) {
        String name = vars.getOrDefault("GLOBUS_SDK_ENVIRONMENT", "production");
        if (!name.equals("production") && !name.equals("preview") && !INTERNAL.contains(name)) {
            throw GlobusException.badInput(
                    "GLOBUS_SDK_ENVIRONMENT is '" + name + "'",
                    "use production, preview, sandbox, integration, test or staging");
        }
        GlobusEnvironment e = new GlobusEnvironment(
                name, timeout(vars.get("GLOBUS_SDK_HTTP_TIMEOUT")), caFile(vars.get("GLOBUS_SDK_VERIFY_SSL")));
        for (Service s : Service.values()) {
            // The SDK's name for the Timers service is singular.
            String var = "GLOBUS_SDK_SERVICE_URL_" + (s == Service.TIMERS ? "TIMER" : s.name());
            String given = vars.get(var);
            e.urls.put(s, given == null || given.isEmpty() ? URI.create(standard(name, s)) : override(var, given));
        }
        return e;
    }

    private static String standard(String env, Service s) {
        String domain = env.equals("production")
                ? "globus.org"
                : INTERNAL.contains(env) ? env + ".globuscs.info" : env + ".globus.org";
        return switch (s) {
            case AUTH -> "https://auth." + domain;
            case TRANSFER, GROUPS, SEARCH -> "https://" + s.id() + ".api." + domain;
            case TIMERS -> "https://" + (env.equals("production") ? "" : env + ".") + "timer.automate.globus.org";
            case FLOWS -> "https://" + (env.equals("production") ? "" : env + ".") + "flows.automate.globus.org";
        };
    }

    private static URI override(String var, String text) {
        URI u;
        try {
            u = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            throw GlobusException.badInput(
                    var + " is not a URL: '" + text + "'", "write for instance https://transfer.example.org");
        }
        if (u.getHost() == null || u.getUserInfo() != null || u.getQuery() != null || u.getFragment() != null) {
            throw GlobusException.badInput(
                    var + " must be a plain base URL without user, query or fragment",
                    "write for instance https://transfer.example.org");
        }
        if ("https".equals(u.getScheme()) || "http".equals(u.getScheme()) && loopback(u.getHost())) {
            return u;
        }
        throw GlobusException.badInput(
                var + " is '" + text + "': a token would cross the network unencrypted",
                "use https, or http to 127.0.0.1, [::1] or localhost");
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static Duration timeout(String text) {
        if (text == null || text.isEmpty()) {
            return Duration.ofSeconds(60);
        }
        try {
            double s = Double.parseDouble(text);
            if (s == -1) {
                return null;
            }
            if (s > 0 && s < 1e6) {
                return Duration.ofNanos((long) (s * 1e9));
            }
        } catch (NumberFormatException e) {
            // reported below with the same words
        }
        throw GlobusException.badInput(
                "GLOBUS_SDK_HTTP_TIMEOUT is '" + text + "'",
                "give seconds above 0 and below 1000000, or -1 for no limit");
    }

    private static Path caFile(String text) {
        if (text == null || Set.of("y", "yes", "t", "true", "on", "1").contains(text.toLowerCase(Locale.ROOT))) {
            return null;
        }
        if (Set.of("n", "no", "f", "false", "off", "0").contains(text.toLowerCase(Locale.ROOT))) {
            throw GlobusException.badInput(
                    "GLOBUS_SDK_VERIFY_SSL=" + text + ": Ciel does not send tokens to a server it has not verified",
                    "give the path of a PEM file with the CA certificate of that server");
        }
        Path p = Path.of(text);
        if (!Files.isRegularFile(p)) {
            throw GlobusException.badInput(
                    "GLOBUS_SDK_VERIFY_SSL names no file: '" + text + "'",
                    "give true, or the path of a PEM file of CA certificates");
        }
        return p;
    }

    /** "production" and so on. */
    public String name() {
        return name;
    }

    /** The base URL, without a slash at its end. */
    public URI url(Service s) {
        return urls.get(s);
    }

    /** The limit of one exchange; null for none. */
    public Duration timeout() {
        return timeout;
    }

    Path caFile() {
        return caFile;
    }

    /**
     * Tells apart the places that tokens are valid for, so that a token of the real service is never sent to a service
     * that a variable points to.
     */
    String realm() {
        String auth = url(Service.AUTH).toString();
        String transfer = url(Service.TRANSFER).toString();
        boolean standard =
                auth.equals(standard(name, Service.AUTH)) && transfer.equals(standard(name, Service.TRANSFER));
        return standard ? name : name + "@" + auth + "+" + transfer;
    }
}
