package ciel.sim.sky;

/**
 * The four pixels of a HEALPix map in RING order that are nearest to a direction, with weights that go linearly along
 * the rings and between them (Gorski et al. 2005, ApJ 622, 759).
 */
final class HealpixGrid {
    private final int nside;
    private final int pixels;

    HealpixGrid(int nside) {
        this.nside = nside;
        this.pixels = 12 * nside * nside;
    }

    /** @return nside of a map with so many pixels, or 0 where there is none */
    static int nside(int pixels) {
        int nside = (int) Math.round(Math.sqrt(pixels / 12.0));
        return nside >= 1 && nside <= 4096 && 12 * nside * nside == pixels ? nside : 0;
    }

    /** @param ring 1 (north) to 4 nside - 1 @return z = sin(dec) of its pixels */
    private double z(int ring) {
        int north = Math.min(ring, 4 * nside - ring);
        double z = north < nside
                ? 1 - (double) north * north / (3.0 * nside * nside)
                : (2.0 * nside - north) * 2 / (3.0 * nside);
        return ring == north ? z : -z;
    }

    private int length(int ring) {
        return 4 * Math.min(nside, Math.min(ring, 4 * nside - ring));
    }

    private int first(int ring) {
        if (ring < nside) {
            return 2 * ring * (ring - 1);
        }
        if (ring <= 3 * nside) {
            return 2 * nside * (nside - 1) + (ring - nside) * 4 * nside;
        }
        int back = 4 * nside - ring;
        return pixels - 2 * back * (back + 1);
    }

    /** @return right ascension of the first pixel of a ring, in pixels */
    private double shift(int ring) {
        boolean cap = ring < nside || ring > 3 * nside;
        return cap || (ring - nside) % 2 == 0 ? 0.5 : 0;
    }

    /**
     * @param ra     deg
     * @param dec    deg
     * @param near   takes the four pixels
     * @param weight takes their weights, which sum to 1
     */
    void near(double ra, double dec, int[] near, double[] weight) {
        double theta = Math.toRadians(90 - dec);
        int above = 0;
        while (above + 1 < 4 * nside && StrictMath.acos(z(above + 1)) <= theta) {
            above++;
        }
        int below = above + 1;
        if (above == 0 || below == 4 * nside) {
            // about a pole: its value is the mean of the four pixels of the last ring
            boolean north = above == 0;
            int last = north ? below : above;
            double edge = StrictMath.acos(z(last));
            double part = north ? theta / edge : (Math.PI - theta) / (Math.PI - edge);
            ring(last, ra, part, near, weight, 0);
            for (int k = 0; k < 2; k++) {
                near[2 + k] = first(last) + (near[k] - first(last) + 2) % 4;
                weight[k] += (1 - part) / 4;
                weight[2 + k] = (1 - part) / 4;
            }
            return;
        }
        double from = StrictMath.acos(z(above));
        double part = (theta - from) / (StrictMath.acos(z(below)) - from);
        ring(above, ra, 1 - part, near, weight, 0);
        ring(below, ra, part, near, weight, 2);
    }

    private void ring(int ring, double ra, double share, int[] near, double[] weight, int at) {
        int n = length(ring);
        double place = (ra / 360 - Math.floor(ra / 360)) * n - shift(ring);
        int west = (int) Math.floor(place);
        double part = place - west;
        near[at] = first(ring) + Math.floorMod(west, n);
        near[at + 1] = first(ring) + Math.floorMod(west + 1, n);
        weight[at] = share * (1 - part);
        weight[at + 1] = share * part;
    }
}
