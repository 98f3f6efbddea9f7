package ciel.transfer;

import ciel.transfer.pace.Retry;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Opens backends by address: a folder, or a URL whose scheme some {@link BackendProvider} knows. */
public final class Backends {
    private static final String CREATE = "create";

    private Backends() {}

    /**
     * @param address  a folder of this machine, or a URL
     * @param settings see {@link BackendProvider#open}; those of other backends are allowed, unknown ones are not
     * @return an open backend
     * @throws TransferException if the address or a setting is wrong, or the server does not answer, tried again for {@link
     *      Retry#LONGEST}
     */
    public static Backend open(String address, Map<String, String> settings) throws TransferException {
        List<BackendProvider> providers =
                ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        checkNames(settings, providers);
        URI url = url(address);
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        for (BackendProvider provider : providers) {
            if (provider.schemes().contains(scheme)) {
                return Retry.briefly(() -> provider.open(url, settings));
            }
        }
        Set<String> known = new TreeSet<>();
        providers.forEach(p -> known.addAll(p.schemes()));
        throw new SettingException("[address] no transfer to or from '" + scheme
                + ":' is built in; use a folder or one of " + String.join(", ", known));
    }

    private static URI url(String address) throws SettingException {
        if (address.matches("[A-Za-z][A-Za-z0-9+.-]*://.*|file:/.*")) {
            try {
                return URI.create(address);
            } catch (IllegalArgumentException e) {
                throw new SettingException("[address] '" + address.replaceAll("//[^/@]*@", "//...@")
                        + "' is not a URL; percent-encode spaces and special characters");
            }
        }
        refuseRemoteShellSyntax(address);
        try {
            return Path.of(address).toAbsolutePath().normalize().toUri();
        } catch (InvalidPathException e) {
            throw new SettingException("[address] '" + address + "' is not the name of a folder: " + e.getReason(), e);
        }
    }

    /** {@code host:path}, as scp and rsync have it, would otherwise make a folder of this name here. */
    private static void refuseRemoteShellSyntax(String address) throws SettingException {
        int colon = address.indexOf(':');
        if (colon <= 0 || address.lastIndexOf('/', colon) >= 0) {
            return;
        }
        String host = address.substring(0, colon);
        String path = address.substring(colon + 1);
        String url = "ssh://" + host + (path.startsWith("/") ? path : path.isEmpty() ? "" : "/~/" + path);
        throw new SettingException("[address] '" + address + "' is written as for scp; write '" + url
                + "' for a folder of another machine, or './" + address + "' for a folder of this name here");
    }

    private static void checkNames(Map<String, String> settings, List<BackendProvider> providers)
            throws SettingException {
        Set<String> known = new TreeSet<>();
        providers.forEach(p -> known.addAll(p.settings()));
        for (String name : settings.keySet()) {
            if (!name.equals(CREATE) && !known.contains(name)) {
                String nearest = known.stream()
                        .min(Comparator.comparingInt(k -> distance(k, name)))
                        .orElseThrow();
                throw new SettingException("[" + name + "] is not a setting; "
                        + (distance(nearest, name) <= 3 ? "the nearest name is " + nearest : "known are " + known));
            }
        }
    }

    /** @return least number of characters to insert, delete, change or swap with the next (F. J. Damerau, 1964) */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
