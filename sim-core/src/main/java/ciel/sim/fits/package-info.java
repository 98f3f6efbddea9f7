/** Files: e-image, raw, truth, manifest, previews. Written whole or not at all. */
package ciel.sim.fits;
