package ciel.transfer.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Starts classes of the tests in JVMs of their own, as fast as can be: this module's classes in one jar, because an
 * archive of loaded classes takes jars only, and such an archive from a first
 * run. A start takes 0.25 s and not 0.45 s.
 */
public final class FastJvm {
    private final Path folder;
    private final String classPath;

    /** @param folder for the jar and the archives */
    public FastJvm(Path folder) throws IOException {
        this.folder = folder;
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path jar = folder.resolve("ciel.jar");
        List<String> command = new ArrayList<>(List.of("--create", "--file", jar.toString()));
        StringBuilder jars = new StringBuilder(jar.toString());
        for (String p : path.split(":")) {
            if (Files.isDirectory(Path.of(p))) {
                command.addAll(List.of("-C", p, "."));
            } else {
                jars.append(':').append(p);
            }
        }
        if (ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, command.toArray(String[]::new))
                != 0) {
            throw new IOException("no jar of the tests' classes could be made in " + folder);
        }
        classPath = jars.toString();
    }

    /**
     * @param archive name of an archive that a {@link #training} run has made; without it the start is slower, no more
     */
    public List<String> command(String archive, Class<?> main) {
        return java(main, "-XX:SharedArchiveFile=" + folder.resolve(archive + ".jsa"));
    }

    /** A run that writes the archive when it ends by itself. */
    public List<String> training(String archive, Class<?> main) {
        return java(main, "-XX:ArchiveClassesAtExit=" + folder.resolve(archive + ".jsa"));
    }

    private List<String> java(Class<?> main, String option) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                option,
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=off",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                main.getName()));
    }
}
