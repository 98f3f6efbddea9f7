/** Photons: counter-based random numbers, profiles as quantile tables, and batches of sources. */
package ciel.sim.photon;
