package ciel.transfer.xrootd.protocol;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/** How connections are made and who asks. No record, so that nothing prints the token by accident. */
public final class Access {
    private final boolean secure;
    private final SSLContext tls;
    private final String user;
    private final String token;
    private final Duration timeout;

    /**
     * @param secure  whether TLS is demanded; else it is used where the server wants it or a token is to be sent
     * @param tls     whose certificates are trusted; null for the platform's
     * @param user    name for the server's log and for the protocols unix and host; cut to eight characters at login
     * @param token   bearer token, or null
     * @param timeout longest silence of a server
     */
    public Access(boolean secure, SSLContext tls, String user, String token, Duration timeout) {
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

    String token() {
        return token;
    }

    /** @return longest silence of a server */
    public Duration timeout() {
        return timeout;
    }
}
