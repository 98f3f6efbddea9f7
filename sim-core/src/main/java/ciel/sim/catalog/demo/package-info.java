/** A catalog of our own, drawn from published number counts, so that there is always something to render. */
package ciel.sim.catalog.demo;
