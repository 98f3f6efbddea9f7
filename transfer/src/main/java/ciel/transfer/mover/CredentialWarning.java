package ciel.transfer.mover;

import java.time.Instant;

/**
 * A credential of a link ends soon.
 *
 * @param link       name of the link
 * @param credential what it is and where it stands; no secret
 * @param end        when it ends
 * @param remedy     what a person must do
 */
public record CredentialWarning(String link, String credential, Instant end, String remedy) {
    /** @return one sentence for people */
    public String sentence() {
        return credential + " ends at " + end + "; " + remedy;
    }
}
