package ciel.workflow.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Replicas and datasets in Rucio, over REST. The name of a file is its path below the destination's folder, as a storage
 * element with the identity mapping wants it. What the server has is read back: it keeps an old checksum without a word.
 */
public final class RucioRegistry implements Registry {
    private static final int BATCH = 500;

    private final RucioClient client;
    private final String scope;
    private final String rse;
    private final Optional<String> dataset;
    private final Path folder;

    /**
     * @param url     of the server
     * @param scope   of the files
     * @param rse     storage element that the destination is
     * @param dataset name of a dataset with {@code {campaign}}, {@code {visit}}, {@code {band}}, or empty
     * @param token   file that holds a token
     * @param folder  of the destination
     */
    public RucioRegistry(
            String url, String scope, String rse, Optional<String> dataset, Optional<Path> token, Path folder) {
        this.client = new RucioClient(url, token);
        this.scope = scope;
        this.rse = rse;
        this.dataset = dataset;
        this.folder = folder;
    }

    @Override
    public String name() {
        return "rucio";
    }

    @Override
    public Map<Long, String> register(List<Placed> placed) throws PortException {
        Map<Long, String> refused = new HashMap<>();
        Map<String, UnitFile> files = new LinkedHashMap<>();
        Map<String, Long> owner = new HashMap<>();
        Map<String, Map<String, UnitFile>> datasets = new TreeMap<>();
        for (Placed each : placed) {
            for (UnitFile file : each.item().files().files()) {
                String name = folder.relativize(each.files().get(file.name())).toString();
                files.put(name, file);
                owner.put(name, each.item().delivery());
                dataset.ifPresent(d -> datasets.computeIfAbsent(named(d, each.item()), k -> new LinkedHashMap<>())
                        .put(name, file));
            }
        }
        List<String> names = new ArrayList<>(files.keySet());
        for (int i = 0; i < names.size(); i += BATCH) {
            List<String> some = names.subList(i, Math.min(names.size(), i + BATCH));
            Map<String, UnitFile> batch = new LinkedHashMap<>();
            some.forEach(name -> batch.put(name, files.get(name)));
            client.replicas(rse, scope, batch);
            Map<String, RucioClient.Replica> known = client.replicas(scope, some);
            batch.forEach((name, file) -> check(name, file, known.get(name), owner.get(name), refused));
        }
        for (Map.Entry<String, Map<String, UnitFile>> each : datasets.entrySet()) {
            each.getValue().keySet().removeIf(name -> refused.containsKey(owner.get(name)));
            client.dataset(scope, each.getKey());
            List<String> members = new ArrayList<>(each.getValue().keySet());
            for (int i = 0; i < members.size(); i += BATCH) {
                Map<String, UnitFile> batch = new LinkedHashMap<>();
                members.subList(i, Math.min(members.size(), i + BATCH))
                        .forEach(name -> batch.put(name, each.getValue().get(name)));
                client.attach(scope, each.getKey(), rse, batch);
            }
        }
        return refused;
    }

    private void check(
            String name, UnitFile file, RucioClient.Replica known, long delivery, Map<Long, String> refused) {
        if (known == null) {
            refused.put(delivery, "[rucio] " + scope + ":" + name + " was registered and is not known afterwards");
        } else if (known.bytes() != file.bytes() || !known.adler32().equals(file.adler32())) {
            refused.put(
                    delivery,
                    "[rucio] " + scope + ":" + name + " is known with " + known.bytes() + " bytes and Adler-32 "
                            + known.adler32() + "; the file has " + file.bytes() + " and " + file.adler32()
                            + " (Rucio keeps what was registered first; remove that, then ciel campaign retry)");
        }
    }

    private static String named(String pattern, Destination.Item item) {
        return pattern.replace("{campaign}", item.campaign())
                .replace("{visit}", Long.toString(item.visit()))
                .replace("{band}", item.band().letter());
    }
}
