package ciel.transfer.globus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A service answered, and the answer is an error. */
public final class GlobusApiException extends GlobusException {
    private final String service;
    private final int status;
    private final String code;
    private final List<String> messages;
    private final String requestId;
    private final transient JsonNode body;
    private final String text;
    private final transient AuthRequirement requirement;

    private GlobusApiException(
            Kind kind,
            String summary,
            String remedy,
            String service,
            int status,
            Parsed p,
            JsonNode body,
            String text,
            AuthRequirement requirement) {
        super(kind, summary, remedy);
        this.service = service;
        this.status = status;
        this.code = p.code;
        this.messages = List.copyOf(p.messages);
        this.requestId = p.requestId;
        this.body = body;
        this.text = text;
        this.requirement = requirement;
    }

    /**
     * Reads an error answer. Shapes: {@code {code,message,request_id}}, JSON:API {@code errors[]}, OAuth {@code
     * {error,error_description}}, or no JSON at all.
     */
    static GlobusApiException of(String service, String method, String path, Reply reply) {
        Parsed p = parse(reply);
        AuthRequirement requirement = AuthRequirement.of(reply.json());
        StringBuilder s = new StringBuilder(service)
                .append(": ")
                .append(method)
                .append(' ')
                .append(path)
                .append(" answered ")
                .append(reply.status());
        if (p.code != null) {
            s.append(' ').append(p.code);
        }
        if (!p.messages.isEmpty()) {
            s.append(": ").append(String.join("; ", p.messages).strip());
        }
        if (p.requestId != null) {
            s.append(" (request ").append(p.requestId).append(')');
        }
        return new GlobusApiException(
                kindOf(reply.status(), p.code, requirement),
                s.toString(),
                remedyOf(reply.status(), p.code, requirement),
                service,
                reply.status(),
                p,
                reply.json(),
                reply.text(),
                requirement);
    }

    private static Kind kindOf(int status, String code, AuthRequirement requirement) {
        if (requirement != null
                || status == 401
                || codeHas(code, "AuthorizationRequired", "OperationPaused", "EndpointDeleted")) {
            return Kind.NEEDS_HUMAN;
        }
        if (codeHas(code, "ExternalError", "EndpointError")) {
            return codeHas(code, ".Exists", "NotFound", "NotADirectory", "IsADirectory", "PermissionDenied")
                    ? Kind.PERMANENT
                    : Kind.TRANSIENT;
        }
        return status == 429 || status >= 500 || codeHas(code, "LimitExceeded") ? Kind.TRANSIENT : Kind.PERMANENT;
    }

    private static String remedyOf(int status, String code, AuthRequirement requirement) {
        if (requirement != null) {
            return "run: " + requirement.command();
        }
        if (status == 401) {
            return "run: ciel globus login";
        }
        if (codeHas(code, "LimitExceeded")) {
            return "Globus keeps at most 100 pending tasks for a user: wait for some to end, or cancel them "
                    + "with: ciel globus task cancel --all";
        }
        if (codeHas(code, "GCDisconnected")) {
            return "the collection's Globus Connect is not connected: its owner has to start it";
        }
        return null;
    }

    static boolean codeHas(String code, String... parts) {
        if (code != null) {
            for (String p : parts) {
                if (code.contains(p)) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Parsed(String code, List<String> messages, String requestId) {}

    private static Parsed parse(Reply reply) {
        JsonNode b = reply.json();
        List<String> messages = new ArrayList<>();
        if (b == null || !b.isObject()) {
            String line = reply.text().strip().lines().findFirst().orElse("");
            // A proxy's page: the beginning of it is enough to recognise it, the rest is markup.
            messages.add(
                    line.isEmpty() ? "an empty body" : "not JSON: " + line.substring(0, Math.min(120, line.length())));
            return new Parsed(null, messages, null);
        }
        String code = text(b, "code");
        String requestId = text(b, "request_id");
        if (b.path("errors").isArray() && !b.get("errors").isEmpty() && text(b, "message") == null) {
            String common = null;
            boolean agree = true;
            for (JsonNode e : b.get("errors")) {
                String c = text(e, "code");
                if (c != null) {
                    agree &= common == null || common.equals(c);
                    common = c;
                }
                String m = first(e, "message", "detail", "title");
                if (m != null) {
                    messages.add(m);
                }
            }
            if (code == null && agree) {
                code = common;
            }
            if (requestId == null) {
                requestId = text(b.path("meta"), "request_id");
            }
        } else {
            String m = first(b, "message", "detail", "title", "error_description");
            if (m != null) {
                messages.add(m);
            }
            if (code == null) {
                code = text(b, "error");
            }
        }
        return new Parsed(code, messages, requestId);
    }

    private static String first(JsonNode n, String... names) {
        for (String name : names) {
            String t = text(n, name);
            if (t != null) {
                return t;
            }
        }
        return null;
    }

    private static String text(JsonNode n, String name) {
        JsonNode v = n.get(name);
        return v != null && v.isTextual() ? v.asText() : null;
    }

    /** "auth" or "transfer". */
    public String service() {
        return service;
    }

    /** HTTP status, 300 to 599. */
    public int status() {
        return status;
    }

    /**
     * The machine-readable code, for instance {@code ConsentRequired}; of several sub-errors only when they agree; null
     * when there is none.
     */
    public String code() {
        return code;
    }

    /**
     * Whether the code contains the given part, as {@code ExternalError.DirListingFailed.NotFound} contains {@code
     * NotFound}.
     */
    public boolean codeContains(String part) {
        return codeHas(code, part);
    }

    /** @return every message of the answer, in its order */
    public List<String> messages() {
        return messages;
    }

    /** The id to quote to Globus support; null when the answer has none. */
    public String requestId() {
        return requestId;
    }

    /** The body as JSON, with any secret that was sent taken out; null when it was no JSON. */
    public JsonNode body() {
        return body;
    }

    /** The body as text, with any secret that was sent taken out. */
    public String text() {
        return text;
    }

    /** What the user has to do first; null when the error is of another kind. */
    public AuthRequirement requirement() {
        return requirement;
    }
}
