package ciel.transfer.xrootd.protocol;

import java.io.IOException;
import java.time.Duration;

/** The server's answer that it wants to be asked again later (kXR_wait). */
public final class Delayed extends IOException {
    private final transient Duration wait;

    Delayed(Duration wait, String text) {
        super("the server asks to come back in " + wait.toSeconds() + " s" + (text.isEmpty() ? "" : ": " + text));
        this.wait = wait;
    }

    /** @return how long, at most an hour whatever the server said */
    public Duration delay() {
        return wait;
    }
}
