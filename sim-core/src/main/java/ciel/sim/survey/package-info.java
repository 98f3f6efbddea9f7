/**
 * Visits of observing databases and tables: OpSim and ConsDB (SQLite), ECSV, FITS. {@link ciel.sim.survey.VisitTable} is the entrance.
 */
package ciel.sim.survey;
