package ciel.sim.catalog;

/**
 * One object of a flat scene table: already on the detector, already in electrons. For feeding any other simulator
 * the identical scene.
 *
 * @param id    identifier
 * @param x     FITS pixel (first pixel 1, centre on integers)
 * @param y     FITS pixel
 * @param flux  expected electrons, &ge; 0
 * @param n     Sersic index, or 0 for a star
 * @param hlr   circularised half-light radius (arcsec), 0 for a star
 * @param q     axis ratio b/a, 0 &lt; q &le; 1
 * @param beta  angle of the major axis, from +x towards +y (deg)
 * @param g1    reduced shear applied after the ellipticity, component 1
 * @param g2    reduced shear, component 2
 */
public record SceneObject(
        String id,
        double x,
        double y,
        double flux,
        double n,
        double hlr,
        double q,
        double beta,
        double g1,
        double g2) {}
