package ciel.workflow.gate;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The gate as a process of its own, as the forced command of a key: argument ROOT. */
public final class GateMain {
    private GateMain() {}

    public static void main(String[] args) throws Exception {
        GateSettings settings = new GateSettings(
                Path.of(args[0]).toRealPath(),
                Optional.empty(),
                Path.of("/usr/bin"),
                Optional.empty(),
                Optional.empty(),
                Duration.ofDays(1),
                "test",
                "test",
                InstantSource.system());
        System.exit(new GateServer(
                        settings, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out))
                .run());
    }
}
