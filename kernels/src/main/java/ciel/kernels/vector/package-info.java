/** The photon engine on the Vector API. */
package ciel.kernels.vector;
