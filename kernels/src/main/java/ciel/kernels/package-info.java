/** Photon engines on faster ground, and the registry that chooses one. */
package ciel.kernels;
