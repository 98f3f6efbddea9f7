/** What shoots photons onto a detector: the interface, and the scalar engine, the specification of every kernel. */
package ciel.sim.engine;
