package ciel.app.globus;

import ciel.transfer.globus.AuthClient;
import ciel.transfer.globus.AuthRequirement;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusEnvironment;
import ciel.transfer.globus.GlobusException;
import ciel.transfer.globus.NativeLogin;
import ciel.transfer.globus.Scope;
import ciel.transfer.globus.Scopes;
import ciel.transfer.globus.Secret;
import ciel.transfer.globus.TokenData;
import ciel.transfer.globus.TransferClient;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "login",
        description = {
            "Log in to Globus.",
            "A person opens the page that is printed, and pastes the code it shows; this also works over ssh. A "
                    + "service account (client id and secret) needs no page.",
            "Globus Auth has no device flow."
        },
        footer = {
            "",
            "Example:  ciel globus login",
            "          ciel globus login --force --scope "
                    + "'urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/ID/data_access]'"
        })
final class LoginCommand extends GlobusVerb {
    @Option(names = "--force", description = "Log in again even if a login is there.")
    private boolean force;

    @Option(names = "--scope", paramLabel = "SCOPE", description = "Ask for this scope too; may be repeated.")
    private List<String> scopes = new ArrayList<>();

    @Option(
            names = "--session-identity",
            paramLabel = "ID",
            description = "The session must hold this identity; may be repeated.")
    private List<String> identities = new ArrayList<>();

    @Option(
            names = "--session-domain",
            paramLabel = "DOMAIN",
            description = "The session must hold an identity of this domain; may be repeated.")
    private List<String> domains = new ArrayList<>();

    @Option(
            names = "--session-policy",
            paramLabel = "ID",
            description = "The session must satisfy this policy; may be repeated.")
    private List<String> policies = new ArrayList<>();

    @Option(names = "--session-mfa", description = "The session must have a second factor.")
    private boolean mfa;

    @Option(names = "--prompt", paramLabel = "login", description = "Passed on to the login page.")
    private String prompt;

    @Override
    int run(Globus globus, Output out) {
        boolean special = !(scopes.isEmpty() && identities.isEmpty() && domains.isEmpty() && policies.isEmpty())
                || mfa
                || prompt != null;
        if (globus.loggedIn() && !force && !special) {
            err().println("You are already logged in (--force logs in again).");
            return 0;
        }
        List<Scope> wanted = new ArrayList<>(Globus.DEFAULT_SCOPES);
        scopes.forEach(s -> wanted.addAll(Scopes.parse(s)));
        List<Scope> all = Scopes.merge(wanted);
        Map<String, TokenData> got =
                globus.auth().confidential() ? globus.auth().clientCredentials(all) : person(globus, all);
        for (String rs : List.of(AuthClient.RESOURCE_SERVER, TransferClient.RESOURCE_SERVER)) {
            if (!got.containsKey(rs)) {
                throw new GlobusException(
                        GlobusException.Kind.NEEDS_HUMAN,
                        "the login gave no token for " + rs,
                        "log in again and agree to all that is asked");
            }
        }
        globus.keep(got.values());
        ObjectNode who = globus.auth().userinfo(globus.authorizer(GlobusEnvironment.Service.AUTH));
        if (out.json()) {
            out.json(who);
        } else {
            out.line("Logged in as " + who.path("preferred_username").asText());
        }
        return 0;
    }

    private Map<String, TokenData> person(Globus globus, List<Scope> all) {
        AuthRequirement session =
                new AuthRequirement(null, List.of(), split(identities), split(domains), split(policies), mfa, prompt);
        NativeLogin login = globus.auth().beginLogin(all, session);
        err().println("Open this page, log in, and agree:\n\n  " + login.url() + "\n\nThen paste the code here:");
        err().flush();
        String code;
        try {
            code = root().input().readLine();
        } catch (IOException e) {
            code = null;
        }
        if (code == null || code.isBlank()) {
            throw new GlobusException(GlobusException.Kind.BAD_INPUT, "no code was pasted", "run: ciel globus login");
        }
        return globus.auth().exchangeCode(login, Secret.of(code.strip()));
    }

    private static List<String> split(List<String> given) {
        return given.stream().flatMap(s -> Arrays.stream(s.split(","))).toList();
    }
}
