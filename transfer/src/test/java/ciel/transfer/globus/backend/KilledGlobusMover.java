package ciel.transfer.globus.backend;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.Planner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A mover between two collections in a process of its own, to be killed. Arguments: URLs, state folder, settings. */
public final class KilledGlobusMover {
    private KilledGlobusMover() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String a : args) {
            if (a.startsWith("globus.")) {
                settings.put(a.substring(0, a.indexOf('=')), a.substring(a.indexOf('=') + 1));
            }
        }
        try (Backend from = Backends.open(args[0], settings);
                Backend to = Backends.open(args[1], settings)) {
            System.out.println(new Mover(from, to, MoverSettings.DEFAULT, Path.of(args[2]), p -> {})
                    .run(Planner.folder(from, StoragePath.ROOT)));
        }
    }
}
