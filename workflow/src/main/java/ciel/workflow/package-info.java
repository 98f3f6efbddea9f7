/**
 * A campaign: plan, ledger, schedulers and stages. Of this module the interface stands: {@link
 * ciel.workflow.Scheduler}.
 */
package ciel.workflow;
