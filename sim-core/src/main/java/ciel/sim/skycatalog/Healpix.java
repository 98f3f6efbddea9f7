package ciel.sim.skycatalog;

/**
 * HEALPix in the RING scheme: which pixel a place is in, and the middle of a pixel (Gorski et al. 2005, ApJ 622, 759,
 * section 4.1 and 5.2). Angles in degrees.
 */
final class Healpix {
    private final long nside;
    private final long polar;
    private final long pixels;

    /** @param nside a power of two, 1 to 8192 */
    Healpix(int nside) {
        this.nside = nside;
        this.polar = 2L * nside * (nside - 1);
        this.pixels = 12L * nside * nside;
    }

    long pixels() {
        return pixels;
    }

    /** @return more than the distance (deg) of any corner of a pixel from its middle */
    double radius() {
        return 61.0 / nside;
    }

    /** @return pixel of a place */
    long pixel(double ra, double dec) {
        double z = StrictMath.sin(Math.toRadians(dec));
        double az = Math.abs(z);
        double tt = (ra / 360 - Math.floor(ra / 360)) * 4;
        tt = tt >= 4 ? 0 : tt;
        if (az <= 2.0 / 3) {
            double temp1 = nside * (0.5 + tt);
            double temp2 = nside * z * 0.75;
            long jp = (long) Math.floor(temp1 - temp2);
            long jm = (long) Math.floor(temp1 + temp2);
            long ir = nside + 1 + jp - jm;
            long shift = 1 - (ir & 1);
            long ip = Math.floorMod((jp + jm - nside + shift + 1) >> 1, 4 * nside);
            return polar + (ir - 1) * 4 * nside + ip;
        }
        double tp = tt - Math.floor(tt);
        // near a pole 1 - |z| loses its digits: from the half angle
        double sin = StrictMath.sin(Math.toRadians(90 - Math.abs(dec)) / 2);
        double root = nside * sin * Math.sqrt(6);
        long jp = Math.min(nside - 1, (long) (tp * root));
        long jm = Math.min(nside - 1, (long) ((1 - tp) * root));
        long ir = jp + jm + 1;
        long ip = Math.min(4 * ir - 1, (long) (tt * ir));
        return z > 0 ? 2 * ir * (ir - 1) + ip : pixels - 2 * ir * (ir + 1) + ip;
    }

    /** @param at takes right ascension and declination of the middle of a pixel */
    void middle(long pixel, double[] at) {
        double z;
        double phi;
        if (pixel < polar) {
            long ring = (1 + (long) Math.sqrt(1 + 2.0 * pixel)) >> 1;
            while (2 * ring * (ring - 1) > pixel) {
                ring--;
            }
            while (2 * ring * (ring + 1) <= pixel) {
                ring++;
            }
            long in = pixel - 2 * ring * (ring - 1);
            z = 1 - (double) ring * ring / (3.0 * nside * nside);
            phi = (in + 0.5) * 90 / ring;
        } else if (pixel < pixels - polar) {
            long in = pixel - polar;
            long ring = in / (4 * nside) + nside;
            double shift = (ring + nside & 1) == 0 ? 0.5 : 0;
            z = (2.0 * nside - ring) * 2 / (3.0 * nside);
            phi = (in % (4 * nside) + shift) * 90 / nside;
        } else {
            middle(mirrored(pixel), at);
            at[1] = -at[1];
            return;
        }
        at[0] = phi;
        at[1] = Math.toDegrees(StrictMath.asin(z));
    }

    /** @return the pixel as far north as this one of the southern cap is south */
    private long mirrored(long pixel) {
        long back = pixels - pixel;
        long ring = (1 + (long) Math.sqrt(2.0 * back - 1)) >> 1;
        while (2 * ring * (ring - 1) >= back) {
            ring--;
        }
        while (2 * ring * (ring + 1) < back) {
            ring++;
        }
        long in = 4 * ring - (back - 2 * ring * (ring - 1));
        return 2 * ring * (ring - 1) + in;
    }
}
