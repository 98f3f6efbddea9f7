package ciel.transfer.globus;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Gives the Authorization header of a request, and renews it when the service refuses it. */
public interface Authorizer {
    /** The header's value; null for none. May renew a token that is about to expire. */
    Secret header();

    /**
     * Called once for a request that was answered 401. @return whether the next {@link #header()} differs from the
     * refused one
     */
    default boolean renew(Secret refused) {
        return false;
    }

    /**
     * Called once for a request that was answered ConsentRequired. @return whether consent was given without a person,
     * as a client may for itself
     */
    default boolean consent(List<String> scopes) {
        return false;
    }

    /** No header. */
    Authorizer NONE = () -> null;

    /** HTTP Basic, for confidential clients. */
    static Authorizer basic(String id, Secret secret) {
        Secret header = Secret.of("Basic "
                + Base64.getEncoder().encodeToString((id + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8)));
        return () -> header;
    }

    /** A token that cannot be renewed. */
    static Authorizer bearer(Secret token) {
        Secret header = Secret.of("Bearer " + token.reveal());
        return () -> header;
    }
}
