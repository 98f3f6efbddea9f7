package ciel.transfer;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/** Makes backends of URLs. Found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** @return schemes of the URLs it understands, lower case */
    Set<String> schemes();

    /** @return names of the settings it understands, such as {@code ssh.key} */
    default Set<String> settings() {
        return Set.of();
    }

    /**
     * @param url      address of the root
     * @param settings settings of this backend and of others; {@code create=true} makes the folder if it is missing
     * @return an open backend
     * @throws TransferException if the URL or a setting is wrong, or the server does not answer
     */
    Backend open(URI url, Map<String, String> settings) throws TransferException;
}
