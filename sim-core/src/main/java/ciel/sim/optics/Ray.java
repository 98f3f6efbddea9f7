package ciel.sim.optics;

/**
 * One ray of light on its way through the telescope: a named accumulator that {@link Telescope#trace} moves from the
 * sky to the focal surface.
 * Position in m, direction a unit vector; z points from M1 to the sky, so that starlight travels towards smaller z.
 */
public final class Ray {
    /** Position (m). */
    public double x;

    public double y;
    public double z;
    /** Direction of travel, unit vector. */
    public double vx;

    public double vy;
    public double vz;
    /** Wavelength in vacuum (nm). */
    public double wavelength;
    /** True once the ray has met a surface outside of its clear aperture, or has missed one. */
    public boolean vignetted;

    /**
     * Puts the ray on the entrance pupil, coming from a field angle.
     *
     * @param tanX       gnomonic field angle (tangent): positive moves the image to positive x of the camera
     * @param tanY       gnomonic field angle (tangent)
     * @param u          x on the entrance pupil (m); 0, 0 is the chief ray
     * @param v          y on the entrance pupil (m)
     * @param wavelength in vacuum (nm)
     * @return this
     */
    public Ray enter(double tanX, double tanY, double u, double v, double wavelength) {
        double cosine = 1 / Math.sqrt(1 + tanX * tanX + tanY * tanY);
        x = u;
        y = v;
        z = Telescope.PUPIL_Z;
        vx = tanX * cosine;
        vy = tanY * cosine;
        vz = -cosine;
        this.wavelength = wavelength;
        vignetted = false;
        return this;
    }

    /** @return dx/dz of the direction of travel */
    public double slopeX() {
        return vx / vz;
    }

    /** @return dy/dz of the direction of travel */
    public double slopeY() {
        return vy / vz;
    }
}
