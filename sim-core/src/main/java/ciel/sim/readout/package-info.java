/**
 * From electrons to ADU: background, cosmic rays, bleeding, dark current, amplifiers, noise, analogue-to-digital
 * conversion.
 */
package ciel.sim.readout;
