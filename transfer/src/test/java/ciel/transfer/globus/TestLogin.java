package ciel.transfer.globus;

import ciel.transfer.globus.service.GlobusService;
import java.nio.file.Path;

/** A login to the test service for tests of other packages. */
public final class TestLogin {
    private TestLogin() {}

    /** The confidential client; its waits for retries and for the rate limit take no time. */
    public static Globus client(GlobusService service, Path dir) {
        return Setup.client(service, dir);
    }
}
