package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.CatalogFormat;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.ObjectSource;
import ciel.sim.catalog.SceneTable;
import ciel.sim.catalog.Visit;
import ciel.sim.catalog.VisitSource;
import ciel.sim.optics.Pointing;
import ciel.sim.sky.SkyModel;
import ciel.sim.survey.VisitTable;
import java.util.List;
import java.util.Optional;

/**
 * A catalog that is open: its visit is known, its objects are not read yet. What can be refused before a long catalog is
 * read, is refused in between.
 */
interface SceneSource {
    Visit visit();

    /** As {@link Scene#throughTelescope}. */
    boolean throughTelescope();

    /**
     * Reads the objects.
     *
     * @param detectors that will be drawn, at least one
     * @param room      asked again and again whether the objects fit
     * @param loops     what phase screens are made with
     */
    Scene read(List<Detector> detectors, ObjectRoom room, ScreenLoops loops, RenderListener listener);

    /** As above, with room for any number of objects. */
    default Scene read(List<Detector> detectors, RenderListener listener) {
        return read(detectors, ObjectRoom.ANY, PlainScreenLoops.INSTANCE, listener);
    }

    /** @throws ciel.sim.InputException when the catalog is not there or its header is wrong */
    static SceneSource open(RenderRequest request) {
        if (request.calibration().isPresent()) {
            return new Calibration(request.calibration().get(), request.settings());
        }
        if (!SceneTable.isSceneTable(request.catalog())) {
            return new Sky(request);
        }
        if (request.visit().isPresent()) {
            throw new InputException(
                    request.catalog().toString(),
                    "is a scene table, which lies on the detector already: a visit has no effect on it",
                    "leave the visit out, or name a catalog of the sky");
        }
        return new Table(request);
    }

    /** A bias, dark or flat. */
    record Calibration(CalibrationExposure exposure, Settings settings) implements SceneSource {
        @Override
        public Visit visit() {
            return exposure.visit();
        }

        @Override
        public boolean throughTelescope() {
            return true;
        }

        @Override
        public Scene read(List<Detector> detectors, ObjectRoom room, ScreenLoops loops, RenderListener listener) {
            return new CalibrationScene(exposure, settings);
        }
    }

    /** A scene table. */
    final class Table implements SceneSource {
        private final RenderRequest request;
        private final Visit visit;

        Table(RenderRequest request) {
            this.request = request;
            this.visit = TableScene.visit(request.seed().orElse(0));
        }

        @Override
        public Visit visit() {
            return visit;
        }

        @Override
        public boolean throughTelescope() {
            return false;
        }

        @Override
        public Scene read(List<Detector> detectors, ObjectRoom room, ScreenLoops loops, RenderListener listener) {
            return new TableScene(request.catalog(), request.settings(), visit, listener);
        }
    }

    /** Objects on the sky, seen in one visit. */
    final class Sky implements SceneSource {
        private final RenderRequest request;
        private final ObjectSource objects;
        private final VisitSource exposure;
        private final Visit visit;
        private final SkyModel sky;

        Sky(RenderRequest request) {
            this.request = request;
            Optional<VisitSource> chosen =
                    request.visit().map(v -> VisitTable.open(v.table()).exposure(v.id(), v.snap()));
            if (CatalogFormat.of(request.catalog()) == CatalogFormat.SKY_CATALOG) {
                this.exposure = chosen.orElseThrow(() -> new InputException(
                        request.catalog().toString(),
                        "is a skyCatalog, which has no visit of its own",
                        "give one: --opsim DB --visit NUMBER"));
                this.objects = SkyCatalogs.open(request.catalog(), request.settings(), exposure.visit());
            } else {
                InstanceCatalog catalog = InstanceCatalog.open(
                        request.catalog(),
                        new InstanceCatalog.Options(
                                request.settings().flag("catalog.skip_invalid"), request.skipBadLines()));
                this.objects = catalog;
                this.exposure = chosen.orElse(catalog);
            }
            Visit read = exposure.visit();
            this.visit = request.seed().isEmpty()
                    ? read
                    : read.withSeed(request.seed().getAsLong());
            this.sky = VisitSky.of(request.settings(), visit, exposure.header());
            Pointing.check(visit, exposure.name(), request.settings().number("catalog.altitude_tolerance"));
        }

        @Override
        public Visit visit() {
            return visit;
        }

        @Override
        public boolean throughTelescope() {
            return true;
        }

        @Override
        public Scene read(List<Detector> detectors, ObjectRoom room, ScreenLoops loops, RenderListener listener) {
            if (request.visit().isPresent()) {
                exposure.notes().forEach(listener::note);
            }
            return new SkyScene(request, objects, visit, sky, detectors, room, loops, listener);
        }
    }
}
