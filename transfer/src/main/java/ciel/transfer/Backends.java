package ciel.transfer;

import ciel.transfer.pace.Retry;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Opens backends by address: a folder, or a URL whose scheme some {@link BackendProvider} knows. */
public final class Backends {
    private Backends() {}

    /**
     * @param address  a folder of this machine, or a URL
     * @param settings see {@link BackendProvider#open}
     * @return an open backend
     * @throws TransferException if the address is wrong or the far side does not answer, tried again for {@link
     *      Retry#LONGEST}
     */
    public static Backend open(String address, Map<String, String> settings) throws TransferException {
        URI url;
        if (address.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*")) {
            try {
                url = URI.create(address);
            } catch (IllegalArgumentException e) {
                throw new SettingException("[address] '" + address.replaceAll("//[^/@]*@", "//...@")
                        + "' is not a URL; percent-encode spaces and special characters");
            }
        } else {
            url = Path.of(address).toAbsolutePath().normalize().toUri();
        }
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        Set<String> known = new TreeSet<>();
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())) {
            if (provider.schemes().contains(scheme)) {
                return Retry.briefly(() -> provider.open(url, settings));
            }
            known.addAll(provider.schemes());
        }
        throw new SettingException("[address] nothing here understands '" + scheme + ":'; known are a folder and "
                + String.join(", ", known));
    }
}
