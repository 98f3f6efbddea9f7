package ciel.workflow.job;

import ciel.sim.CielException;
import ciel.sim.catalog.SceneTable;
import ciel.sim.exposure.Physics;
import ciel.sim.exposure.RenderListener;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import ciel.sim.exposure.Settings;
import ciel.sim.fits.RenderManifest;
import ciel.workflow.job.Publisher.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Detectors of one visit: what is published already is reported, the rest is drawn and published one by one. */
final class VisitRun {
    private final JobCall call;
    private final JobSpec spec;
    private final Settings base;
    private final Rendering rendering;
    private final Warning warning;
    private final UnitReports reports;
    private final Consumer<String> told;
    private final List<String> notes = new ArrayList<>();

    VisitRun(
            JobCall call,
            JobSpec spec,
            Settings base,
            Rendering rendering,
            Warning warning,
            UnitReports reports,
            Consumer<String> told) {
        this.call = call;
        this.spec = spec;
        this.base = base;
        this.rendering = rendering;
        this.warning = warning;
        this.reports = reports;
        this.told = told;
    }

    /** @param id of the visit @param units of it, by detector */
    void run(long id, List<UnitSpec> units) {
        Map<String, UnitSpec> byDetector = new LinkedHashMap<>();
        units.forEach(unit -> byDetector.put(unit.detector(), unit));
        try {
            draw(id, byDetector);
        } catch (JobInputs.Missing e) {
            fail(byDetector, new Failures.Failure(UnitReport.Cause.MISSING_INPUT, 3, e.getMessage()));
        } catch (IOException e) {
            fail(byDetector, Failures.of(new CielException(reason(e), e)));
        } catch (UncheckedIOException e) {
            fail(byDetector, Failures.of(new CielException(reason(e.getCause()), e)));
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(byDetector, Failures.of(e));
        }
    }

    private static String reason(IOException e) {
        return e.toString().replaceFirst("^java\\.[a-z.]+\\.", "");
    }

    private void fail(Map<String, UnitSpec> units, Failures.Failure failure) {
        told.accept(failure.text());
        units.values().forEach(unit -> reports.failed(unit, failure, notes()));
    }

    private void draw(long id, Map<String, UnitSpec> units) throws JobInputs.Missing, IOException {
        JobSpec.Visit visit = spec.visits().stream()
                .filter(v -> v.visit() == id)
                .findFirst()
                .orElseThrow(() -> new JobInputs.Missing(
                        "the description of the job has no visit " + id + " (submit the unit again)"));
        Path work = call.root().resolve(JobFolders.work(spec.campaign(), id));
        RenderRequest request = request(visit, List.copyOf(units.keySet()), work);
        Publisher publisher = new Publisher(work, id);
        for (UnitSpec unit : List.copyOf(units.values())) {
            Optional<Published> there = publisher.there(out(unit), unit.detector());
            if (there.isPresent()) {
                String other = difference(there.get().content(), request);
                if (other.isEmpty()) {
                    note("published by an earlier job");
                    reports.rendered(unit, there.get(), notes());
                } else {
                    reports.failed(
                            unit,
                            new Failures.Failure(
                                    UnitReport.Cause.INPUT, 3, there.get().manifest() + other),
                            notes());
                }
                units.remove(unit.detector());
            }
        }
        if (units.isEmpty()) {
            return;
        }
        RenderSummary summary =
                rendering.render(request.withDetectors(List.copyOf(units.keySet())), new Finished(publisher, units));
        for (RenderSummary.DetectorRow row : summary.detectors()) {
            publish(publisher, units.get(row.name())); // kept ones were finished by an earlier job
        }
        for (RenderSummary.Failure failure : summary.failed()) {
            UnitSpec unit = units.get(failure.name());
            if (unit != null && !failure.error().equals("not begun")) {
                reports.failed(unit, Failures.of(failure.error()), notes());
            }
        }
    }

    private RenderRequest request(JobSpec.Visit visit, List<String> detectors, Path work)
            throws JobInputs.Missing, IOException {
        Path first = new JobInputs(call.root()).catalog(visit, work.resolve("catalog"));
        Path catalog = visit.sky() == null ? first : Path.of(visit.sky());
        return new RenderRequest(
                catalog,
                visit.sky() == null
                        ? Optional.empty()
                        : Optional.of(new RenderRequest.VisitChoice(first, visit.visit(), 0)),
                detectors,
                spec.engine(),
                OptionalInt.empty(),
                OptionalInt.of(call.threads()),
                visit.seed() == null ? OptionalLong.empty() : OptionalLong.of(visit.seed()),
                work,
                settings(catalog),
                true,
                spec.skipBadLines(),
                Optional.empty());
    }

    private Settings settings(Path catalog) {
        Settings settings = base;
        if (!spec.physics().isEmpty()) {
            Physics level = Arrays.stream(Physics.values())
                    .filter(physics -> physics.word().equals(spec.physics()))
                    .findFirst()
                    .orElseThrow(() -> new ciel.sim.InputException(
                            "physics", "is '" + spec.physics() + "'", "it is one of fast, standard, full"));
            settings = level.over(settings, SceneTable.isSceneTable(catalog));
        }
        return settings.with("campaign " + spec.campaign(), spec.settings());
    }

    private Path out(UnitSpec unit) {
        return call.root().resolve(JobFolders.out(spec.campaign(), unit));
    }

    /** @return how a published detector differs from what the job would render; empty: in nothing */
    private String difference(RenderManifest there, RenderRequest request) {
        String what = !there.codeVersion().equals(call.version())
                ? "version of Ciel"
                : request.seed().isPresent() && there.seed() != request.seed().getAsLong()
                        ? "seed"
                        : !there.configurationHash().equals(request.settings().hash())
                                ? "configuration"
                                : !there.catalog().equals(request.catalogName())
                                                || there.catalogBytes() != request.catalogBytes()
                                        ? "catalog"
                                        : "";
        return what.isEmpty()
                ? ""
                : " was published with another " + what
                        + " (choose another name for the campaign, or delete the folder)";
    }

    private void publish(Publisher publisher, UnitSpec unit) throws IOException {
        if (!reports.has(unit)) {
            Optional<Published> published = publisher.publish(out(unit), unit.detector());
            if (published.isPresent()) {
                reports.rendered(unit, published.get(), notes());
                told.accept(unit + " is published");
            }
        }
    }

    private void note(String text) {
        synchronized (notes) {
            notes.add(text);
        }
    }

    private List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    /** Publishes a detector as soon as its manifest is there, and begins none once the warning has come. */
    private final class Finished implements RenderListener {
        private final Publisher publisher;
        private final Map<String, UnitSpec> units;

        Finished(Publisher publisher, Map<String, UnitSpec> units) {
            this.publisher = publisher;
            this.units = units;
        }

        @Override
        public boolean begins(String detector) {
            return warning.at().isEmpty();
        }

        @Override
        public void finished(String detector) {
            try {
                publish(publisher, units.get(detector));
            } catch (IOException | RuntimeException e) {
                note(detector + " could not be published: " + e.getMessage());
            }
        }

        @Override
        public void note(String text) {
            VisitRun.this.note(text);
            told.accept(text);
        }
    }
}
