package ciel.workflow.world;

import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Runs a campaign in a simulated world: arguments are visits, detectors of a visit, nodes, and the folder of the ledger, or
 * {@code memory}. Ends with 0 when nothing is wrong.
 */
final class WorldMain {
    private WorldMain() {}

    public static void main(String[] args) throws Exception {
        int visits = Integer.parseInt(args[0]);
        int perVisit = Integer.parseInt(args[1]);
        int nodes = Integer.parseInt(args[2]);
        boolean memory = args[3].equals("memory");
        Path folder = memory ? Files.createTempDirectory("ciel-world") : Path.of(args[3]);
        long begin = System.nanoTime();
        try (CampaignLedger ledger = memory ? Ledgers.inMemory() : Ledgers.scratch(folder.resolve("world.db"))) {
            WorldRun run = new WorldRun(
                    ledger,
                    folder,
                    ProjectWorlds.large(nodes),
                    WorldRun.largeLots(),
                    visits,
                    perVisit,
                    40,
                    nodes + nodes / 4,
                    1,
                    Duration.ofDays(400));
            List<String> problems = run.problems(ledger);
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    Locale.ROOT,
                    "%d units, %.1f s, %.1f s of CPU time, %.1f s of them on the daemon's thread, %d MB held%n%s%n",
                    (long) visits * perVisit,
                    (System.nanoTime() - begin) * 1e-9,
                    ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() * 1e-9,
                    ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9,
                    runtime.totalMemory() - runtime.freeMemory() >> 20,
                    run);
            run.world.told().stream()
                    .map(n -> n.at() + " " + n.text())
                    .limit(30)
                    .forEach(System.out::println);
            problems.forEach(p -> System.out.println("FAIL " + p));
            System.exit(problems.isEmpty() ? 0 : 1);
        }
    }
}
