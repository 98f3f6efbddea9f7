package ciel.workflow.gate;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The gate as a process of its own, as the forced command of a key: arguments ROOT and, where it is not a day, the grace (s). */
public final class GateMain {
    private GateMain() {}

    public static void main(String[] args) throws Exception {
        GateSettings settings = new GateSettings(
                Path.of(args[0]).toRealPath(),
                Optional.empty(),
                Path.of("/usr/bin"),
                Optional.empty(),
                Optional.empty(),
                args.length > 1 ? Duration.ofSeconds(Long.parseLong(args[1])) : Duration.ofDays(1),
                "test",
                "test",
                InstantSource.system());
        System.exit(new GateServer(
                        settings, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out))
                .run());
    }
}
