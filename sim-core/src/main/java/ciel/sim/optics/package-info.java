/** The telescope: astrometry from ICRS to the observed direction, the ray-traced optics, the WCS. */
package ciel.sim.optics;
