package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    private static GlobusApiException error(int status, String body) {
        return GlobusApiException.of("transfer", "GET", "/x", new Reply(status, Map.of(), body, List.of()));
    }

    @Test
    void theFourShapesOfErrors_areRead() {
        GlobusApiException zero = error(
                404,
                "{\"code\":\"ClientError.NotFound\",\"message\":\"gone\",\"request_id\":\"r1\",\"resource\":\"/x\",\"new\":1}");
        assertEquals("ClientError.NotFound", zero.code());
        assertEquals("r1", zero.requestId());
        assertEquals(List.of("gone"), zero.messages());
        GlobusApiException jsonApi =
                error(422, "{\"errors\":[{\"code\":\"A\",\"detail\":\"one\"},{\"code\":\"A\",\"title\":\"two\"}]}");
        assertEquals("A", jsonApi.code());
        assertEquals(List.of("one", "two"), jsonApi.messages());
        assertNull(
                error(422, "{\"errors\":[{\"code\":\"A\"},{\"code\":\"B\"}]}").code(), "codes that differ are no code");
        GlobusApiException oauth = error(401, "{\"error\":\"invalid_grant\",\"error_description\":\"used\"}");
        assertEquals("invalid_grant", oauth.code());
        assertEquals(List.of("used"), oauth.messages());
        GlobusApiException html = error(502, "<html>\n<b>Bad Gateway</b></html>");
        assertNull(html.code());
        assertNull(html.body());
        assertEquals(GlobusException.Kind.TRANSIENT, html.kind());
        for (String strange : List.of(
                "",
                "[]",
                "null",
                "3",
                "{\"code\":{},\"message\":[1],\"errors\":\"no\"}",
                "{\"authorization_parameters\":[]}",
                "{")) {
            assertEquals(400, error(400, strange).status(), strange);
        }
    }

    @Test
    void consentRequired_namesTheCommand_inItsOldAndNewShape() {
        String scope =
                "urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/X/data_access]";
        for (String field :
                List.of("\"required_scopes\":[\"" + scope + "\"]", "\"required_scope\":\"" + scope + "\"")) {
            GlobusApiException e =
                    error(403, "{\"code\":\"ConsentRequired\",\"message\":\"Missing consent\"," + field + "}");
            assertEquals("run: ciel globus login --force --scope '" + scope + "'", e.remedy());
            assertEquals(GlobusException.Kind.NEEDS_HUMAN, e.kind());
            assertEquals(4, e.kind().exitCode());
            assertFalse(e.requirement().session());
        }
    }

    @Test
    void sessionErrors_nameTheCommand() {
        GlobusApiException e = error(403, """
                {"code":"PermissionDenied","message":"m","authorization_parameters":{"session_message":"again, please","session_required_identities":["ada@example.org"],
                "session_required_single_domain":["in2p3.fr"],"session_required_policies":"p1,p2","session_required_mfa":true,"prompt":"login","required_scopes":["S"]}}""");
        assertEquals(
                "ciel globus login --force --scope 'S' --session-identity 'ada@example.org' --session-domain "
                        + "'in2p3.fr' --session-policy 'p1' --session-policy 'p2' "
                        + "--session-mfa --prompt 'login'",
                e.requirement().command());
        assertEquals("again, please", e.requirement().message());
        assertEquals(4, e.kind().exitCode());
    }

    @Test
    void aHostileScope_cannotBreakOutOfTheQuotesOfTheCommand() {
        GlobusApiException e = error(
                403,
                "{\"code\":\"ConsentRequired\",\"message\":\"m\",\"required_scopes\":[\"x'; rm -rf ~ #\\u001b[2J\"]}");
        assertEquals(
                "ciel globus login --force --scope 'x'\\''; rm -rf ~ #[2J'",
                e.requirement().command());
    }

    @Test
    void whetherToWait_isToldByTheCode() {
        assertEquals(GlobusException.Kind.TRANSIENT, error(429, "{}").kind());
        assertEquals(
                GlobusException.Kind.TRANSIENT,
                error(409, "{\"code\":\"Conflict.LimitExceeded\",\"message\":\"m\"}")
                        .kind());
        assertEquals(
                GlobusException.Kind.TRANSIENT,
                error(502, "{\"code\":\"ExternalError.DirListingFailed.GCDisconnected\",\"message\":\"m\"}")
                        .kind());
        assertEquals(
                GlobusException.Kind.PERMANENT,
                error(502, "{\"code\":\"ExternalError.MkdirFailed.Exists\",\"message\":\"m\"}")
                        .kind());
        assertEquals(
                GlobusException.Kind.NEEDS_HUMAN,
                error(409, "{\"code\":\"OperationPaused\",\"message\":\"m\"}").kind());
        assertEquals(
                GlobusException.Kind.PERMANENT,
                error(400, "{\"code\":\"ClientError.BadRequest\",\"message\":\"m\"}")
                        .kind());
        assertTrue(error(409, "{\"code\":\"Conflict.LimitExceeded\",\"message\":\"m\"}")
                .remedy()
                .contains("100 pending"));
    }
}
