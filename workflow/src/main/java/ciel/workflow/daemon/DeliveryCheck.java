package ciel.workflow.daemon;

import ciel.sim.exposure.Settings;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.job.JobCall;
import ciel.workflow.job.JobFolders;
import ciel.workflow.job.JobRunner;
import ciel.workflow.job.Rendering;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.job.UnitsFile;
import ciel.workflow.job.Warning;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.DeliveryRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.ProductFile;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.stage.Destination;
import ciel.workflow.stage.PortException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Looks at what a campaign has delivered: reads every file at its destinations again, and renders some of the units again on
 * this machine. The daemon may run meanwhile.
 */
public final class DeliveryCheck {
    private final Campaign campaign;
    private final CampaignLedger ledger;
    private final long id;

    /**
     * What is wrong.
     *
     * @param unit    as {@code 449053/R22_S11}
     * @param where   the destination, or {@code rendered again}
     * @param problem one sentence
     */
    public record Wrong(String unit, String where, String problem) {}

    /**
     * What was looked at.
     *
     * @param units      delivered to a destination at least
     * @param deliveries that were read
     * @param files      that were read
     * @param bytes      that were read
     * @param rendered   units that were rendered again
     * @param wrong      what is wrong; empty where all is well
     */
    public record Result(long units, long deliveries, long files, long bytes, long rendered, List<Wrong> wrong) {}

    /** @param id of the campaign in the ledger */
    public DeliveryCheck(Campaign campaign, CampaignLedger ledger, long id) {
        this.campaign = campaign;
        this.ledger = ledger;
        this.id = id;
    }

    /** How to render again. @param fraction of the units, 0 to 1 @param seed which ones @param work an empty folder */
    public record Again(double fraction, long seed, Path work, Settings base, Rendering rendering, String version) {}

    /**
     * @param again what to render again
     * @param told  lines for a person
     * @throws PortException where a destination cannot be read
     * @throws IOException   where the folder of the renderings cannot be used
     */
    public Result run(Again again, Consumer<String> told) throws PortException, IOException {
        List<Destination> places = campaign.destinations().stream()
                .map(to -> RealPorts.destination(campaign, to))
                .toList();
        Items known = new Items(ledger, 1);
        List<UnitRow> delivered = new ArrayList<>();
        ledger.eachUnit(id, unit -> {
            if (!there(unit).isEmpty()) {
                delivered.add(unit);
            }
        });
        List<Wrong> wrong = new ArrayList<>();
        long deliveries = 0;
        long files = 0;
        long bytes = 0;
        for (UnitRow unit : delivered) {
            List<DeliveryRow> rows = there(unit);
            List<Destination.Item> items = known.of(
                    campaign.name(), rows.stream().map(DeliveryRow::unit).toList());
            for (int i = 0; i < rows.size(); i++) {
                int destination = rows.get(i).destination();
                for (String problem :
                        places.get(destination).verify(items.get(i)).wrong()) {
                    wrong.add(new Wrong(
                            RunJobs.spec(unit).toString(),
                            campaign.destinations().get(destination).name(),
                            problem));
                }
                deliveries++;
                files += items.get(i).files().files().size();
                bytes += items.get(i).files().files().stream()
                        .mapToLong(f -> f.bytes())
                        .sum();
            }
        }
        List<UnitRow> chosen = chosen(delivered, again);
        Map<Long, List<UnitRow>> visits = new LinkedHashMap<>();
        chosen.forEach(unit ->
                visits.computeIfAbsent(unit.visit(), v -> new ArrayList<>()).add(unit));
        for (List<UnitRow> units : visits.values()) {
            wrong.addAll(renderedAgain(units, again, told));
        }
        return new Result(delivered.size(), deliveries, files, bytes, chosen.size(), wrong);
    }

    private List<DeliveryRow> there(UnitRow unit) {
        return ledger.deliveries(unit.unit()).stream()
                .filter(row -> row.state() == DeliveryState.REGISTERED || row.state() == DeliveryState.ACKNOWLEDGED)
                .toList();
    }

    /** The same seed chooses the same units; one at least where a fraction is wanted. */
    private static List<UnitRow> chosen(List<UnitRow> delivered, Again again) {
        if (again.fraction() <= 0 || delivered.isEmpty()) {
            return List.of();
        }
        List<UnitRow> chosen = new ArrayList<>();
        for (UnitRow unit : delivered) {
            long mixed = again.seed() * 0x9e3779b97f4a7c15L + unit.unit();
            if (new SplittableRandom(mixed).nextDouble() < again.fraction()) {
                chosen.add(unit);
            }
        }
        if (chosen.isEmpty()) {
            chosen.add(delivered.get(new SplittableRandom(again.seed()).nextInt(delivered.size())));
        }
        return chosen;
    }

    private List<Wrong> renderedAgain(List<UnitRow> units, Again again, Consumer<String> told)
            throws PortException, IOException {
        VisitRow visit = ledger.visits(List.of(units.getFirst().visit())).getFirst();
        Path root = Files.createDirectories(again.work().resolve("visit-" + visit.observationId()));
        Path inputs = Files.createDirectories(root.resolve("inputs"));
        String spec = new Inputs(again.version()).bring(campaign, visit, file -> copy(file, inputs));
        List<UnitSpec> wanted = units.stream().map(RunJobs::spec).toList();
        JobName name = new JobName(campaign.name(), 0, 0, "00000000");
        Path list = Files.createDirectories(root.resolve("units")).resolve(name + ".txt");
        Files.write(list, new UnitsFile(spec, wanted.size(), 0, wanted).lines());
        told.accept("rendering " + wanted.size() + " units of visit " + visit.observationId() + " again");
        JobCall call = new JobCall(list, root, 0, "0", 0, Runtime.getRuntime().availableProcessors(), again.version());
        new JobRunner(
                        call,
                        again.base(),
                        again.rendering(),
                        new Warning(InstantSource.system()),
                        InstantSource.system(),
                        line -> {})
                .run();
        List<Wrong> wrong = new ArrayList<>();
        for (UnitRow unit : units) {
            UnitSpec which = RunJobs.spec(unit);
            Path out = root.resolve(JobFolders.out(campaign.name(), which));
            for (ProductFile file : ledger.files(unit.unit())) {
                String problem = difference(out.resolve(file.path()), file);
                if (!problem.isEmpty()) {
                    wrong.add(new Wrong(which.toString(), "rendered again", problem));
                }
            }
        }
        return wrong;
    }

    private static void copy(Path file, Path folder) throws PortException {
        try {
            Path to = folder.resolve(sum(file));
            if (!Files.exists(to)) {
                Files.copy(file, to);
            }
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN, folder + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** A manifest names the engine and the device, which may differ; images and tables may not. */
    private static String difference(Path again, ProductFile file) throws IOException {
        if (file.path().startsWith("manifest_")) {
            return "";
        }
        if (!Files.exists(again)) {
            return file.path() + " was not made";
        }
        String sum = sum(again);
        return sum.equals(file.sha256())
                ? ""
                : file.path() + " has SHA-256 " + sum + " now; it was delivered with " + file.sha256();
    }

    private static String sum(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            return Digests.of(in, Algorithm.SHA256);
        }
    }
}
