/** Between photon and electron. Today a photon becomes an electron in the pixel it falls on. */
package ciel.sim.sensor;
