/**
 * Where jobs run: processes of this machine ({@link ciel.workflow.scheduler.LocalScheduler}) or Slurm, on the spot or
 * through a gate ({@link ciel.workflow.scheduler.SlurmScheduler}). A job is known by its name
 * ({@link ciel.workflow.scheduler.JobName}), never by the scheduler's number;
 * {@link ciel.workflow.scheduler.AdoptOrSubmit} sees to it that it runs once.
 */
package ciel.workflow.scheduler;
