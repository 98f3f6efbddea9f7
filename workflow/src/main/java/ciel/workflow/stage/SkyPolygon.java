package ciel.workflow.stage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Convex polygons on the sky as lsst.sphgeom encodes them: the byte {@code p}, then three little-endian doubles a corner, the
 * unit vector, counter-clockwise as seen from outside of the sphere.
 */
final class SkyPolygon {
    private SkyPolygon() {}

    /** @param raDec corners (deg), counter-clockwise on the sky as seen from outside of the sphere, or clockwise: it is turned */
    static String encoded(double[][] raDec) {
        double[][] v = new double[raDec.length][];
        for (int i = 0; i < v.length; i++) {
            double ra = Math.toRadians(raDec[i][0]);
            double dec = Math.toRadians(raDec[i][1]);
            v[i] = new double[] {Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)};
        }
        boolean turn = triple(v[0], v[1], v[2]) < 0;
        ByteBuffer bytes = ByteBuffer.allocate(1 + 24 * v.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 'p');
        for (int i = 0; i < v.length; i++) {
            double[] corner = v[turn ? v.length - 1 - i : i];
            bytes.putDouble(corner[0]).putDouble(corner[1]).putDouble(corner[2]);
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    /** (a x b) . c: positive where the three turn counter-clockwise. */
    private static double triple(double[] a, double[] b, double[] c) {
        return (a[1] * b[2] - a[2] * b[1]) * c[0]
                + (a[2] * b[0] - a[0] * b[2]) * c[1]
                + (a[0] * b[1] - a[1] * b[0]) * c[2];
    }

    /** @return a polygon of equal corners around a point (deg), whose edges touch the circle of this radius (deg) from outside */
    static double[][] around(double ra, double dec, double radius, int corners) {
        double[][] points = new double[corners][];
        double distance = Math.atan(Math.tan(Math.toRadians(radius)) / Math.cos(Math.PI / corners));
        double d = Math.toRadians(dec);
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * i / corners;
            double sin = Math.sin(d) * Math.cos(distance) + Math.cos(d) * Math.sin(distance) * Math.cos(angle);
            double y = Math.sin(angle) * Math.sin(distance) * Math.cos(d);
            double x = Math.cos(distance) - Math.sin(d) * sin;
            points[i] = new double[] {ra + Math.toDegrees(Math.atan2(y, x)), Math.toDegrees(Math.asin(sin))};
        }
        return points;
    }

    /** @return where a point of the tangent plane (deg, gnomonic; Calabretta and Greisen 2002, eq. 54) is on the sky (deg) */
    static double[] sky(double x, double y, double ra0, double dec0) {
        double xi = Math.toRadians(x);
        double eta = Math.toRadians(y);
        double d0 = Math.toRadians(dec0);
        double below = Math.cos(d0) - eta * Math.sin(d0);
        double ra = ra0 + Math.toDegrees(Math.atan2(xi, below));
        double dec = Math.toDegrees(Math.atan2(Math.sin(d0) + eta * Math.cos(d0), Math.hypot(xi, below)));
        return new double[] {ra, dec};
    }
}
