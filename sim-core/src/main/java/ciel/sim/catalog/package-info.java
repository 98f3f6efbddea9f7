/**
 * What is to be drawn: visits and objects, and the readers of instance catalogs ({@link
 * ciel.sim.catalog.InstanceCatalog}) and scene tables
 * ({@link ciel.sim.catalog.SceneTable}).
 *
 * <p>A source of objects on the sky gives a {@link ciel.sim.catalog.Visit} and streams {@link
 * ciel.sim.catalog.SkyObject}s of a
 * {@link ciel.sim.catalog.Footprint} into a {@link ciel.sim.catalog.InstanceCatalog.Sink}.
 */
package ciel.sim.catalog;
