/** The atmosphere: the profile of the point spread function. */
package ciel.sim.atmosphere;
