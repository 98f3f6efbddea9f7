package ciel.app.globus;

import ciel.transfer.globus.AuthClient;
import ciel.transfer.globus.AuthRequirement;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusEnvironment;
import ciel.transfer.globus.GlobusException;
import ciel.transfer.globus.Secret;
import ciel.transfer.globus.TokenData;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * Runs {@code ciel globus} many times in one JVM, for scripts: a line {@code {"argv": [...], "env": {...}, "stdin":
 * "..."}} on standard input gives a line
 * {@code {"rc", "out", "err"}} on standard output. The standard input {@code @browser} stands for a person who opens
 * the page that the command prints and pastes the code.
 * {@code "typed": NAME} in place of argv calls a method of the Auth client that has no verb.
 */
public final class GlobusDriver {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GlobusDriver() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            JsonNode request = JSON.readTree(line);
            Map<String, String> env = new HashMap<>();
            request.path("env")
                    .properties()
                    .forEach(e -> env.put(e.getKey(), e.getValue().asText()));
            System.out.println(
                    request.has("typed") ? typed(request.get("typed").asText(), env) : command(request, env));
            System.out.flush();
        }
    }

    private static ObjectNode command(JsonNode request, Map<String, String> env) {
        List<String> argv = new ArrayList<>();
        request.path("argv").forEach(a -> argv.add(a.asText()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String stdin = request.path("stdin").asText("");
        BufferedReader in = new BufferedReader(new StringReader(stdin)) {
            @Override
            public String readLine() throws IOException {
                return stdin.equals("@browser") ? visit(err.toString()) : super.readLine();
            }
        };
        CommandLine cl = new CommandLine(new GlobusCommand(env, in));
        cl.setOut(new PrintWriter(out));
        cl.setErr(new PrintWriter(err));
        int rc = cl.execute(argv.toArray(String[]::new));
        return JSON.createObjectNode().put("rc", rc).put("out", out.toString()).put("err", err.toString());
    }

    private static String visit(String said) throws IOException {
        Matcher url = Pattern.compile("https?://\\S+").matcher(said);
        if (!url.find()) {
            throw new IOException("no page was named");
        }
        try (InputStream page = URI.create(url.group()).toURL().openStream()) {
            String html = new String(page.readAllBytes(), StandardCharsets.UTF_8);
            return html.substring(html.indexOf("<code>") + 6, html.indexOf("</code>"));
        }
    }

    /**
     * Token answers by the method that reads them: the resource servers found, and which of them came with a refresh
     * token.
     */
    private static ObjectNode typed(String what, Map<String, String> env) {
        try (Globus g = Globus.open(env)) {
            AuthClient auth = g.auth();
            String out =
                    switch (what) {
                        case "client_credentials" -> shown(auth.clientCredentials(Globus.DEFAULT_SCOPES));
                        case "exchange_code" ->
                            shown(auth.exchangeCode(
                                    auth.beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none()),
                                    Secret.of("a-code")));
                        case "dependent_tokens" -> shown(auth.dependentTokens(Secret.of("a-token")));
                        case "revoke" -> String.valueOf(auth.revoke(Secret.of("a-token")));
                        case "introspect" ->
                            auth.introspect(Secret.of("a-token")).toString();
                        case "userinfo" ->
                            auth.userinfo(g.authorizer(GlobusEnvironment.Service.AUTH))
                                    .toString();
                        default -> throw new IllegalArgumentException(what);
                    };
            return JSON.createObjectNode().put("rc", 0).put("out", out).put("err", "");
        } catch (GlobusException e) {
            return JSON.createObjectNode()
                    .put("rc", e.kind().exitCode())
                    .put("out", "")
                    .put("err", e.getMessage());
        }
    }

    private static String shown(Map<String, TokenData> tokens) {
        ObjectNode n = JSON.createObjectNode();
        tokens.forEach((rs, t) -> n.putObject(rs).put("scope", t.scope()).put("refresh", t.refreshToken() != null));
        return n.toString();
    }
}
