package ciel.transfer.mock;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.checksum.Algorithm;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code mock://STORE?fault=OP:WHEN:WHAT&fault=...&seed=N&partial=false&sum=adler32&capacity=BYTES&inodes=N}. The
 * store is in memory and is found again by its name; faults belong to the
 * opening and begin to count again with each. See {@link Fault} for the grammar.
 */
public final class MockProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("mock");
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws SettingException {
        if (url.getAuthority() == null) {
            throw new SettingException("[" + url + "] must be mock://STORE?...");
        }
        MockStore store = MockStore.of(url.getAuthority());
        List<Fault> faults = new ArrayList<>();
        long seed = 1;
        boolean partial = true;
        Set<Algorithm> sums = EnumSet.noneOf(Algorithm.class);
        for (String pair :
                url.getQuery() == null ? new String[0] : url.getQuery().split("&")) {
            int eq = pair.indexOf('=');
            String value = pair.substring(eq + 1);
            try {
                switch (eq < 0 ? "" : pair.substring(0, eq)) {
                    case "fault" -> faults.add(Fault.parse(value));
                    case "seed" -> seed = Long.parseLong(value);
                    case "partial" -> partial = Boolean.parseBoolean(value);
                    case "sum" ->
                        sums.add(Algorithm.of(value)
                                .orElseThrow(() -> new SettingException("[" + url + "] '" + value
                                        + "' is no checksum; known are adler32, crc32c, sha256")));
                    case "capacity" -> store.capacity = Long.parseLong(value);
                    case "inodes" -> store.inodes = Long.parseLong(value);
                    default ->
                        throw new SettingException(
                                "[" + url + "] '" + pair + "' is none of fault, seed, partial, sum, capacity, inodes");
                }
            } catch (NumberFormatException e) {
                throw new SettingException("[" + url + "] '" + pair + "' must be a whole number", e);
            }
        }
        return new MockBackend(url.toString(), store, faults, seed, partial, sums);
    }

    /** Forgets a store and what is in it. */
    public static void forget(String store) {
        MockStore.forget(store);
    }
}
