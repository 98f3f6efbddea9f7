/**
 * The photon engine on the Vector API.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.kernels.vector;
