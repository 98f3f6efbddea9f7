package ciel.sim.exposure;

import ciel.sim.Band;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorFormat;
import ciel.sim.catalog.SceneObject;
import ciel.sim.catalog.SceneTable;
import ciel.sim.catalog.ShapeMatrix;
import ciel.sim.catalog.Visit;
import ciel.sim.fits.Card;
import ciel.sim.fits.HeaderInput;
import ciel.sim.fits.PointingTrack;
import ciel.sim.fits.Provenance;
import ciel.sim.fits.RenderManifest;
import ciel.sim.fits.WcsHeader;
import ciel.sim.optics.SkyMap;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.SourceKey;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.readout.SkyGradient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A scene table: objects already in pixels and electrons, so that any other simulator can be given the identical
 * scene. The same on every detector. It has no sky, so
 * the files say a nominal one: a plane of 0.2 arcsec pixels about RA 0, Dec 0, and a visit 0 in r of 30 s.
 */
final class TableScene implements Scene {
    private static final double ARCSEC_PER_PIXEL = 0.2;
    private static final double[] SCALE = {1 / ARCSEC_PER_PIXEL, 0, 0, 1 / ARCSEC_PER_PIXEL};
    /** MJD of 2025-01-01: nothing depends on it. */
    private static final double NOMINAL_MJD = 60676.25;

    private final Visit visit;
    private final List<SceneObject> objects = new ArrayList<>();
    private final long[] keys;
    private final PointSpread psf;
    private final SensorSettings sensor;
    private final long maxPhotons;
    /** The scene is the same on every detector of a size. */
    private final Map<DetectorFormat, Sources> sources = new HashMap<>();

    /** @return the nominal exposure of a scene table */
    static Visit visit(long seed) {
        return new Visit(0, 0, Band.R, 0, 0, 0, 0, 89, 0, NOMINAL_MJD, 30, 0, 0, seed);
    }

    TableScene(Path file, Settings settings, Visit visit, RenderListener listener) {
        this.visit = visit;
        SceneTable table = SceneTable.open(file);
        table.forEach(objects::add);
        table.notes().forEach(listener::note);
        keys = objects.stream().mapToLong(ObjectKeys::of).toArray();
        SourceKey.makeDistinct(keys);
        psf = PointSpreads.of(settings, Double.NaN, visit.band(), null);
        sensor = SensorSettings.of(settings);
        maxPhotons = settings.integer("photons.max_per_object");
    }

    @Override
    public long objects() {
        return objects.size();
    }

    @Override
    public Visit visit() {
        return visit;
    }

    @Override
    public long expectedPhotons() {
        return (long) objects.stream().mapToDouble(SceneObject::flux).sum();
    }

    @Override
    public Sources on(Detector detector) {
        Sources common = ofSize(detector.type().format());
        double[] nm = new double[SourceTable.BINS];
        Arrays.fill(nm, visit.band().effectiveWavelength());
        PhotonPath path = PhotonPath.of(psf.tables(), null, sensor.steps(detector, nm));
        return new Sources(common.batch().along(path), common.truthOfRow(), common.truth());
    }

    /** The sources are the same on all detectors of a size; where their photons end differs. */
    private synchronized Sources ofSize(DetectorFormat format) {
        return sources.computeIfAbsent(format, this::sources);
    }

    private Sources sources(DetectorFormat format) {
        SourceTableBuilder builder =
                new SourceTableBuilder(visit.seed(), format.width(), format.height(), psf.tables(), null);
        List<TruthRow> truth = new ArrayList<>(objects.size());
        for (int i = 0; i < keys.length; i++) {
            SceneObject object = objects.get(i);
            long key = keys[i];
            PhotonSupply supply = PhotonSupply.draw(object.flux(), visit.seed(), key, maxPhotons);
            SourceTableBuilder.Source common = new SourceTableBuilder.Source(
                    key, supply.photons(), supply.weight(), object.x() - 1, object.y() - 1, SCALE, null, null);
            boolean star = object.n() == 0;
            if (star) {
                builder.addPoint(common);
            } else {
                double[] matrix = ShapeMatrix.matrix(object);
                for (int k = 0; k < 4; k++) {
                    matrix[k] /= ARCSEC_PER_PIXEL;
                }
                builder.addSersic(common, object.n(), matrix);
            }
            truth.add(new TruthRow(
                    object.id(),
                    star ? "point" : "sersic2d",
                    degrees(object.x(), format.width()),
                    degrees(object.y(), format.height()),
                    object.x(),
                    object.y(),
                    object.flux(),
                    supply.mode()));
        }
        return new Sources(builder.build(), IntStream.range(0, keys.length).toArray(), truth);
    }

    /** Small-angle position on the nominal plane; RA is given from -180 to 180, so that it does not wrap. */
    private static double degrees(double pixel, int size) {
        return (pixel - (size + 1) / 2.0) * ARCSEC_PER_PIXEL / 3600;
    }

    @Override
    public WcsHeader wcs(Detector detector) {
        double scale = ARCSEC_PER_PIXEL / 3600;
        return new WcsHeader(List.of(
                Card.of("CTYPE1", "RA---TAN"),
                Card.of("CTYPE2", "DEC--TAN"),
                Card.of("CRPIX1", (detector.width() + 1) / 2.0),
                Card.of("CRPIX2", (detector.height() + 1) / 2.0),
                Card.of("CRVAL1", 0.0),
                Card.of("CRVAL2", 0.0),
                Card.of("CUNIT1", "deg"),
                Card.of("CUNIT2", "deg"),
                Card.of("CD1_1", scale),
                Card.of("CD1_2", 0.0),
                Card.of("CD2_1", 0.0),
                Card.of("CD2_2", scale)));
    }

    @Override
    public Optional<SkyMap> map(Detector detector) {
        return Optional.empty();
    }

    @Override
    public HeaderInput header(Detector detector, Provenance provenance) {
        return new HeaderInput(
                visit,
                detector,
                0,
                PointingTrack.nominal(visit, 0),
                0,
                "SKYEXP",
                "scene table",
                "",
                true,
                provenance,
                List.of());
    }

    @Override
    public boolean throughTelescope() {
        return false;
    }

    @Override
    public DoubleUnaryOperator vignetting() {
        return radius -> 1;
    }

    @Override
    public SkyGradient sky(Detector detector) {
        return SkyGradient.flat(0);
    }

    @Override
    public RenderManifest.Spectra spectra() {
        return new RenderManifest.Spectra(0, 0);
    }
}
