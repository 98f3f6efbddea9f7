/**
 * The ends of a campaign's journeys: the folder at a render site ({@link ciel.workflow.stage.SiteFolder}), the link that
 * files take ({@link ciel.workflow.stage.Carrier}), and a data centre ({@link ciel.workflow.stage.Destination}) with what
 * registers images there. The interfaces are ports of the daemon: each has a real and a simulated implementation.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.workflow.stage;
