package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.TracedSpot;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.spectrum.VisitSpectra;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What shines on a detector: chooses among the prepared objects, and makes the table of sources and the truth. */
final class DetectorSources {
    /** Rays of a spot that say how large it is. */
    private static final int SPOT_RAYS = 64;

    private final VisitGeometry geometry;
    private final VisitSpectra spectra;
    private final PhotonPaths paths;
    private final SourceMaker maker;
    private final PreparedObjects objects;
    private final List<SkyObject> invalid;
    /** How far outside the detector the catalog's selection reaches (px). */
    private final double edge;
    /** Galaxies on a detector below which nothing is drawn. */
    private final long minSource;

    private final Optional<Ghosts> ghosts;
    private final boolean rays;

    /** @param invalid objects that are not drawn, and are in the truth table */
    DetectorSources(
            Settings settings,
            VisitGeometry geometry,
            VisitSpectra spectra,
            PhotonPaths paths,
            SourceMaker maker,
            PreparedObjects objects,
            List<SkyObject> invalid,
            Optional<Ghosts> ghosts) {
        this.geometry = geometry;
        this.spectra = spectra;
        this.paths = paths;
        this.maker = maker;
        this.objects = objects;
        this.invalid = invalid;
        this.ghosts = ghosts;
        this.rays = TelescopeSettings.of(settings).rays();
        this.edge = settings.number("catalog.edge_pix");
        this.minSource = settings.integer("catalog.min_source");
    }

    Scene.Sources on(Detector detector) {
        DetectorWcs wcs = geometry.wcs(detector);
        List<PreparedObject> inside = new ArrayList<>();
        List<PreparedObject> scattered = new ArrayList<>();
        select(detector, wcs, inside, scattered);
        SourceTableBuilder builder = new SourceTableBuilder(
                geometry.visit().seed(), detector.width(), detector.height(), paths.of(detector, wcs));
        List<TruthRow> truth = new ArrayList<>();
        IntStream.Builder truthOfRow = IntStream.builder();
        long galaxies = inside.stream()
                .filter(p -> p.object().shape() instanceof Shape.Sersic)
                .count();
        if (galaxies < minSource) {
            return new Scene.Sources(builder.build(), new int[0], truth);
        }
        double[] at = new double[2];
        double[] scale = new double[4];
        Map<Integer, Integer> trails = new HashMap<>();
        for (List<PreparedObject> group : List.of(inside, scattered)) {
            for (PreparedObject p : group) {
                wcs.toPixel(p.object().ra(), p.object().dec(), at);
                wcs.jacobian(at[0], at[1], scale);
                int rows = maker.add(builder, p, geometry.visit().seed(), at[0] - 1, at[1] - 1, scale);
                boolean more = trails.containsKey(p.place());
                int place = more ? trails.get(p.place()) : truth.size();
                for (int row = 0; row < rows; row++) {
                    truthOfRow.add(place);
                }
                if (p.isPiece()) {
                    if (!more && (rows > 0 || group == inside)) {
                        trails.put(p.place(), place);
                        truth.add(trailRow(p, wcs, detector));
                    }
                } else if (group == inside) {
                    truth.add(row(
                            p.object(), at, electrons(p, detector), p.supply().mode()));
                } else if (rows > 0) {
                    truth.add(row(p.object(), at, electrons(p, detector), TruthRow.Mode.SCATTERED));
                }
            }
        }
        for (int row = ghosts.map(g -> g.add(builder, detector, wcs)).orElse(0); row > 0; row--) {
            truthOfRow.add(Scene.Sources.NO_OBJECT);
        }
        truth.addAll(undrawn(detector, wcs));
        return new Scene.Sources(builder.build(), truthOfRow.build().toArray(), truth);
    }

    private void select(
            Detector detector, DetectorWcs wcs, List<PreparedObject> inside, List<PreparedObject> scattered) {
        int width = detector.width();
        int height = detector.height();
        double[] at = new double[2];
        double halfDiagonal = StrictMath.hypot(width, height) / 2 * detector.pixelMm();
        double blur = rays ? blur(wcs, width, height) : 0;
        for (int row = 0; row < objects.size(); row++) {
            double x = objects.focalX(row) - detector.xCenter();
            double y = objects.focalY(row) - detector.yCenter();
            double limit = halfDiagonal + Math.max(objects.reach(row) + blur, 1.5 * edge * detector.pixelMm());
            // most of a focal plane's objects fail at the first comparison
            if (Math.abs(x) > limit || Math.abs(y) > limit || StrictMath.hypot(x, y) > limit) {
                continue;
            }
            PreparedObject p = objects.get(row);
            wcs.toPixel(p.object().ra(), p.object().dec(), at);
            if (near(at, detector)) {
                inside.add(p);
            } else if (p.reach() > 0 && offEdge(at[0], width, at[1], height) * detector.pixelMm() < p.reach() + blur) {
                scattered.add(p);
            }
        }
    }

    /** @return how far (mm) the telescope spreads the light of a star: images out of focus are large */
    private double blur(DetectorWcs wcs, int width, int height) {
        TracedSpot.Tracer tracer = new TracedSpot.Tracer(geometry, wcs);
        double most = 0;
        for (int k = 0; k < 5; k++) {
            double x = k == 4 ? width / 2.0 : 1 + (width - 1) * (k % 2);
            double y = k == 4 ? height / 2.0 : 1 + (height - 1) * (k / 2);
            most = Math.max(
                    most,
                    tracer.trace(x, y, new double[] {geometry.wavelength()}, SPOT_RAYS)
                            .farthest());
        }
        return most * wcs.detector().pixelMm();
    }

    /**
     * @return the row of a whole trail, its place that of its middle; where that lies outside the field of the
     *     telescope, that of its first piece on the detector
     */
    private TruthRow trailRow(PreparedObject piece, DetectorWcs wcs, Detector detector) {
        SkyObject trail = piece.listed();
        double[] at = new double[2];
        wcs.toPixel(trail.ra(), trail.dec(), at);
        if (Double.isNaN(at[0])) {
            wcs.toPixel(piece.object().ra(), piece.object().dec(), at);
        }
        TruthRow.Mode mode = near(at, detector) ? piece.supply().mode() : TruthRow.Mode.SCATTERED;
        return row(trail, at, electrons(piece, detector), mode);
    }

    private double electrons(PreparedObject p, Detector detector) {
        return spectra.electrons(p.spectrum(), detector.number()) * p.magnification();
    }

    private List<TruthRow> undrawn(Detector detector, DetectorWcs wcs) {
        List<TruthRow> rows = new ArrayList<>();
        double[] at = new double[2];
        for (SkyObject object : invalid) {
            wcs.toPixel(object.ra(), object.dec(), at);
            if (near(at, detector)) {
                rows.add(row(object, at, 0, TruthRow.Mode.INVALID));
            }
        }
        return rows;
    }

    private TruthRow row(SkyObject object, double[] at, double flux, TruthRow.Mode mode) {
        return new TruthRow(
                object.id(), maker.type(object.shape()), object.ra(), object.dec(), at[0], at[1], flux, mode);
    }

    /** @return whether the catalog's selection puts a FITS pixel on the detector; NaN is nowhere */
    private boolean near(double[] at, Detector detector) {
        return at[0] >= -edge
                && at[0] <= detector.width() + edge
                && at[1] >= -edge
                && at[1] <= detector.height() + edge;
    }

    /** Distance (px) of a point from a detector. */
    private static double offEdge(double x, int width, double y, int height) {
        return StrictMath.hypot(
                Math.max(0, Math.max(0.5 - x, x - width - 0.5)), Math.max(0, Math.max(0.5 - y, y - height - 0.5)));
    }
}
