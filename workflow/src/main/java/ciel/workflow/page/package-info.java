/**
 * The web page of a campaign: a server on loopback ({@link ciel.workflow.page.PageServer}), what it refuses
 * ({@link ciel.workflow.page.RequestGuard}), what it shows ({@link ciel.workflow.page.PageSource}) and how changes reach the
 * browser ({@link ciel.workflow.page.PageFeed}).
 */
package ciel.workflow.page;
