package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.catalog.PackedObjects;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.Vignetting;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.SourceKey;
import ciel.sim.spectrum.ObjectSpectrum;
import ciel.sim.spectrum.VisitSpectra;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Prepares the objects of a catalog for a visit: spectrum, place in the focal plane, key and number of photons. None of
 * it depends on the detectors asked for, on threads, or on the order of the catalog.
 */
final class ObjectPreparer {
    /** No object may send more photons: beyond, its magnitude is a mistake. */
    private static final double MOST_PHOTONS = 1e15;
    /** Objects that a thread takes at once. */
    private static final int GRAIN = 256;
    /** Part of the keys of a trail's pieces, which equal lines' keys do not have: any number, never to be changed. */
    private static final long PIECE = 0x7069656365L;

    /** Distributions of light over wavelength, of objects whose spectrum is theirs alone, that are held: 80 MB. */
    private static final int OWN_SPECTRA = 1 << 16;

    private final UndrawableObjects undrawable;
    private final boolean vignettes;
    private final Vignetting vignetting;
    /** Photons at the pupil for each one of the nominal flux. */
    private final double supply;

    private final boolean sortMagnitudes;
    private final long maxPhotons;
    private final VisitGeometry geometry;
    private final SpectrumShapes shapes;
    private final SourceMaker maker;
    private final LightExtent reach;

    /** @param undrawable takes the objects whose picture or spectrum turns out to be bad, or throws */
    ObjectPreparer(
            UndrawableObjects undrawable,
            Settings settings,
            VisitGeometry geometry,
            VisitSpectra spectra,
            SourceMaker maker,
            LightExtent reach) {
        this.undrawable = undrawable;
        TelescopeSettings telescope = TelescopeSettings.of(settings);
        // rays are vignetted one by one
        this.vignettes = settings.flag("optics.vignetting") && !telescope.rays();
        this.vignetting = Vignetting.of(geometry.camera());
        this.supply = telescope.supply();
        this.sortMagnitudes = settings.flag("catalog.sort_mag");
        this.maxPhotons = settings.integer("photons.max_per_object");
        this.geometry = geometry;
        this.shapes = new SpectrumShapes(spectra, OWN_SPECTRA);
        this.maker = maker;
        this.reach = reach;
    }

    /** @return the objects whose light comes through the telescope, less those that cannot be drawn */
    PreparedObjects prepare(PackedObjects sky, int threads, RenderListener listener) {
        LongAdder done = new LongAdder();
        listener.preparing(RenderListener.Preparation.OBJECTS, 0, sky.size());
        long[] keys = new long[sky.size()];
        Parallel.forRange(threads, keys.length, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                keys[i] = ObjectKeys.of(sky.get(i));
            }
        });
        SourceKey.makeDistinct(keys);
        // always the same detector: the last bits of a position must not depend on which detectors are asked for
        DetectorWcs wcs = geometry.wcs(geometry.camera().middle());
        PreparedObjects prepared = new PreparedObjects(sky, shapes, keys);
        Parallel.forRange(threads, keys.length, GRAIN, (from, to) -> {
            double[] at = new double[2];
            for (int i = from; i < to; i++) {
                SkyObject object = sky.get(i);
                List<SkyObject> pieces = object.shape() instanceof Shape.Streak streak
                        ? TrailSplit.pieces(object, streak, wcs)
                        : List.of(object);
                if (pieces.size() > 1) {
                    prepared.set(i, trail(i, object, pieces, keys[i], wcs));
                    continue;
                }
                wcs.toPixel(object.ra(), object.dec(), at);
                if (Double.isNaN(at[0])) {
                    continue; // degrees away: its light does not come through the telescope
                }
                wcs.pixelToFocal(at[0], at[1], at);
                PreparedObject one = prepare(i, object, at[0], at[1], keys[i]);
                if (one != null) {
                    prepared.set(one);
                }
            }
            done.add(to - from);
            listener.preparing(RenderListener.Preparation.OBJECTS, done.sum(), sky.size());
        });
        prepared.close(sortMagnitudes);
        return prepared;
    }

    /** @return null where the object cannot be drawn */
    private PreparedObject prepare(int index, SkyObject object, double focalX, double focalY, long key) {
        try {
            maker.check(object.shape());
        } catch (InputException e) {
            undrawable.image(index, object, e);
            return null;
        }
        ObjectSpectrum spectrum;
        double mean;
        double magnification = PreparedObjects.magnification(object);
        try {
            spectrum = shapes.of(object);
            mean = expectedPhotons(object, spectrum.electrons() * magnification, StrictMath.hypot(focalX, focalY));
        } catch (InputException e) {
            undrawable.other(index, object, e);
            return null;
        }
        return new PreparedObject(
                index,
                object,
                object,
                (float) focalX,
                (float) focalY,
                (float) reach.of(mean, object),
                spectrum,
                magnification,
                key,
                PhotonSupply.draw(mean, geometry.visit().seed(), key, maxPhotons));
    }

    /**
     * The pieces of a long trail: sources of their own, with a key and a Poisson number of photons each. Together that
     * is the number of the whole, each photon anywhere along it; each piece has the vignetting of its place.
     *
     * @return none where the trail cannot be drawn
     */
    private List<PreparedObject> trail(int index, SkyObject object, List<SkyObject> pieces, long key, DetectorWcs wcs) {
        ObjectSpectrum spectrum;
        double whole;
        try {
            spectrum = shapes.of(object);
            whole = expectedPhotons(object, spectrum.electrons(), 0);
        } catch (InputException e) {
            undrawable.other(index, object, e);
            return List.of();
        }
        int weight = PhotonSupply.weight(whole, maxPhotons);
        List<PreparedObject> prepared = new ArrayList<>(pieces.size());
        double[] at = new double[2];
        for (int i = 0; i < pieces.size(); i++) {
            SkyObject piece = pieces.get(i);
            wcs.toPixel(piece.ra(), piece.dec(), at);
            if (Double.isNaN(at[0])) {
                continue; // outside the field of the telescope
            }
            wcs.pixelToFocal(at[0], at[1], at);
            double mean = expectedPhotons(object, spectrum.electrons() / pieces.size(), StrictMath.hypot(at[0], at[1]));
            long ofPiece = SourceKey.with(SourceKey.with(key, PIECE), i);
            prepared.add(new PreparedObject(
                    index,
                    object,
                    piece,
                    (float) at[0],
                    (float) at[1],
                    (float) reach.of(mean, piece),
                    spectrum,
                    1,
                    ofPiece,
                    PhotonSupply.drawn(mean, geometry.visit().seed(), ofPiece, weight)));
        }
        return prepared;
    }

    private double expectedPhotons(SkyObject object, double unvignetted, double radiusMm) {
        if (object.shape() instanceof Shape.Knots knots && knots.count() == 0) {
            return 0;
        }
        double mean = unvignetted * supply * (vignettes ? vignetting.onAxis() * vignetting.at(radiusMm) : 1);
        if (!(mean >= 0 && mean < MOST_PHOTONS)) {
            throw new InputException(
                    "magnorm " + object.magnorm() + " with " + object.sed(),
                    "gives " + mean + " photons; the limit is 1e15",
                    "correct its magnitude");
        }
        return mean;
    }
}
