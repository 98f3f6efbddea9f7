package ciel.workflow.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which requests are answered. A page on loopback is reached by every site that the user's browser shows:
 * under a foreign name whose address was changed to loopback (DNS rebinding: Host is wrong), from a foreign page
 * (Origin, Sec-Fetch-Site), by a form (content type). Tokens come in a header, never in a cookie or an address, so
 * that no other page can send them.
 */
final class RequestGuard {
    /** The header that carries a token. */
    static final String TOKEN_HEADER = "X-Ciel-Token";

    /**
     * The parts of a request that decide.
     *
     * @param method      GET
     * @param path        without the query
     * @param hosts       every Host header
     * @param origins     every Origin header
     * @param fetchSites  every Sec-Fetch-Site header
     * @param contentType or null
     * @param token       the token header, or null
     */
    record Facts(
            String method,
            String path,
            List<String> hosts,
            List<String> origins,
            List<String> fetchSites,
            String contentType,
            String token) {}

    /** An answer that is no. */
    record Refusal(int status, String reason) {}

    private final Set<String> hosts;
    private final String readToken;
    private final String actToken;

    /** @param port the one that is listened on */
    RequestGuard(PageSettings settings, int port) {
        hosts = new HashSet<>();
        String address = settings.address().contains(":") ? "[" + settings.address() + "]" : settings.address();
        for (String name : List.of(address, "localhost", "127.0.0.1", "[::1]")) {
            hosts.add(name.toLowerCase(Locale.ROOT) + ":" + port);
        }
        settings.names().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        readToken = settings.readToken();
        actToken = settings.actToken();
    }

    /** @return why the request is not answered; empty when it is */
    Optional<Refusal> check(Facts facts) {
        if (facts.hosts().size() != 1
                || !hosts.contains(facts.hosts().getFirst().toLowerCase(Locale.ROOT))) {
            return no(421, "The page is not served under this name. Add it to the page's names if it is yours.");
        }
        if (facts.origins().size() > 1 || facts.origins().stream().anyMatch(origin -> !own(origin))) {
            return no(403, "The request comes from another site.");
        }
        if (facts.fetchSites().stream().anyMatch(site -> !site.equals("same-origin") && !site.equals("none"))) {
            return no(403, "The request comes from another site.");
        }
        return switch (facts.method()) {
            case "GET", "HEAD" -> reading(facts);
            case "POST" -> acting(facts);
            default -> no(405, "The page answers GET, HEAD and POST.");
        };
    }

    private Optional<Refusal> reading(Facts facts) {
        if (readToken.isEmpty()
                || !(facts.path().startsWith("/api/") || facts.path().startsWith("/metrics"))) {
            return Optional.empty(); // the page itself holds no data
        }
        return equal(readToken, facts.token()) || !actToken.isEmpty() && equal(actToken, facts.token())
                ? Optional.empty()
                : no(401, "Reading needs a token.");
    }

    private Optional<Refusal> acting(Facts facts) {
        if (facts.origins().isEmpty()) {
            return no(403, "The request does not say which page it comes from.");
        }
        if (facts.contentType() == null
                || !facts.contentType().toLowerCase(Locale.ROOT).matches("application/json(\\s*;.*)?")) {
            return no(415, "The request is not JSON.");
        }
        if (actToken.isEmpty()) {
            return no(403, "This page is for reading only: it was started without a token for acting.");
        }
        if (facts.token() == null || facts.token().isEmpty()) {
            return no(403, "Acting needs a token.");
        }
        return equal(actToken, facts.token()) ? Optional.empty() : no(401, "The token is not the right one.");
    }

    private boolean own(String origin) {
        int at = origin.indexOf("://");
        return at > 0
                && (origin.startsWith("http://") || origin.startsWith("https://"))
                && hosts.contains(origin.substring(at + 3).toLowerCase(Locale.ROOT));
    }

    private static boolean equal(String token, String given) {
        return given != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Refusal> no(int status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }
}
