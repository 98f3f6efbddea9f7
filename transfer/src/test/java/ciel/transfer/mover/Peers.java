package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.transfer.servers.Servers;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the benchmarks of the mover beside other tools share: files to copy, tools in turns, each copy compared before
 * its time counts, a table.
 */
final class Peers {
    private Peers() {}

    /** Copies the files of a folder into another. */
    interface Tool {
        void copy(Path from, Path to) throws Exception;
    }

    /** Makes a folder with files f0, f1, ... of random content. */
    static void fill(Path folder, int files, long bytes) throws Exception {
        Files.createDirectories(folder);
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        for (int i = 0; i < files; i++) {
            try (OutputStream out = Files.newOutputStream(folder.resolve("f" + i))) {
                for (long done = 0; done < bytes; done += block.length) {
                    block[(int) (done >> 20) & 0xff] ^= (byte) (i + 1);
                    out.write(block, 0, (int) Math.min(block.length, bytes - done));
                }
            }
        }
    }

    static void run(String... command) throws Exception {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, p.waitFor(), String.join(" ", command) + ": " + said);
    }

    /**
     * Runs the tools in turns and prints a row for each.
     *
     * @param bytes  of the files in all
     * @param target gives the folder to copy into, which is deleted afterwards
     * @return MB/s of each round
     */
    static Map<String, List<Double>> compare(
            String label, Path from, long bytes, int rounds, Map<String, Tool> tools, Callable<Path> target)
            throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Tool> tool : tools.entrySet()) {
                Path to = target.call();
                long start = System.nanoTime();
                tool.getValue().copy(from, to);
                double seconds = (System.nanoTime() - start) * 1e-9;
                List<Path> files;
                try (Stream<Path> all = Files.list(from)) {
                    files = all.toList();
                }
                for (Path f : files) {
                    assertEquals(
                            -1,
                            Files.mismatch(f, to.resolve(f.getFileName())),
                            tool.getKey() + " copied " + f.getFileName() + " wrongly");
                }
                Servers.deleteTree(to);
                rates.computeIfAbsent(tool.getKey(), k -> new ArrayList<>()).add(bytes / 1e6 / seconds);
            }
        }
        rates.forEach((tool, all) -> System.out.printf(
                Locale.ROOT,
                "| %-12s | %-46s | %5.0f | %s |%n",
                label,
                tool,
                median(all),
                all.stream().map(r -> String.format(Locale.ROOT, "%.0f", r)).collect(Collectors.joining(" "))));
        return rates;
    }

    static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }
}
