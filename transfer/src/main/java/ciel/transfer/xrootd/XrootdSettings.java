package ciel.transfer.xrootd;

import ciel.transfer.NumberSetting;
import ciel.transfer.SettingException;
import ciel.transfer.credentials.Authorities;
import ciel.transfer.credentials.BearerToken;
import ciel.transfer.credentials.Credential;
import ciel.transfer.xrootd.protocol.Access;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to reach an XRootD server by its own protocol.
 *
 * @param access      who asks and how: {@code xrootd.token_file} a file with a bearer token, readable by its
 *      owner only, sent over TLS or to this machine only; {@code xrootd.ca} a PEM file of the
 *                    authorities to trust instead of the platform's; {@code xrootd.timeout} longest silence of the
 * server in seconds, default 60
 * @param connections at a time to one server, 1 to 64 ({@code xrootd.connections}, default 32); opened as they
 *      are needed
 * @param credentials that may end
 */
record XrootdSettings(Access access, int connections, List<Credential> credentials) {
    /** Names of the settings. */
    static final Set<String> NAMES = Set.of("xrootd.token_file", "xrootd.ca", "xrootd.timeout", "xrootd.connections");

    static XrootdSettings of(Map<String, String> settings, boolean secure, String user) throws SettingException {
        BearerToken token = BearerToken.of(settings, "xrootd.token_file");
        Access access = new Access(
                secure,
                Authorities.of(settings, "xrootd.ca"),
                user,
                token == null ? null : token::value,
                Duration.ofSeconds(NumberSetting.of(settings, "xrootd.timeout", 60, 1, 3600)));
        return new XrootdSettings(
                access,
                NumberSetting.of(settings, "xrootd.connections", 32, 1, 64),
                token == null ? List.of() : List.of(token));
    }
}
