/**
 * Between photon and electron: how deep light goes into silicon, how the electrons spread on their way to the gates,
 * where the boundaries of the pixels lie and how collected charge moves them, tree rings and fringes.
 */
package ciel.sim.sensor;
