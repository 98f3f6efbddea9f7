/** What is to be drawn: visits, objects, and the readers of instance catalogs and scene tables. */
package ciel.sim.catalog;
