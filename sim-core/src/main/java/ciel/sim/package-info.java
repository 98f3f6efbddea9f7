/** What every part of the simulator shares: the bands, the errors and their exit codes. */
package ciel.sim;
