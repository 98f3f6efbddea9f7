/**
 * Runs campaigns unattended. The daemon is a set of {@link ciel.workflow.daemon.Pass passes} on one thread that never
 * sleeps: each looks at what is due in the ledger, asks the ports (scheduler, site folder, carrier, destination, notifier)
 * through {@link ciel.workflow.daemon.Calls}, and takes their answers as events. Time comes from one
 * {@link ciel.workflow.daemon.Timer}, chance from one random generator, so that the same daemon runs in real and in
 * simulated time.
 */
package ciel.workflow.daemon;
