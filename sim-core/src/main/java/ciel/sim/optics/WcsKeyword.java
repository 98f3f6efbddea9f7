package ciel.sim.optics;

/**
 * One header card of a world coordinate system.
 *
 * @param key     FITS keyword, upper case
 * @param value   Double, Integer or String
 * @param comment what it means, with the unit
 */
public record WcsKeyword(String key, Object value, String comment) {}
