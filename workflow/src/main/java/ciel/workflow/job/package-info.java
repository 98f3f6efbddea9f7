/**
 * A render job: what it is told ({@link ciel.workflow.job.JobSpec}, {@link ciel.workflow.job.UnitsFile}), where its files
 * lie ({@link ciel.workflow.job.JobFolders}), and what it leaves of each unit
 * ({@link ciel.workflow.job.UnitReport}).
 */
package ciel.workflow.job;
