package ciel.transfer.xrootd.protocol;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** How connections are made and who asks. No record, so that nothing prints the token by accident. */
public final class Access {
    /** Gives a bearer token, as it is now: tokens of a few hours are renewed while a transfer runs. */
    public interface Token {
        /** @return the token */
        String value() throws IOException;
    }

    private final boolean secure;
    private final SSLContext tls;
    private final String user;
    private final Token token;
    private final Duration timeout;

    /**
     * @param secure  whether TLS is demanded; else it is used where the server wants it or a token is to be sent
     * @param tls     whose certificates are trusted; null for the platform's
     * @param user    name for the server's log and for the protocols unix and host; cut to eight characters at login
     * @param token   bearer token, asked for at each login, or null
     * @param timeout longest silence of a server
     */
    public Access(boolean secure, SSLContext tls, String user, Token token, Duration timeout) {
        this.secure = secure;
        this.tls = tls;
        this.user = user;
        this.token = token;
        this.timeout = timeout;
    }

    /** @return the same, with TLS demanded */
    public Access securely() {
        return new Access(true, tls, user, token, timeout);
    }

    boolean secure() {
        return secure;
    }

    SSLContext tls() {
        return tls;
    }

    String user() {
        return user;
    }

    boolean hasToken() {
        return token != null;
    }

    /** @return the token as it is now, or null */
    String token() throws IOException {
        return token == null ? null : token.value();
    }

    /** @return longest silence of a server */
    public Duration timeout() {
        return timeout;
    }
}
