package ciel.transfer.globus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service wants from the user before it will answer: consent to more scopes, or a fresher or different
 * session. It comes in three shapes: the
 * {@code ConsentRequired} error ({@code required_scopes}, formerly {@code required_scope}), the {@code
 * authorization_parameters} of an error, and the two
 * together, which Globus calls a Globus Auth Requirements Error (GARE).
 *
 * @param message what the service says to the user; may be null
 * @param scopes scopes to ask consent for
 * @param identities identity ids or usernames, of which the session must hold one
 * @param domains identity domains, of which the session must hold one
 * @param policies ids of authentication policies that the session must satisfy
 * @param mfa whether a second factor is wanted
 * @param prompt "login" when the user must type the password again; may be null
 */
public record AuthRequirement(
        String message,
        List<String> scopes,
        List<String> identities,
        List<String> domains,
        List<String> policies,
        boolean mfa,
        String prompt) {
    /** Nothing but scopes. */
    public static AuthRequirement consent(List<String> scopes) {
        return new AuthRequirement(null, List.copyOf(scopes), List.of(), List.of(), List.of(), false, null);
    }

    /** Nothing at all: an ordinary login. */
    public static AuthRequirement none() {
        return consent(List.of());
    }

    /** Reads an error body; null when the body asks nothing of the user. Fields of a wrong type are ignored. */
    static AuthRequirement of(JsonNode body) {
        if (body == null || !body.isObject()) {
            return null;
        }
        JsonNode p = body.path("authorization_parameters");
        List<String> scopes = new ArrayList<>();
        if ("ConsentRequired".equals(body.path("code").asText())) {
            scopes.addAll(strings(body.get("required_scopes")));
            scopes.addAll(strings(body.get("required_scope")));
        }
        strings(p.get("required_scopes")).stream()
                .filter(s -> !scopes.contains(s))
                .forEach(scopes::add);
        if (!p.isObject() && scopes.isEmpty()) {
            return null;
        }
        String message =
                p.path("session_message").isTextual() ? p.get("session_message").asText() : null;
        String prompt = p.path("prompt").isTextual() ? p.get("prompt").asText() : null;
        return new AuthRequirement(
                message,
                List.copyOf(scopes),
                strings(p.get("session_required_identities")),
                strings(p.get("session_required_single_domain")),
                splitCommas(p.get("session_required_policies")),
                p.path("session_required_mfa").asBoolean(false),
                prompt);
    }

    /** The command line that satisfies this requirement when the user runs it. */
    public String command() {
        StringBuilder s = new StringBuilder("ciel globus login --force");
        scopes.forEach(x -> s.append(" --scope ").append(quote(x)));
        identities.forEach(x -> s.append(" --session-identity ").append(quote(x)));
        domains.forEach(x -> s.append(" --session-domain ").append(quote(x)));
        policies.forEach(x -> s.append(" --session-policy ").append(quote(x)));
        if (mfa) {
            s.append(" --session-mfa");
        }
        if (prompt != null) {
            s.append(" --prompt ").append(quote(prompt));
        }
        return s.toString();
    }

    /** Whether this is about the session and not only about scopes. */
    public boolean session() {
        return mfa || prompt != null || !identities.isEmpty() || !domains.isEmpty() || !policies.isEmpty();
    }

    /** Single quotes for a POSIX shell: the text came over the network and will be pasted by a person. */
    private static String quote(String s) {
        StringBuilder out = new StringBuilder("'");
        for (char c : s.toCharArray()) {
            if (c == '\'') {
                out.append("'\\''");
            } else if (c >= ' ' && c != 127) {
                out.append(c);
            }
        }
        return out.append('\'').toString();
    }

    private static List<String> strings(JsonNode n) {
        List<String> out = new ArrayList<>();
        if (n != null && n.isTextual()) {
            out.add(n.asText());
        } else if (n != null && n.isArray()) {
            n.forEach(x -> {
                if (x.isTextual()) {
                    out.add(x.asText());
                }
            });
        }
        return List.copyOf(out);
    }

    private static List<String> splitCommas(JsonNode n) {
        return n != null && n.isTextual() ? List.of(n.asText().split(",")) : strings(n);
    }
}
