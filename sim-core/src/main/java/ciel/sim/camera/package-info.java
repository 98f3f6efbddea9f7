/** The LSST camera: where each detector sits, its amplifiers, its pixels. */
package ciel.sim.camera;
