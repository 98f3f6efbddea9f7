package ciel.sim.engine;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceKey;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.util.Arrays;
import java.util.List;

/** Photons of one profile, for tests: into a small image, or one by one onto a plane so large that none is lost. */
final class ShotProfiles {
    /** Photons of a test: 4e6, or {@code -Dciel.photons=100000000} of the long run. */
    static final long PHOTONS = Long.getLong("ciel.photons", 4_000_000L);

    private ShotProfiles() {}

    /**
     * A component. @param sersic index, 0 for a point @param matrix arcsec per half-light radius @param share of the
     * photons
     */
    record Component(double sersic, double[] matrix, double share) {
        /** Area-keeping shear of a circle, as GalSim defines it. */
        static Component sheared(double sersic, double halfLight, double g1, double g2, double share) {
            double f = halfLight / Math.sqrt(1 - g1 * g1 - g2 * g2);
            return new Component(sersic, new double[] {f * (1 + g1), f * g2, f * g2, f * (1 - g1)}, share);
        }

        static Component point() {
            return new Component(0, null, 1);
        }
    }

    /** @param scale px per arcsec @param centre LSST pixel of the centre along both axes */
    static SourceTable batch(
            int size, double scale, double centre, PointSpread psf, long photons, List<Component> components) {
        SourceTableBuilder builder = new SourceTableBuilder(20250117, size, size, psf.tables(), null);
        long key = 1;
        for (Component c : components) {
            SourceTableBuilder.Source common = new SourceTableBuilder.Source(
                    SourceKey.of("profile", key++),
                    Math.round(photons * c.share),
                    1,
                    centre,
                    centre,
                    new double[] {scale, 0, 0, scale},
                    null,
                    null);
            if (c.sersic == 0) {
                builder.addPoint(common);
            } else {
                double[] m = c.matrix.clone();
                for (int i = 0; i < 4; i++) {
                    m[i] *= scale;
                }
                builder.addSersic(common, c.sersic, m);
            }
        }
        return builder.build();
    }

    /** @return electrons per pixel, size x size */
    static int[] image(int size, double scale, PointSpread psf, long photons, List<Component> components) {
        ChargeMap map = new ChargeMap(size, size);
        SourceTable batch = batch(size, scale, (size - 1) / 2.0, psf, photons, components);
        new ScalarEngine(2).shoot(batch, map, new long[batch.size()], PhotonEngine.PhotonProgress.NONE);
        return map.data();
    }

    /**
     * What the photons of one component look like from its centre.
     *
     * @param within share of all photons within each radius
     * @param e1     mean of cos 2 theta: for elliptical isophotes of axis ratio q this is (1 - q) / (1 + q) cos
     *      2 beta, whatever the radial profile
     * @param e2     mean of sin 2 theta
     */
    record Seen(double[] within, double e1, double e2) {}

    /**
     * Each photon's place to 3e-4 of its distance from the centre at worst: it is shot onto planes of coarser and
     * coarser pixels, and taken from the first that holds it.
     *
     * @param radii  arcsec, ascending
     * @param finest px per arcsec of the first plane
     */
    static Seen seen(PointSpread psf, Component component, double[] radii, double finest) {
        int size = 46_000; // pixel numbers are ints
        double reach = size / 2.01;
        long[] histogram = new long[radii.length + 1];
        double c = 0;
        double s = 0;
        long seen = 0;
        double scale = finest;
        for (int pass = 0; pass < 4; pass++, scale /= 32) {
            SourceTable batch = batch(size, scale, (size - 1) / 2.0, psf, PHOTONS, List.of(component));
            ScalarEngine.ScalarShooter shooter = new ScalarEngine.ScalarShooter(batch, new int[0]);
            double least = pass == 0 ? -1 : reach / 32;
            for (long photon = 0; photon < batch.photons()[0]; photon++) {
                int pixel = shooter.pixel(0, photon);
                if (pixel < 0) {
                    continue;
                }
                double x = pixel % size - (size - 1) / 2.0;
                double y = pixel / size - (size - 1) / 2.0;
                double r = Math.sqrt(x * x + y * y);
                if (r > least && r <= reach) {
                    int i = Arrays.binarySearch(radii, r / scale);
                    histogram[i < 0 ? -i - 1 : i]++;
                    c += (x * x - y * y) / (r * r);
                    s += 2 * x * y / (r * r);
                    seen++;
                }
            }
        }
        double[] within = new double[radii.length];
        long sum = 0;
        for (int i = 0; i < radii.length; i++) {
            sum += histogram[i];
            within[i] = sum / (double) PHOTONS;
        }
        return new Seen(within, c / seen, s / seen);
    }
}
