package ciel.transfer.xrootd.protocol;

import java.io.IOException;

/** The server's answer that another one has it (kXR_redirect). */
public final class Redirected extends IOException {
    private final transient Endpoint endpoint;
    private final String opaque;
    private final String loginToken;

    Redirected(Endpoint endpoint, String opaque, String loginToken) {
        super("redirected to " + endpoint);
        this.endpoint = endpoint;
        this.opaque = opaque;
        this.loginToken = loginToken;
    }

    /** @return who has it */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** @return what is to be said to the other behind the path; may be empty */
    public String opaque() {
        return opaque;
    }

    /** @return what is to be said to the other at login; may be empty */
    public String loginToken() {
        return loginToken;
    }
}
