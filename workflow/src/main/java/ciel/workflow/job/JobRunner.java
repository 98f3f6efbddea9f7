package ciel.workflow.job;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.exposure.Settings;
import ciel.workflow.scheduler.Ending;
import ciel.workflow.scheduler.JobName;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Renders the units of one task: visit by visit, as many detectors side by side as the node holds. Each detector is
 * published when it is finished and has its exit file then, so that a job that is cut at any moment has lost the detectors
 * under way and nothing else; the next job draws those again, to the same bits.
 */
public final class JobRunner {
    private final JobCall call;
    private final Settings base;
    private final Rendering rendering;
    private final Warning warning;
    private final InstantSource clock;
    private final Consumer<String> told;

    /**
     * @param call      of the script
     * @param base      settings of the node: packaged, environment, site
     * @param rendering what renders
     * @param warning   that the time is nearly over
     * @param clock     the node's
     * @param told      lines for the job's log
     */
    public JobRunner(
            JobCall call,
            Settings base,
            Rendering rendering,
            Warning warning,
            InstantSource clock,
            Consumer<String> told) {
        this.call = call;
        this.base = base;
        this.rendering = rendering;
        this.warning = warning;
        this.clock = clock;
        this.told = told;
    }

    /**
     * @return exit code: 0 every unit is rendered, 5 some are not, {@link Ending#CHECKPOINT} the time was over; the code of
     *     the failure where no unit could be rendered
     * @throws InputException when the units file is not there or is none: no unit is known then
     */
    public int run() {
        JobName name = name();
        UnitsFile file = units();
        List<UnitSpec> wanted = file.task(call.task());
        ExitFiles exits = new ExitFiles(
                call.root(), call.root().resolve(JobFolders.claims(name)).resolve(Integer.toString(call.task())));
        List<UnitSpec> open = wanted.stream()
                .filter(unit -> !Files.exists(call.root().resolve(JobFolders.exit(name, unit))))
                .toList();
        if (open.size() < wanted.size()) {
            told.accept((wanted.size() - open.size()) + " of " + wanted.size() + " units have exit files already");
        }
        UnitReports reports = new UnitReports(call, name, exits, clock);
        try {
            JobSpec spec = new JobInputs(call.root()).spec(file.spec());
            if (!spec.ciel().isEmpty() && !spec.ciel().equals(call.version())) {
                String text = "the campaign is rendered with Ciel " + spec.ciel() + ", and " + call.version()
                        + " is installed at the site (ciel site install)";
                open.forEach(unit ->
                        reports.failed(unit, new Failures.Failure(UnitReport.Cause.VERSION, 4, text), List.of()));
            } else {
                // at the limit the scheduler kills; this much before it the process ends by itself
                Duration time = Duration.ofSeconds(file.warning() == 0 ? 60 : file.warning());
                render(spec, open, reports, time.minus(margin(time)));
            }
        } catch (JobInputs.Missing e) {
            open.forEach(unit -> reports.failed(
                    unit, new Failures.Failure(UnitReport.Cause.MISSING_INPUT, 3, e.getMessage()), List.of()));
        }
        exits.release();
        int failed = reports.failures();
        long left = open.stream().filter(unit -> !reports.has(unit)).count();
        told.accept(reports.rendered() + " units rendered, " + failed + " failed, " + left + " left");
        if (left > 0) {
            return Ending.CHECKPOINT;
        }
        return failed == 0 ? 0 : reports.rendered() > 0 ? 5 : reports.lastCode();
    }

    private static Duration margin(Duration time) {
        Duration quarter = time.dividedBy(4);
        return quarter.compareTo(Duration.ofSeconds(10)) < 0 ? quarter : Duration.ofSeconds(10);
    }

    private JobName name() {
        String file = call.units().getFileName().toString();
        return JobName.parse(file.replaceFirst("\\.txt$", ""))
                .orElseThrow(() -> new InputException(
                        call.units().toString(),
                        "is not named as units files are",
                        "the name is <campaign>-<number>-a<try>-<nonce>.txt"));
    }

    private UnitsFile units() {
        try {
            return UnitsFile.parse(Files.readAllLines(call.units()));
        } catch (IOException e) {
            throw new InputException(call.units().toString(), "cannot be read", "submit the job again", e);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    call.units().toString(), String.valueOf(e.getMessage()), "submit the job again", e);
        }
    }

    private void render(JobSpec spec, List<UnitSpec> units, UnitReports reports, Duration afterWarning) {
        Map<Long, List<UnitSpec>> byVisit = new LinkedHashMap<>();
        units.forEach(unit -> byVisit.computeIfAbsent(unit.visit(), visit -> new ArrayList<>())
                .add(unit));
        for (Map.Entry<Long, List<UnitSpec>> visit : byVisit.entrySet()) {
            if (warning.at().isPresent()) {
                return;
            }
            VisitRun run = new VisitRun(call, spec, base, rendering, warning, reports, told);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    run.run(visit.getKey(), visit.getValue());
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            if (!finished(thread, afterWarning)) {
                told.accept("the time is over; detectors that are not finished are drawn again by the next job");
                return;
            }
            switch (failure.get()) {
                case null -> {}
                case CielException e -> throw e; // no exit file could be written
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    /** Waits for a visit. @return false where its time after the warning was over before */
    private boolean finished(Thread thread, Duration afterWarning) {
        try {
            while (!thread.join(Duration.ofMillis(200))) {
                if (warning.left(afterWarning).isNegative()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
