package ciel.sim.optics;

/**
 * A rigid motion of an optical element: first a rotation about the vertex of the element (about x, then y, then z),
 * then a shift.
 *
 * @param dx shift (m)
 * @param dy shift (m)
 * @param dz shift (m), positive towards the sky
 * @param rx rotation about x (rad)
 * @param ry rotation about y (rad)
 * @param rz rotation about z (rad)
 */
public record RigidMotion(double dx, double dy, double dz, double rx, double ry, double rz) {
    /** @return a shift along the axis (m), positive towards the sky */
    public static RigidMotion piston(double dz) {
        return new RigidMotion(0, 0, dz, 0, 0, 0);
    }

    /** @return a rotation about the axis (deg) */
    public static RigidMotion rotation(double degrees) {
        return new RigidMotion(0, 0, 0, 0, 0, Math.toRadians(degrees));
    }

    /** @return the 3 x 3 rotation Rz Ry Rx, row by row */
    double[] matrix() {
        double sx = StrictMath.sin(rx);
        double cx = StrictMath.cos(rx);
        double sy = StrictMath.sin(ry);
        double cy = StrictMath.cos(ry);
        double sz = StrictMath.sin(rz);
        double cz = StrictMath.cos(rz);
        return new double[] {
            cz * cy,
            cz * sy * sx - sz * cx,
            cz * sy * cx + sz * sx,
            sz * cy,
            sz * sy * sx + cz * cx,
            sz * sy * cx - cz * sx,
            -sy,
            cy * sx,
            cy * cx
        };
    }
}
