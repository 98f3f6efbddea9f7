/**
 * A simulated world for the daemon: a scheduler, a render site, links and destinations behind the same ports, on a virtual
 * clock, with one source of chance ({@link ciel.workflow.world.World}); and a bare forecast that counts jobs and bytes alone
 * ({@link ciel.workflow.world.Forecast}).
 */
package ciel.workflow.world;
