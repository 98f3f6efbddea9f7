package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Invalid;
import ciel.sim.catalog.Lensing;
import ciel.sim.catalog.ReadReport;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.Vignetting;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.SourceKey;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.ObjectSpectrum;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SedUse;
import ciel.sim.spectrum.SpectrumOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final PointSpread psf;
    private final SourceMaker maker;
    private final List<Prepared> objects;
    private final List<SkyObject> invalid = new ArrayList<>();
    private final double edge;
    private final long minSource;

    /**
     * An object with what does not depend on the detector.
     *
     * @param focalX   focal plane (mm)
     * @param focalY   focal plane (mm)
     * @param reach    distance (mm) to which its light matters; 0: only where the catalog's own selection takes it
     * @param spectrum its light in the envelope band
     */
    record Prepared(
            SkyObject object,
            float focalX,
            float focalY,
            float reach,
            ObjectSpectrum spectrum,
            double magnification,
            long key,
            PhotonSupply supply) {}

    SkyScene(RenderRequest request, List<Detector> detectors, RenderListener listener) {
        settings = request.settings();
        InstanceCatalog catalog = InstanceCatalog.open(
                request.catalog(),
                new InstanceCatalog.Options(settings.flag("catalog.skip_invalid"), request.skipBadLines()));
        Visit read = catalog.visit();
        visit = request.seed().isEmpty()
                ? read
                : new Visit(
                        read.observationId(),
                        read.snap(),
                        read.band(),
                        read.ra(),
                        read.dec(),
                        read.rotTelPos(),
                        read.rotSkyPos(),
                        read.altitude(),
                        read.azimuth(),
                        read.mjd(),
                        read.exposureTime(),
                        read.rawSeeing(),
                        read.sequenceNumber(),
                        request.seed().getAsLong());
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
        psf = PointSpreads.of(settings, visit.fwhmAtmosphere(), visit.band(), spectra);
        edge = settings.number("catalog.edge_pix");
        minSource = settings.integer("catalog.min_source");
        maker = new SourceMaker(settings.flag("catalog.flip_g2"));

        LightExtent reach = new LightExtent(psf, settings.number("catalog.scatter_photons"));
        Region region = Region.around(detectors, geometry, edge, magnorm -> reach.bound(magnorm, visit));
        List<SkyObject> inRegion = new ArrayList<>();
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
        objects = prepare(
                request.catalog(),
                inRegion,
                reach,
                request.threads().orElse(Runtime.getRuntime().availableProcessors()));
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

    private List<Prepared> prepare(Path catalog, List<SkyObject> sky, LightExtent reach, int threads) {
        // always the same detector: the last bits of a position must not depend on which detectors are asked for
        DetectorWcs wcs = geometry.wcs(Camera.lsst().detector("R22_S11"));
        long maxPhotons = settings.integer("photons.max_per_object");
        boolean vignettes = settings.flag("optics.vignetting");
        SpectrumShapes shapes = new SpectrumShapes(spectra);
        Prepared[] prepared = new Prepared[sky.size()];
        Parallel.forRange(threads, sky.size(), 256, (from, to) -> {
            double[] at = new double[2];
            for (int i = from; i < to; i++) {
                SkyObject object = sky.get(i);
                wcs.toPixel(object.ra(), object.dec(), at);
                if (Double.isNaN(at[0])) {
                    continue; // degrees away: its light does not come through the telescope
                }
                wcs.pixelToFocal(at[0], at[1], at);
                ObjectSpectrum spectrum;
                try {
                    spectrum = shapes.of(object);
                    maker.check(object.shape());
                } catch (InputException e) {
                    throw new InputException(catalog + ": object " + object.id(), e.getMessage(), "", e);
                }
                double magnification = object.shape() instanceof Shape.Streak ? 1 : Lensing.magnification(object);
                boolean lit = !(object.shape() instanceof Shape.Knots knots && knots.count() == 0);
                double mean = lit
                        ? spectrum.electrons()
                                * magnification
                                * (vignettes ? Vignetting.lsst().at(Math.hypot(at[0], at[1])) : 1)
                        : 0;
                if (!(mean >= 0 && mean < 1e15)) {
                    throw new InputException(
                            catalog + ": object " + object.id(),
                            "magnorm " + object.magnorm() + " with " + object.sed() + " gives " + mean
                                    + " photons; the limit is 1e15",
                            "correct its magnitude");
                }
                long key = SourceKey.of(
                        object.id(), object.ra(), object.dec(), object.magnorm(), maker.typeCode(object.shape()));
                prepared[i] = new Prepared(
                        object,
                        (float) at[0],
                        (float) at[1],
                        (float) reach.of(mean, object),
                        spectrum,
                        magnification,
                        key,
                        PhotonSupply.draw(mean, visit.seed(), key, maxPhotons));
            }
        });
        List<Prepared> kept = new ArrayList<>(prepared.length);
        for (Prepared p : prepared) {
            if (p != null) {
                kept.add(p);
            }
        }
        if (settings.flag("catalog.sort_mag")) {
            kept.sort(Comparator.comparingDouble(p -> p.object.magnorm()));
        }
        return kept;
    }

    @Override
    public Visit visit() {
        return visit;
    }

    @Override
    public long expectedPhotons() {
        long sum = 0;
        for (Prepared p : objects) {
            sum += p.supply.photons();
        }
        return sum;
    }

    @Override
    public Sources on(Detector detector) {
        DetectorWcs wcs = geometry.wcs(detector);
        int width = detector.vendor().width();
        int height = detector.vendor().height();
        SourceTableBuilder builder = new SourceTableBuilder(
                visit.seed(), width, height, psf.tables(), spectra.acceptance(detector.number()));
        List<Prepared> inside = new ArrayList<>();
        List<Prepared> scattered = new ArrayList<>();
        double[] at = new double[2];
        long galaxies = 0;
        double halfDiagonal = Math.hypot(width, height) / 2 * Detector.PIXEL_MM;
        for (Prepared p : objects) {
            double distance = Math.hypot(p.focalX - detector.xCenter(), p.focalY - detector.yCenter());
            if (distance > halfDiagonal + Math.max(p.reach, 1.5 * edge * Detector.PIXEL_MM)) {
                continue;
            }
            wcs.toPixel(p.object.ra(), p.object.dec(), at);
            if (near(at, detector)) {
                inside.add(p);
                galaxies += p.object.shape() instanceof Shape.Sersic ? 1 : 0;
            } else if (p.reach > 0 && offEdge(at[0], width, at[1], height) * Detector.PIXEL_MM < p.reach) {
                scattered.add(p);
            }
        }
        List<TruthRow> truth = new ArrayList<>();
        if (galaxies < minSource) {
            return new Sources(builder.build(), truth, 0);
        }
        long drawnOrNot = inside.size();
        double[] scale = new double[4];
        for (List<Prepared> group : List.of(inside, scattered)) {
            for (Prepared p : group) {
                wcs.toPixel(p.object.ra(), p.object.dec(), at);
                wcs.jacobian(at[0], at[1], scale);
                maker.add(builder, p, at[0] - 1, at[1] - 1, scale.clone());
                truth.add(new TruthRow(
                        p.object.id(),
                        maker.type(p.object.shape()),
                        p.object.ra(),
                        p.object.dec(),
                        at[0],
                        at[1],
                        spectra.electrons(p.spectrum, detector.number()) * p.magnification,
                        group == scattered ? TruthRow.Mode.SCATTERED : p.supply.mode()));
            }
        }
        for (SkyObject object : invalid) {
            wcs.toPixel(object.ra(), object.dec(), at);
            if (near(at, detector)) {
                truth.add(new TruthRow(
                        object.id(),
                        maker.type(object.shape()),
                        object.ra(),
                        object.dec(),
                        at[0],
                        at[1],
                        0,
                        TruthRow.Mode.INVALID));
                drawnOrNot++;
            }
        }
        return new Sources(builder.build(), truth, drawnOrNot);
    }

    /** @return whether the catalog's selection puts a FITS pixel on the detector; NaN is nowhere */
    private boolean near(double[] at, Detector detector) {
        return at[0] >= -edge
                && at[0] <= detector.vendor().width() + edge
                && at[1] >= -edge
                && at[1] <= detector.vendor().height() + edge;
    }

    /** Distance (px) of a point from a detector. */
    private static double offEdge(double x, int width, double y, int height) {
        return Math.hypot(
                Math.max(0, Math.max(0.5 - x, x - width - 0.5)), Math.max(0, Math.max(0.5 - y, y - height - 0.5)));
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
