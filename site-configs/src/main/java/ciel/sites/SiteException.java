package ciel.sites;

/** A site does not exist or its file is wrong; the message names file, place and remedy. */
public final class SiteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiteException(String message, Throwable cause) {
        super(message, cause);
    }
}
