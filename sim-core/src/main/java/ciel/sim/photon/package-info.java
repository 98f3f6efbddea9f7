/** Photons: counter-based random numbers, profiles as quantile tables, and the scalar engine, which is the specification of every kernel. */
package ciel.sim.photon;
