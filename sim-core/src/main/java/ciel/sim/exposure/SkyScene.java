package ciel.sim.exposure;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Invalid;
import ciel.sim.catalog.ReadReport;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SedUse;
import ciel.sim.spectrum.SpectrumOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The sky of an instance catalog: objects with spectra, through the telescope's geometry onto any detector. */
final class SkyScene implements Scene {
    private static final int SHOWN_SYNTHETIC = 3;

    private final Visit visit;
    private final Settings settings;
    private final VisitGeometry geometry;
    private final LsstSpectra spectra;
    private final SedLibrary library;
    private final List<PreparedObject> objects;
    private final DetectorSources sources;

    /** @param visit of the catalog, with the seed that was asked for */
    SkyScene(
            RenderRequest request,
            InstanceCatalog catalog,
            Visit visit,
            List<Detector> detectors,
            RenderListener listener) {
        settings = request.settings();
        this.visit = visit;
        geometry = VisitGeometry.of(visit);
        AtomicInteger synthetic = new AtomicInteger();
        library = SedLibrary.search(
                settings.optionalPath("sed.library").orElse(null),
                System.getenv(SedLibrary.ENVIRONMENT),
                request.catalog().toAbsolutePath().getParent(),
                use -> {
                    if (use.origin() == SedUse.Origin.SYNTHETIC && synthetic.incrementAndGet() <= SHOWN_SYNTHETIC) {
                        listener.note(
                                "SED " + use.name() + " is not in a library: " + use.detail() + " stands in for it");
                    }
                });
        spectra = LsstSpectra.of(
                visit,
                SpectrumOptions.DEFAULTS
                        .withBaselineDetector(
                                settings.choice("spectrum.detector").equals("baseline"))
                        .withHostDust(settings.flag("spectrum.host_dust"))
                        .withOutOfBand(settings.flag("spectrum.out_of_band")),
                library);
        PointSpread psf = PointSpreads.of(settings, visit.fwhmAtmosphere(), visit.band(), spectra);
        LightExtent reach = new LightExtent(psf, settings.number("catalog.scatter_photons"));
        Region region = Region.around(
                detectors, geometry, settings.number("catalog.edge_pix"), magnorm -> reach.bound(magnorm, visit));
        List<SkyObject> inRegion = new ArrayList<>();
        List<SkyObject> invalid = new ArrayList<>();
        ReadReport report = catalog.forEach(region, new InstanceCatalog.Sink() {
            @Override
            public void object(SkyObject object) {
                inRegion.add(object);
            }

            @Override
            public void invalid(SkyObject object, Invalid reason) {
                invalid.add(object);
            }
        });
        tell(report, listener);
        SourceMaker maker = new SourceMaker(settings.flag("catalog.flip_g2"));
        objects = new ObjectPreparer(request.catalog(), settings, geometry, spectra, maker, reach)
                .prepare(inRegion, request.threads().orElse(Runtime.getRuntime().availableProcessors()));
        sources = new DetectorSources(settings, geometry, spectra, psf, maker, objects, invalid);
        if (synthetic.get() > 0) {
            listener.note(synthetic.get()
                    + " SED names are not in a library and are drawn with synthetic spectra made from their "
                    + "names (set sed.library or "
                    + SedLibrary.ENVIRONMENT + "); the manifest records it");
        }
    }

    private static void tell(ReadReport report, RenderListener listener) {
        report.notes().forEach(listener::note);
        if (report.badLines() > 0) {
            listener.note(report.badLines() + " bad lines were passed over");
            report.firstBadLines().forEach(listener::note);
        }
    }

    @Override
    public Visit visit() {
        return visit;
    }

    @Override
    public long expectedPhotons() {
        long sum = 0;
        for (PreparedObject p : objects) {
            sum += p.supply().photons();
        }
        return sum;
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
    public HeaderInput header(Detector detector, Provenance provenance) {
        return HeaderInput.sky(geometry, detector, provenance);
    }

    @Override
    public boolean throughTelescope() {
        return true;
    }

    @Override
    public double skyElectrons(Detector detector) {
        return spectra.darkSkyElectrons(detector.number());
    }

    @Override
    public RenderManifest.Spectra spectra() {
        int synthetic = (int) library.uses().stream()
                .filter(use -> use.origin() == SedUse.Origin.SYNTHETIC)
                .count();
        return new RenderManifest.Spectra(library.uses().size() - synthetic, synthetic);
    }
}
