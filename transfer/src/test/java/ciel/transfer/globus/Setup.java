package ciel.transfer.globus;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.pace.Ticker;
import ciel.transfer.pace.VirtualTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** Logins to the test service. */
final class Setup {
    private Setup() {}

    /** Variables of the confidential client, its secret in a file of mode 600 in {@code dir}. */
    static Map<String, String> clientVars(GlobusService service, Path dir) {
        try {
            Map<String, String> vars = new HashMap<>(service.environment());
            Path secret = dir.resolve("client-secret");
            if (!Files.exists(secret)) {
                Files.createFile(
                        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(secret, GlobusService.SECRET + "\n");
            }
            vars.put("CIEL_GLOBUS_CLIENT_ID", GlobusService.CLIENT);
            vars.put("CIEL_GLOBUS_CLIENT_SECRET_FILE", secret.toString());
            vars.put("CIEL_GLOBUS_DIR", dir.resolve("ciel-globus").toString());
            return vars;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The confidential client; it sleeps on a clock of its own, so that retries take no time. */
    static Globus client(GlobusService service, Path dir) {
        return new Globus(clientVars(service, dir), new Hurried(), () -> 0.5);
    }

    /** The native client, nobody logged in. */
    static Map<String, String> personVars(GlobusService service, Path dir) {
        Map<String, String> vars = new HashMap<>(service.environment());
        vars.put("CIEL_GLOBUS_CLIENT_ID", GlobusService.NATIVE);
        vars.put("CIEL_GLOBUS_DIR", dir.resolve("ciel-globus").toString());
        return vars;
    }

    /** Real time for tokens; sleeping only counts. */
    static final class Hurried implements Ticker {
        private final VirtualTicker virtual = new VirtualTicker();

        @Override
        public java.time.Instant now() {
            return java.time.Instant.now();
        }

        @Override
        public long nanoTime() {
            return virtual.nanoTime();
        }

        @Override
        public java.time.LocalTime timeOfDay() {
            return java.time.LocalTime.now();
        }

        @Override
        public void sleep(long nanos) {
            virtual.sleep(nanos);
        }
    }
}
