package ciel.sim.exposure;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraOptics;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.ObjectSource;
import ciel.sim.catalog.PackedObjects;
import ciel.sim.catalog.ReadReport;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.optics.SkyMap;
import ciel.sim.optics.TracedVignetting;
import ciel.sim.optics.Vignetting;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.readout.SkyGradient;
import ciel.sim.sky.SkyModel;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SedUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** The sky of a visit: objects of any source with spectra, through the telescope's geometry onto any detector. */
final class SkyScene implements Scene {
    /** Objects read between two looks at how far it is. */
    private static final int TELL_EVERY = 4096;

    private final Visit visit;
    private final Settings settings;
    private final VisitGeometry geometry;
    private final LsstSpectra spectra;
    private final SedLibrary library;
    private final PreparedObjects objects;
    private final DetectorSources sources;
    private final Optional<Turbulence> turbulence;
    private final SkyLight sky;
    /** SED names that were not found. */
    private final int substitutes;

    private final CatalogFindings findings;

    /** @param catalog the objects @param visit with the seed that was asked for */
    SkyScene(
            RenderRequest request,
            ObjectSource catalog,
            Visit visit,
            SkyModel model,
            List<Detector> detectors,
            ObjectRoom room,
            ScreenLoops loops,
            RenderListener listener) {
        settings = request.settings();
        this.visit = visit;
        Camera camera = settings.camera();
        geometry = VisitGeometry.of(visit, WeatherSettings.of(settings), TelescopeSettings.state(settings), camera);
        catalog.notes().forEach(listener::note);
        Path named = settings.optionalPath("sed.library").orElse(null);
        library = SedLibrary.search(named, null, catalog.folder(), use -> {});
        spectra = LsstSpectra.of(visit, SpectrumSettings.of(settings), library);
        sky = new SkyLight(model, geometry, spectra, SpectrumSettings.skyClouds(settings));
        int threads = request.threads().orElse(Runtime.getRuntime().availableProcessors());
        turbulence = Atmospheres.turbulence(settings, visit);
        PointSpread psf = turbulence.isPresent()
                ? PointSpreads.of(
                        settings,
                        visit.fwhmAtmosphere(),
                        visit.band(),
                        spectra,
                        turbulence.get().outerScale())
                : PointSpreads.of(settings, visit.fwhmAtmosphere(), visit.band(), spectra);
        LightExtent reach = new LightExtent(
                psf,
                settings.number("catalog.scatter_photons"),
                TelescopeSettings.of(settings).spikes(visit.band()),
                camera.optics());
        boolean ghosts = settings.flag("optics.ghosts");
        Region region = Region.around(
                detectors,
                geometry,
                settings.number("catalog.edge_pix"),
                magnorm -> Math.max(reach.bound(magnorm, visit), ghosts ? Ghosts.bound(magnorm, visit) : 0));
        List<SkyObject> invalid = new ArrayList<>();
        PackedObjects inRegion = new PackedObjects();
        ReadReport report = read(catalog, region, inRegion, invalid, room, listener);
        SourceMaker maker = new SourceMaker(catalog.followsFlipG2() && settings.flag("catalog.flip_g2"));
        UndrawableObjects undrawable =
                new UndrawableObjects(catalog.name(), settings.flag("catalog.skip_invalid"), request.skipBadLines());
        objects = new ObjectPreparer(undrawable, settings, geometry, spectra, maker, reach)
                .prepare(inRegion, threads, listener);
        invalid.addAll(undrawable.invalid());
        undrawable.notes().forEach(listener::note);
        PhotonPaths paths = new PhotonPaths(
                settings, geometry, spectra, psf, Atmospheres.of(settings, visit, spectra, loops, threads));
        Optional<Ghosts> thrownBack = ghosts
                ? Optional.of(Ghosts.of(
                        geometry,
                        TelescopeSettings.of(settings).supply(),
                        settings.integer("photons.max_per_object"),
                        objects,
                        detectors,
                        threads))
                : Optional.empty();
        sources = new DetectorSources(settings, geometry, spectra, paths, maker, objects, invalid, thrownBack);
        substitutes =
                new SubstituteSpectra(settings.choice("sed.allow_substitutes"), named).check(library.uses(), listener);
        findings = new CatalogFindings(substituted(), dropped(report, undrawable, invalid.size()));
    }

    private RenderSummary.SubstitutedSeds substituted() {
        return new RenderSummary.SubstitutedSeds(
                substitutes,
                library.uses().stream()
                        .filter(use -> use.origin() == SedUse.Origin.SYNTHETIC)
                        .limit(RenderSummary.SubstitutedSeds.SHOWN)
                        .map(SedUse::name)
                        .toList());
    }

    private static RenderSummary.DroppedLines dropped(ReadReport report, UndrawableObjects undrawable, int invalid) {
        return new RenderSummary.DroppedLines(
                report.droppedLines() + undrawable.dropped(),
                report.linesWithInf(),
                report.badLines(),
                undrawable.dropped(),
                invalid,
                report.firstDroppedLines());
    }

    /**
     * @param inRegion takes the objects of the region that are to be drawn
     * @param invalid  takes those that are not
     * @return what was found
     */
    private static ReadReport read(
            ObjectSource catalog,
            Region region,
            PackedObjects inRegion,
            List<SkyObject> invalid,
            ObjectRoom room,
            RenderListener listener) {
        try (ObjectCursor cursor = catalog.cursor(region)) {
            listener.preparing(RenderListener.Preparation.CATALOG, 0, catalog.bytes());
            int since = 0;
            for (SkyObject object = cursor.advance(); object != null; object = cursor.advance()) {
                if (cursor.invalid() == null) {
                    inRegion.add(object);
                } else {
                    invalid.add(object);
                }
                if (++since == TELL_EVERY) {
                    long taken = cursor.bytesTaken();
                    listener.preparing(RenderListener.Preparation.CATALOG, taken, catalog.bytes());
                    room.require(
                            inRegion.size(),
                            inRegion.bytes() + PreparedObjects.BYTES * inRegion.size(),
                            catalog.bytes() > 0 ? (double) taken / catalog.bytes() : cursor.share());
                    since = 0;
                }
            }
            cursor.report().notes().forEach(listener::note);
            return cursor.report();
        }
    }

    @Override
    public long objects() {
        return objects.size();
    }

    @Override
    public long objectBytes() {
        return objects.bytes();
    }

    @Override
    public Visit visit() {
        return visit;
    }

    @Override
    public long expectedPhotons() {
        return objects.photons();
    }

    @Override
    public Sources on(Detector detector) {
        return sources.on(detector);
    }

    @Override
    public WcsHeader wcs(Detector detector) {
        return new WcsHeader(geometry.wcs(detector).keywords().stream()
                .map(k -> new Card(k.key(), k.value(), k.comment()))
                .toList());
    }

    @Override
    public Optional<SkyMap> map(Detector detector) {
        return Optional.of(geometry.wcs(detector));
    }

    @Override
    public HeaderInput header(Detector detector, Provenance provenance) {
        return HeaderInput.sky(geometry, detector, provenance)
                .withSubstituteSpectra(substitutes)
                .withAdded(turbulence.map(Atmospheres::cards).orElse(List.of()))
                .withAdded(skyLevel(detector).map(RenderSummary.SkyLevel::cards).orElse(List.of()));
    }

    @Override
    public CatalogFindings findings() {
        return findings;
    }

    @Override
    public DoubleUnaryOperator vignetting() {
        return settings.flag("optics.rays")
                ? TracedVignetting.of(
                        visit.band(), ((CameraOptics.Simonyi) geometry.camera().optics()).lenses())::at
                : Vignetting.of(geometry.camera())::at;
    }

    @Override
    public double wavelength(int bin) {
        return spectra.wavelength(bin);
    }

    @Override
    public double pixelArcsec2(Detector detector) {
        return spectra.pixelArcsec2(detector.number());
    }

    @Override
    public boolean throughTelescope() {
        return true;
    }

    @Override
    public SkyGradient sky(Detector detector) {
        return sky.on(detector);
    }

    @Override
    public Optional<RenderSummary.SkyLevel> skyLevel(Detector detector) {
        RenderSettings.Sky wanted = RenderSettings.Sky.of(settings);
        return !wanted.enabled()
                ? Optional.empty()
                : Optional.of(
                        wanted.electrons().isPresent()
                                ? RenderSummary.SkyLevel.given(
                                        wanted.electrons().getAsDouble())
                                : sky.parts(detector));
    }

    @Override
    public RenderManifest.Spectra spectra() {
        return new RenderManifest.Spectra(library.uses().size() - substitutes, substitutes);
    }
}
