/** One visit walked through all of it: settings, selection of objects, engines, files. */
package ciel.sim.exposure;
