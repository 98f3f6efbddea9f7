package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorType;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.GhostImage;
import ciel.sim.optics.GhostPath;
import ciel.sim.optics.Telescope;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.AliasTable;
import ciel.sim.photon.Ring;
import ciel.sim.photon.RingSplit;
import ciel.sim.photon.SourceKey;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.spectrum.LsstSpectra;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ghosts of the bright stars of a visit ({@code optics.ghosts}). Each is a picture on the focal plane, cut into
 * tiles: sources of their own, with a key and a Poisson number of photons each, so that a detector draws the tiles that
 * reach it, and draws the same photons whichever others are drawn. Immutable, safe for many threads.
 */
final class Ghosts {
    /** Mean electrons a pixel below which a ghost is left out. */
    static final double FAINTEST = 0.02;
    /** Light a pixel over the light of the star, of the brightest ghost there is: the two faces of the filter. */
    private static final double BRIGHTEST = 3e-10;
    /** No star has more light in a band than that of its magnorm times this, if it is to have ghosts. */
    private static final double COLOUR = 100;
    /** mm: a star anywhere in the field has ghosts anywhere in it. */
    private static final double WHOLE_FIELD = 750;
    /** Cells of a tile along each side. */
    private static final int TILE = 32;
    /** Point spread function around a tile (mm): 1000 px; what lies farther out is too faint to see. */
    private static final double BLUR_MM = 10;
    /** Ghosts off the axis are up to this much larger than on it. */
    private static final double LARGER = 2;
    /** Part of the keys of ghosts: any number, never to be changed. */
    private static final long GHOST = 0x67686f7374L;

    private static final double PIXELS_PER_MM2 = 1 / (DetectorType.LSST_PIXEL_MM * DetectorType.LSST_PIXEL_MM);

    /** @param x lower left corner (mm) @param y lower left corner (mm) */
    private record Tile(
            PreparedObject star, long key, PhotonSupply supply, double x, double y, double cell, AliasTable weights) {}

    private final long seed;
    private final List<Tile> tiles;

    private Ghosts(long seed, List<Tile> tiles) {
        this.seed = seed;
        this.tiles = List.copyOf(tiles);
    }

    /**
     * @param supply    photons at the annulus of the pupil for each one of the nominal flux
     * @param maxPhotons photons.max_per_object
     * @param stars     objects of the visit, of which the bright points have ghosts
     * @param detectors to be drawn: ghosts that reach none of them are left out
     */
    static Ghosts of(
            VisitGeometry geometry,
            double supply,
            long maxPhotons,
            PreparedObjects stars,
            List<Detector> detectors,
            int threads) {
        long seed = geometry.visit().seed();
        // always the same, so that the photons do not depend on the detectors asked for; science CCDs lie in one plane
        Detector middle = geometry.camera().middle();
        Telescope telescope = geometry.telescope(middle);
        DetectorWcs wcs = geometry.wcs(middle);
        double wavelength = geometry.wavelength();
        List<GhostPath> paths = GhostPath.of(geometry.visit().band());
        GhostImage[] onAxis = new GhostImage[paths.size()];
        Arrays.setAll(onAxis, k -> GhostImage.trace(telescope, paths.get(k), new double[2], wavelength));
        List<PreparedObject> bright = IntStream.range(0, stars.size())
                .filter(row -> stars.electrons(row) * supply * BRIGHTEST >= FAINTEST)
                .mapToObj(stars::get)
                .filter(p -> p.object().shape() instanceof Shape.Point)
                .toList();
        List<List<Tile>> found = new ArrayList<>(Collections.nCopies(bright.size(), List.of()));
        Parallel.forRange(threads, bright.size(), 1, (from, to) -> {
            double[] field = new double[2];
            for (int i = from; i < to; i++) {
                PreparedObject star = bright.get(i);
                double light = mean(star, supply);
                wcs.focalToPixel(star.focalX(), star.focalY(), field);
                wcs.pixelToField(field[0], field[1], field);
                List<Tile> own = new ArrayList<>();
                for (int k = 0; k < onAxis.length && !Double.isNaN(field[0]); k++) {
                    GhostPath path = paths.get(k);
                    if (onAxis[k] == null || brightness(onAxis[k], light) < FAINTEST) {
                        continue;
                    }
                    double radius = LARGER * onAxis[k].columns() * onAxis[k].cell() / 2;
                    double[] centre = GhostImage.centre(telescope, path, field, wavelength);
                    if (detectors.stream().noneMatch(d -> near(d, centre[0], centre[1], radius))) {
                        continue;
                    }
                    GhostImage image = GhostImage.trace(telescope, path, field, wavelength);
                    if (image != null && brightness(image, light) >= FAINTEST) {
                        long key = SourceKey.with(SourceKey.with(star.key(), GHOST), k);
                        own.addAll(tiles(star, image, light, key, seed, maxPhotons));
                    }
                }
                found.set(i, own);
            }
        });
        return new Ghosts(seed, found.stream().flatMap(List::stream).toList());
    }

    /** @return mm within which a star of this magnitude may have ghosts that are drawn; 0: none */
    static double bound(double magnorm, Visit visit) {
        double light = LightExtent.AB_ZERO
                * COLOUR
                * LsstSpectra.AREA_CM2
                * visit.exposureTime()
                * StrictMath.pow(10, -0.4 * magnorm);
        return light * BRIGHTEST >= FAINTEST ? WHOLE_FIELD : 0;
    }

    private static double mean(PreparedObject star, double supply) {
        return star.spectrum().electrons() * star.magnification() * supply;
    }

    private static double brightness(GhostImage image, double light) {
        return light * image.path().energy() * image.open() / (image.area() * PIXELS_PER_MM2);
    }

    private static boolean near(Detector detector, double x, double y, double radius) {
        double half = StrictMath.hypot(detector.width(), detector.height()) / 2 * detector.pixelMm();
        return !(StrictMath.hypot(x - detector.xCenter(), y - detector.yCenter()) > half + radius + BLUR_MM);
    }

    private static List<Tile> tiles(
            PreparedObject star, GhostImage image, double light, long key, long seed, long maxPhotons) {
        List<Tile> tiles = new ArrayList<>();
        for (int line = 0; line < image.lines(); line += TILE) {
            for (int column = 0; column < image.columns(); column += TILE) {
                double[] weights = new double[TILE * TILE];
                double sum = 0;
                for (int n = 0; n < weights.length; n++) {
                    int i = line + n / TILE;
                    int j = column + n % TILE;
                    if (i < image.lines() && j < image.columns()) {
                        weights[n] = image.weights()[i * image.columns() + j];
                        sum += weights[n];
                    }
                }
                if (sum == 0) {
                    continue;
                }
                long ofTile = SourceKey.with(key, (long) line << 16 | column);
                tiles.add(new Tile(
                        star,
                        ofTile,
                        PhotonSupply.draw(light * image.path().energy() * sum, seed, ofTile, maxPhotons),
                        image.focalX() + column * image.cell(),
                        image.focalY() + line * image.cell(),
                        image.cell(),
                        new AliasTable(weights)));
            }
        }
        return tiles;
    }

    /** @return rows of the table that the ghosts on a detector have become */
    int add(SourceTableBuilder builder, Detector detector, DetectorWcs wcs) {
        int rows = 0;
        double[] corner = new double[2];
        double[] right = new double[2];
        double[] up = new double[2];
        double[] scale = new double[4];
        for (Tile tile : tiles) {
            double side = TILE * tile.cell;
            double x = tile.x + side / 2;
            double y = tile.y + side / 2;
            if (tile.supply.photons() == 0 || !near(detector, x, y, side)) {
                continue;
            }
            wcs.focalToPixel(x, y, corner);
            wcs.focalToPixel(x + tile.cell, y, right);
            wcs.focalToPixel(x, y + tile.cell, up);
            double[] matrix = {
                right[0] - corner[0], up[0] - corner[0], right[1] - corner[1], up[1] - corner[1],
            };
            wcs.jacobian(
                    Math.clamp(corner[0], 1, detector.width()), Math.clamp(corner[1], 1, detector.height()), scale);
            rows += builder.addLanded(
                    new SourceTableBuilder.Source(
                            tile.key,
                            List.of(new RingSplit.Share(Ring.ALL, tile.supply.photons())),
                            tile.supply.weight(),
                            corner[0] - 1,
                            corner[1] - 1,
                            scale.clone(),
                            tile.star.spectrum().probability(),
                            tile.star.spectrum().key()),
                    tile.weights,
                    TILE,
                    matrix);
        }
        return rows;
    }
}
