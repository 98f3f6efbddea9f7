/**
 * How bright the sky over the site is: airglow and starlight by airmass, zodiacal light, the moon, twilight, as spectra
 * above the telescope. Nothing here knows of pixels.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.sim.sky;
